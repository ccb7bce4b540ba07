"""The log on PostgreSQL: a ring of bare tables; one writer at a time, held by an advisory lock."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import psycopg

from ancheng.base.errors import Conflict
from ancheng.monitoring.gateway.postgres.columns import COLUMNS, as_batch, fetched, packed
from ancheng.monitoring.gateway.seam import Batch, Entry, Receipt, joined

WRITER_LOCK = 4_1152
SLOTS = 4
HOLD_WITHIN_S = 3.0


class PostgresLog:
    """The log over one connection in autocommit mode; the writer calls `hold` first."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.connection = connection
        self.slot = 0
        self.position = 0

    def hold(self) -> None:
        """Become the one writer; refuses while another one lives."""
        until = time.monotonic() + HOLD_WITHIN_S
        while not self._lock():
            # One that was killed a moment ago lives on in the database until that notices.
            if time.monotonic() < until:
                time.sleep(0.1)
                continue
            raise Conflict("已有网关在向此数据库写入，同一时间只能有一个；请先停止它，或改用另一个数据库。")
        found = self.connection.execute("SELECT slot FROM gateway_segment WHERE state = 'open'").fetchone()
        self.slot = int(found[0]) if found else 0
        self.position = self.head()

    def _lock(self) -> bool:
        got = self.connection.execute("SELECT pg_try_advisory_lock(%s)", [WRITER_LOCK]).fetchone()
        return bool(got and got[0])

    def head(self) -> int:
        found = self.connection.execute("SELECT coalesce(max(position), 0) FROM gateway_stretch").fetchone()
        return int(found[0]) if found else 0

    def append(
        self,
        batches: Sequence[tuple[Receipt | None, Batch]],
        *,
        received_us: int,
        beside: Callable[[psycopg.Cursor[Any], list[bool]], None] | None = None,
    ) -> tuple[int, list[bool]]:
        """As the seam says; `beside` writes in the same transaction."""
        position = self.position + 1
        with self.connection.transaction(), self.connection.cursor() as cursor:
            new = _receipts(cursor, [receipt for receipt, _ in batches], position, received_us)
            whole = joined([batch for (_, batch), fresh in zip(batches, new, strict=True) if fresh])
            cursor.execute(
                "INSERT INTO gateway_stretch (position, received_us, readings) VALUES (%s, %s, %s)",
                [position, received_us, len(whole)],
            )
            if beside is not None:
                beside(cursor, new)
            if len(whole):
                sql = f"COPY gateway_ring_{self.slot} ({COLUMNS}) FROM STDIN (FORMAT BINARY)"
                with cursor.copy(sql) as copy:
                    copy.write(packed(whole, position))
        self.position = position
        return position, new

    def rotate(self) -> bool:
        """Close the open table of the ring and go on with the next, where that one is empty."""
        following = (self.slot + 1) % SLOTS
        with self.connection.transaction(), self.connection.cursor() as cursor:
            cursor.execute(f"SELECT EXISTS (SELECT 1 FROM gateway_ring_{self.slot})")  # noqa: S608  # nosec B608
            used = cursor.fetchone()
            cursor.execute("SELECT state FROM gateway_segment WHERE slot = %s", [following])
            state = cursor.fetchone()
            if not (used and used[0]) or not state or state[0] != "empty":
                return False
            cursor.execute(
                "UPDATE gateway_segment SET state = 'closed', closed_at = now() WHERE slot = %s", [self.slot]
            )
            cursor.execute(
                "UPDATE gateway_segment SET state = 'open', opened_at = now(), closed_at = NULL WHERE slot = %s",
                [following],
            )
        self.slot = following
        return True

    def read(self, after: int, *, at_most: int = 100) -> Iterator[Entry]:
        """The stretches behind `after`; inside a stretch by time, those out of order last, each reading once."""
        return read(self.connection, after, at_most=at_most)


def read(connection: psycopg.Connection[Any], after: int, *, at_most: int = 100) -> Iterator[Entry]:
    """As `PostgresLog.read`, over any connection."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT position, received_us FROM gateway_stretch WHERE position > %s ORDER BY position LIMIT %s",
            [after, at_most],
        )
        heads = cursor.fetchall()
        if not heads:
            return
        rows = fetched(
            cursor,
            f"""
            SELECT {COLUMNS} FROM (
                SELECT DISTINCT ON (position, sensor, time) {COLUMNS} FROM (
                    SELECT {COLUMNS} FROM gateway_unsettled WHERE position BETWEEN %s AND %s
                    UNION ALL
                    SELECT {COLUMNS} FROM gateway_reading WHERE position BETWEEN %s AND %s
                ) both_parts ORDER BY position, sensor, time
            ) once ORDER BY position, flag & 1, time
            """,  # noqa: S608  # nosec B608
            (heads[0][0], heads[-1][0], heads[0][0], heads[-1][0]),
        )
    positions = rows["position"].astype("i8")
    for position, received_us in heads:
        start, end = positions.searchsorted([position, position + 1])
        yield Entry(int(position), int(received_us), as_batch(rows[start:end]))


def _receipts(
    cursor: psycopg.Cursor[Any], receipts: Sequence[Receipt | None], position: int, received_us: int
) -> list[bool]:
    """For each batch whether it is taken for the first time; batches without a name always are."""
    named = list(dict.fromkeys(each for each in receipts if each is not None))
    if not named:
        return [True] * len(receipts)
    cursor.execute(
        """
        INSERT INTO gateway_receipt (source_id, name, position, received_at)
        SELECT source_id, name, %s, to_timestamp(%s / 1e6) FROM unnest(%s::bigint[], %s::text[]) AS t(source_id, name)
        ON CONFLICT (source_id, name) DO NOTHING RETURNING source_id, name
        """,
        [position, received_us, [each.source_id for each in named], [each.name for each in named]],
    )
    fresh = {Receipt(int(source), name) for source, name in cursor.fetchall()}
    new: list[bool] = []
    for each in receipts:
        # Of two of one name in one group the first is the one that counts.
        new.append(each is None or each in fresh)
        fresh.discard(each) if each else None
    return new
