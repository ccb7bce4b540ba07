"""Beside the writer: latest values and tallies written down, the register read again, the log settled, days expired."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

import psycopg

from ancheng.base.clock import beijing_day
from ancheng.monitoring.gateway import directory as register
from ancheng.monitoring.gateway import tallies
from ancheng.monitoring.gateway.errors import Away, Busy
from ancheng.monitoring.gateway.frames import read
from ancheng.monitoring.gateway.intake import Answer, Intake
from ancheng.monitoring.gateway.postgres.columns import HEADER, TRAILER
from ancheng.monitoring.gateway.postgres.readings import PostgresReadings

log = logging.getLogger(__name__)
KEEP_EVERY_S = 1.0
SETTLE_EVERY_S = 2.0
# A table of the ring is closed when it is this old or this full.
SEGMENT_S = 30
SEGMENT_BYTES = 256 * 2**20
UPSERT = """
INSERT INTO gateway_latest AS known
    (sensor, newest, time, value, flag, usable_time, usable_value, received_at)
SELECT sensor, newest, nullif(time, '2000-01-01Z'), nullif(value, 'NaN'), flag, nullif(usable_time, '2000-01-01Z'),
    nullif(usable_value, 'NaN'), received_at FROM heard
ON CONFLICT (sensor) DO UPDATE SET newest = excluded.newest, time = excluded.time, value = excluded.value,
    flag = excluded.flag, usable_time = excluded.usable_time, usable_value = excluded.usable_value,
    received_at = excluded.received_at
"""


class Keeping:
    """Two threads with a connection each, that come back by themselves when the database was away."""

    def __init__(self, intake: Intake) -> None:
        self.intake = intake
        self.stopping = threading.Event()
        self.expired_on: date | None = None
        self._in_flight: set[int] = set()
        self._replayed: deque[int] = deque()
        self._threads = [
            threading.Thread(target=self._loop, args=(each, every), name=each.__name__, daemon=True)
            for each, every in ((self.keep, KEEP_EVERY_S), (self.settle, SETTLE_EVERY_S))
        ]

    def start(self) -> None:
        for each in self._threads:
            each.start()

    def stop(self) -> None:
        self.stopping.set()
        for each in self._threads:
            each.join(15)

    def _loop(self, act: Callable[[psycopg.Connection[Any]], None], every_s: float) -> None:
        connection: psycopg.Connection[Any] | None = None
        while True:
            last = self.stopping.wait(every_s)
            try:
                if connection is None or connection.closed:
                    connection = psycopg.connect(self.intake.conninfo, autocommit=True, connect_timeout=5)
                act(connection)
            except (psycopg.Error, OSError) as error:
                log.warning("%s: %s", act.__name__, error)
                if connection is not None:
                    connection.close()
            if last:
                break
        if connection is not None:
            connection.close()

    def keep(self, connection: psycopg.Connection[Any]) -> None:
        """Write down what changed since the last time, and see whether the register changed."""
        if register.revision(connection) != self.intake.directory.revision:
            self.intake.use(register.load(connection))
        counts = self.intake.tallies.take()
        data, position, at = self.intake.state.take_dirty()
        try:
            with connection.transaction(), connection.cursor() as cursor:
                if len(at):
                    cursor.execute(
                        "CREATE TEMP TABLE heard (sensor int, newest timestamptz, time timestamptz, value float8, "
                        "flag smallint, usable_time timestamptz, usable_value float8, received_at timestamptz) "
                        "ON COMMIT DROP"
                    )
                    with cursor.copy("COPY heard FROM STDIN (FORMAT BINARY)") as copy:
                        copy.write(HEADER + data + TRAILER)
                    cursor.execute(UPSERT)
                if counts:
                    tallies.write(cursor, counts)
                cursor.execute(
                    "INSERT INTO gateway_keeper AS known (id, latest_position, beat_at) VALUES (1, %s, now()) "
                    "ON CONFLICT (id) DO UPDATE SET beat_at = excluded.beat_at, "
                    "latest_position = greatest(known.latest_position, excluded.latest_position)",
                    [position],
                )
        except psycopg.Error:
            self.intake.tallies.give_back(counts)
            self.intake.state.still_dirty(at)
            raise
        self._replay(connection)

    def _replay(self, connection: psycopg.Connection[Any]) -> None:
        """Offer again the frames of which somebody asked it."""
        while self._replayed:
            number = self._replayed[0]
            connection.execute("UPDATE gateway_quarantined SET replayed_at = now() WHERE id = %s", [number])
            self._replayed.popleft()
            self._in_flight.discard(number)
        rows = connection.execute(
            "SELECT id, source_id, frame FROM gateway_quarantined "
            "WHERE replay_asked_at IS NOT NULL AND replayed_at IS NULL ORDER BY id LIMIT 500"
        ).fetchall()
        for number, source_id, frame in rows:
            if number in self._in_flight:
                continue
            text = frame if '"readings"' in frame or '"sensors"' in frame else f'{{"readings": [{frame}]}}'
            parsed = read(text.encode())
            # It has a name of its own: taken twice, it counts once.
            parsed.name = f"quarantine-{number}"
            self._in_flight.add(number)
            try:
                self.intake.offer(source_id or 0, parsed, partial(self._heard, number), replayed=True)
            except (Busy, Away):
                self._in_flight.discard(number)
                return

    def _heard(self, number: int, answer: Answer) -> None:
        if isinstance(answer, Exception):
            self._in_flight.discard(number)
        else:
            self._replayed.append(number)

    def settle(self, connection: psycopg.Connection[Any]) -> None:
        """Close the open table of the ring in time, and take over those that are closed."""
        found = connection.execute(
            "SELECT s.slot, extract(epoch FROM now() - s.opened_at), "
            "pg_table_size(('gateway_ring_' || s.slot)::regclass) FROM gateway_segment s WHERE s.state = 'open'"
        ).fetchone()
        if found and found[2] and (found[1] > SEGMENT_S or found[2] > SEGMENT_BYTES):
            self.intake.wants_rotation = True
        store = PostgresReadings(connection)
        store.settle()
        today = beijing_day(datetime.now(UTC))
        if self.expired_on != today:
            store.expire(today)
            self.expired_on = today
