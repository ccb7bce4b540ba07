"""What each source sent, minute by minute, and the frames that went to quarantine."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import numpy as np
import psycopg

from ancheng.monitoring.gateway.directory import Directory
from ancheng.monitoring.gateway.policy import QUARANTINE_PER_MINUTE
from ancheng.monitoring.gateway.seam import Batch, Entry, Flag

if TYPE_CHECKING:
    from ancheng.monitoring.gateway.intake import Item

COUNTS = ("received", "unusable", "late", "quarantined", "refused")
MINUTE_US = 60_000_000


class Tallies:
    """Counts that were not written down yet, by source, minute and what is counted."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: Counter[tuple[int, int, str]] = Counter()
        self._kept: Counter[tuple[int, int]] = Counter()

    def add(self, source_id: int, now_us: int, what: str, number: int = 1) -> None:
        if number:
            with self._lock:
                self._counts[source_id, now_us // MINUTE_US, what] += number

    def count(self, batch: Batch, known: Directory, now_us: int) -> None:
        """Count a durable stretch."""
        sources = known.source[batch.sensor]
        for what, chosen in (
            ("received", slice(None)),
            ("unusable", ~batch.usable),
            ("late", (batch.flag & int(Flag.LATE | Flag.OUT_OF_ORDER)) != 0),
        ):
            for source_id, number in enumerate(np.bincount(sources[chosen])):
                self.add(source_id, now_us, what, int(number))

    def learn(self, entry: Entry, known: Directory) -> None:
        """Count a stretch that was read back from the log."""
        self.count(entry.batch, known, entry.received_us)

    def quarantine(
        self, cursor: psycopg.Cursor[Any], items: Sequence[Item], new: Sequence[bool], now_us: int
    ) -> None:
        """Write down the frames of new batches that are no readings; of a flood only so many a minute."""
        rows = []
        minute, at = now_us // MINUTE_US, datetime.fromtimestamp(now_us / 1e6, UTC)
        for item, fresh in zip(items, new, strict=True):
            if not item.faults or not fresh:
                continue
            self.add(item.source_id, now_us, "quarantined", len(item.faults))
            room = QUARANTINE_PER_MINUTE - self._kept[item.source_id, minute]
            chosen = item.faults[: max(room, 0)]
            self._kept[item.source_id, minute] += len(chosen)
            rows += [
                (item.source_id, at, each.fault, each.reason, each.sensor_code, each.frame) for each in chosen
            ]
        if rows:
            cursor.executemany(
                "INSERT INTO gateway_quarantined (source_id, received_at, fault, reason, sensor_code, frame) "
                "VALUES (%s, %s, %s, %s, %s, %s)",
                rows,
            )
        for key in [each for each in self._kept if each[1] < minute]:
            del self._kept[key]

    def take(self) -> Counter[tuple[int, int, str]]:
        """What is to be written down; the caller gives it back when that fails."""
        with self._lock:
            taken, self._counts = self._counts, Counter()
            return taken

    def give_back(self, counts: Counter[tuple[int, int, str]]) -> None:
        with self._lock:
            self._counts.update(counts)


def write(cursor: psycopg.Cursor[Any], counts: Counter[tuple[int, int, str]]) -> None:
    """Add the counts to the table."""
    rows: dict[tuple[int, int], list[int]] = {}
    for (source_id, minute, what), number in counts.items():
        rows.setdefault((source_id, minute), [0] * len(COUNTS))[COUNTS.index(what)] += number
    names = ", ".join(COUNTS)
    sums = ", ".join(f"{each} = gateway_tally.{each} + excluded.{each}" for each in COUNTS)
    cursor.executemany(
        f"INSERT INTO gateway_tally (source_id, minute, {names}) "  # noqa: S608  # nosec B608
        f"VALUES (%s, to_timestamp(%s), {', '.join(['%s'] * len(COUNTS))}) "
        f"ON CONFLICT (source_id, minute) DO UPDATE SET {sums}",
        [(source_id, minute * 60, *numbers) for (source_id, minute), numbers in rows.items()],
    )
