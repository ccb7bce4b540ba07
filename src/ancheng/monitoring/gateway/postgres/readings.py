"""The reading store on PostgreSQL: what the log holds is settled into daily partitions, each reading once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import psycopg

from ancheng.monitoring.gateway.policy import LOG_DAYS, QUARANTINE_DAYS, RECEIPT_DAYS, retention
from ancheng.monitoring.gateway.postgres import partitions
from ancheng.monitoring.gateway.postgres.columns import COLUMNS, as_batch, fetched
from ancheng.monitoring.gateway.seam import UNUSABLE, Batch, Curve, Latest

USABLE = f"flag & {int(UNUSABLE)} = 0"
STEPS = ((60, "gateway_minute"), (3600, "gateway_hour"), (86400, "gateway_day"))
TRUNCS = {
    "gateway_minute": "date_trunc('minute', {time})",
    "gateway_hour": "date_trunc('hour', {time})",
    "gateway_day": "date_trunc('day', {time}, 'Asia/Shanghai')",
}
TRUNCATE_WITHIN = "5s"


class PostgresReadings:
    """The store over one connection."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.connection = connection

    def settle(self, *, at_most: int = 4) -> int:
        """Take over the closed tables of the ring; how many readings were new."""
        taken = 0
        for _ in range(at_most):
            found = self.connection.execute(
                "SELECT slot FROM gateway_segment WHERE state = 'closed' ORDER BY closed_at LIMIT 1"
            ).fetchone()
            if found is None:
                break
            taken += self._take_over(int(found[0]))
        return taken

    def _take_over(self, slot: int) -> int:
        ring = f"gateway_ring_{slot}"
        with self.connection.transaction(), self.connection.cursor() as cursor:
            cursor.execute("SET LOCAL work_mem = '256MB'; SET LOCAL synchronous_commit = on")
            # A single moment far off must not make the days between.
            cursor.execute(f"SELECT DISTINCT (time AT TIME ZONE 'Asia/Shanghai')::date FROM {ring}")  # noqa: S608  # nosec B608
            partitions.ensure(cursor, {each for (each,) in cursor.fetchall()})
            cursor.execute(
                f"""
                CREATE TEMP TABLE settled ON COMMIT DROP AS
                WITH once AS (
                    SELECT DISTINCT ON (sensor, time) {COLUMNS} FROM {ring} ORDER BY sensor, time, position
                ), fresh AS (
                    INSERT INTO gateway_reading ({COLUMNS}) SELECT {COLUMNS} FROM once
                    ON CONFLICT (sensor, time) DO NOTHING RETURNING sensor, flag, time, value
                ) SELECT * FROM fresh
                """  # noqa: S608  # nosec B608
            )
            taken = cursor.rowcount
            self._roll_up(cursor)
            cursor.execute(f"SET LOCAL lock_timeout = '{TRUNCATE_WITHIN}'")
            cursor.execute(f"TRUNCATE {ring}")
            cursor.execute(
                "UPDATE gateway_segment SET state = 'empty', opened_at = NULL, closed_at = NULL WHERE slot = %s",
                [slot],
            )
        return taken

    @staticmethod
    def _roll_up(cursor: psycopg.Cursor[Any]) -> None:
        """Add what is new to the minutes (of sensors that speak more than once in one), hours and days."""
        for _, table in STEPS:
            dense = (
                "AND sensor IN (SELECT id FROM sensors_sensor WHERE interval_s < 60)"
                if table == "gateway_minute"
                else ""
            )
            bucket = TRUNCS[table].format(time="time")
            cursor.execute(
                f"""
                INSERT INTO {table} AS known (sensor, count, at, low, high, total)
                SELECT sensor, count(*), {bucket} AS at, min(value), max(value), sum(value)
                FROM settled WHERE {USABLE} {dense} GROUP BY sensor, {bucket}
                ON CONFLICT (sensor, at) DO UPDATE SET
                    count = known.count + excluded.count, total = known.total + excluded.total,
                    low = least(known.low, excluded.low), high = greatest(known.high, excluded.high)
                """  # noqa: S608  # nosec B608
            )

    def expire(self, today: date) -> list[str]:
        """Drop what is older than the policy keeps it."""
        with self.connection.transaction(), self.connection.cursor() as cursor:
            gone = partitions.expire(cursor, today, retention(today))
            for statement, days in (
                (
                    "DELETE FROM gateway_receipt WHERE received_at < now() - make_interval(days => %s)",
                    RECEIPT_DAYS,
                ),
                (
                    "DELETE FROM gateway_stretch WHERE received_us < gateway_us(now() - make_interval(days => %s)) "
                    "AND position < (SELECT max(position) FROM gateway_stretch)",
                    LOG_DAYS,
                ),
                (
                    "DELETE FROM gateway_quarantined WHERE received_at < now() - make_interval(days => %s)",
                    QUARANTINE_DAYS,
                ),
            ):
                cursor.execute(statement, [days])
            return gone

    def latest(self, sensors: Sequence[int] | None = None) -> list[Latest]:
        chosen = "" if sensors is None else "AND sensor = ANY(%s)"
        with self.connection.cursor() as cursor:
            rows = fetched(
                cursor,
                f"""
                SELECT sensor, flag, time, coalesce(value, 'NaN') AS value,
                    (date_part('epoch', received_at) * 1e6)::bigint AS position
                FROM gateway_latest WHERE time IS NOT NULL {chosen}
                """,  # noqa: S608  # nosec B608
                () if sensors is None else (list(sensors),),
            )
        batch = as_batch(rows)
        columns = (batch.sensor, batch.time_us, batch.value, batch.flag, rows["position"])
        return [Latest(*each) for each in zip(*(one.tolist() for one in columns), strict=True)]

    def curve(self, sensor: int, start_us: int, end_us: int, *, points: int = 3000) -> Curve:
        """The readings of the span where they are few enough, else their minutes, hours or days."""
        start, end = _moment(start_us), _moment(end_us)
        with self.connection.cursor() as cursor:
            finest = max((end_us - start_us) / 1e6 / points, 0)
            if finest <= 60 and self._few(cursor, sensor, start, end, points):
                return _raw(self._between(cursor, [sensor], start, end))
            dense = self._dense(cursor, sensor)
            for step, table in STEPS:
                if step >= finest and (dense or step > 60):
                    return self._rolled(cursor, sensor, start, end, step, table)
            return self._rolled(cursor, sensor, start, end, *STEPS[-1])

    def batch(self, sensors: Sequence[int], start_us: int, end_us: int) -> Batch:
        with self.connection.cursor() as cursor:
            return as_batch(self._between(cursor, sensors, _moment(start_us), _moment(end_us)))

    def amend(self, sensor: int, moment: datetime, value: float | None) -> bool:
        """Give one reading another value, or take it out (None); its minute, hour and day follow. False: not there."""
        with self.connection.transaction(), self.connection.cursor() as cursor:
            touched = 0
            for table in ("gateway_reading", *(f"gateway_ring_{slot}" for slot in range(4))):
                if value is None:
                    cursor.execute(f"DELETE FROM {table} WHERE sensor = %s AND time = %s", [sensor, moment])  # noqa: S608  # nosec B608
                else:
                    cursor.execute(
                        f"UPDATE {table} SET value = %s WHERE sensor = %s AND time = %s",  # noqa: S608  # nosec B608
                        [value, sensor, moment],
                    )
                touched += cursor.rowcount
            for _, table in STEPS:
                self._roll_up_again(cursor, table, sensor, moment)
            self._latest_again(cursor, sensor)
        return touched > 0

    @staticmethod
    def _roll_up_again(cursor: psycopg.Cursor[Any], table: str, sensor: int, moment: datetime) -> None:
        bucket, of_row = (TRUNCS[table].format(time=each) for each in ("%s::timestamptz", "time"))
        cursor.execute(
            f"DELETE FROM {table} WHERE sensor = %s AND at = {bucket} RETURNING 1",  # noqa: S608  # nosec B608
            [sensor, moment],
        )
        if not cursor.rowcount:
            return
        length = {"gateway_minute": "1 minute", "gateway_hour": "1 hour", "gateway_day": "1 day"}[table]
        cursor.execute(
            f"""
            INSERT INTO {table} (sensor, count, at, low, high, total)
            SELECT sensor, count(*), {of_row}, min(value), max(value), sum(value) FROM gateway_reading
            WHERE sensor = %s AND time >= {bucket} AND time < {bucket} + interval '{length}' AND {USABLE}
            GROUP BY sensor, {of_row}
            """,  # noqa: S608  # nosec B608
            [sensor, moment, moment],
        )

    def _latest_again(self, cursor: psycopg.Cursor[Any], sensor: int) -> None:
        """What was heard last, from the readings of the last days that are there now."""
        young = (
            "SELECT time, value, flag FROM gateway_reading WHERE sensor = %(s)s AND time > now() - interval '8 days' "
            "AND time <= now() UNION ALL SELECT time, value, flag FROM gateway_unsettled WHERE sensor = %(s)s AND time <= now()"
        )
        cursor.execute(
            f"""
            UPDATE gateway_latest l SET (time, value, flag) =
                (SELECT time, value, flag FROM ({young}) r ORDER BY time DESC LIMIT 1),
              (usable_time, usable_value) =
                (SELECT time, value FROM ({young}) r WHERE {USABLE} ORDER BY time DESC LIMIT 1)
            WHERE sensor = %(s)s AND EXISTS (SELECT 1 FROM ({young}) r)
            """,  # noqa: S608  # nosec B608
            {"s": sensor},
        )

    @staticmethod
    def _few(cursor: psycopg.Cursor[Any], sensor: int, start: datetime, end: datetime, points: int) -> bool:
        cursor.execute(
            "SELECT coalesce(sum(count), 0) FROM gateway_hour WHERE sensor = %s AND at BETWEEN %s AND %s",
            [sensor, start, end],
        )
        found = cursor.fetchone()
        return bool(found and found[0] <= points * 2)

    @staticmethod
    def _dense(cursor: psycopg.Cursor[Any], sensor: int) -> bool:
        cursor.execute("SELECT interval_s < 60 FROM sensors_sensor WHERE id = %s", [sensor])
        found = cursor.fetchone()
        return bool(found and found[0])

    @staticmethod
    def _between(cursor: psycopg.Cursor[Any], sensors: Sequence[int], start: datetime, end: datetime) -> Any:
        own = "sensor = ANY(%s) AND time >= %s AND time < %s"
        return fetched(
            cursor,
            f"""
            SELECT {COLUMNS} FROM (
                SELECT DISTINCT ON (time, sensor) {COLUMNS} FROM (
                    SELECT {COLUMNS} FROM gateway_reading WHERE {own}
                    UNION ALL SELECT {COLUMNS} FROM gateway_unsettled WHERE {own}
                ) both_parts ORDER BY time, sensor, position
            ) once ORDER BY time, sensor
            """,  # noqa: S608  # nosec B608
            (list(sensors), start, end, list(sensors), start, end),
        )

    @staticmethod
    def _rolled(
        cursor: psycopg.Cursor[Any], sensor: int, start: datetime, end: datetime, step: int, table: str
    ) -> Curve:
        """Rolled up, and what is not settled yet on the fly; the first step is whole, wherever in it one asks from."""
        bucket, first = (TRUNCS[table].format(time=each) for each in ("time", "%s::timestamptz"))
        cursor.execute(
            f"""
            SELECT gateway_us(at), sum(total) / sum(count), min(low), max(high), sum(count)
            FROM (
                SELECT at, count, low, high, total FROM {table}
                WHERE sensor = %s AND at >= {first} AND at < %s
                UNION ALL
                SELECT {bucket}, count(*), min(value), max(value), sum(value) FROM (
                    SELECT DISTINCT ON (time) u.time, u.value FROM gateway_unsettled u
                    WHERE u.sensor = %s AND u.time >= {first} AND u.time < %s AND {USABLE}
                    AND NOT EXISTS (SELECT 1 FROM gateway_reading r WHERE r.sensor = u.sensor AND r.time = u.time)
                    ORDER BY time, position
                ) young GROUP BY 1
            ) all_of_it GROUP BY at ORDER BY at
            """,  # noqa: S608  # nosec B608
            [sensor, start, end, sensor, start, end],
        )
        rows = cursor.fetchall()
        times, means, lows, highs, counts = zip(*rows, strict=True) if rows else ((), (), (), (), ())
        return Curve(
            step,
            np.array(times, np.int64),
            np.array(means, np.float64),
            np.array(lows, np.float64),
            np.array(highs, np.float64),
            np.array(counts, np.int64),
        )


def _raw(rows: Any) -> Curve:
    batch = as_batch(rows)
    # What is unusable is a gap in the curve, never a zero.
    value = np.where(batch.usable, batch.value, np.nan)
    return Curve(0, batch.time_us, value, value, value, np.ones(len(batch), np.int64))


def _moment(us: int) -> datetime:
    return datetime.fromtimestamp(us / 1e6, UTC)
