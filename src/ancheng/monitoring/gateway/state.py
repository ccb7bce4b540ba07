"""What the gateway remembers of each sensor, in arrays: 33 bytes a sensor."""

from __future__ import annotations

import threading
from typing import Any

import numpy as np
import psycopg

from ancheng.monitoring.gateway import rules
from ancheng.monitoring.gateway.directory import Directory
from ancheng.monitoring.gateway.postgres.columns import EPOCH_US
from ancheng.monitoring.gateway.seam import Batch, Flag

DIRTY = np.dtype(
    [
        ("fields", ">i2"),
        ("l0", ">i4"), ("sensor", ">i4"),
        ("l1", ">i4"), ("newest", ">i8"),
        ("l2", ">i4"), ("time", ">i8"),
        ("l3", ">i4"), ("value", ">f8"),
        ("l4", ">i4"), ("flag", ">i2"),
        ("l5", ">i4"), ("usable_time", ">i8"),
        ("l6", ">i4"), ("usable_value", ">f8"),
        ("l7", ">i4"), ("received_at", ">i8"),
    ]
)  # fmt: skip
NEVER = rules.NEVER_US


class State:
    """The newest moment, the latest reading and the last usable reading of every sensor."""

    def __init__(self, size: int = 0) -> None:
        self.lock = threading.Lock()
        self.position = 0
        self.newest = np.full(size, NEVER, np.int64)
        self.last = np.full(size, NEVER, np.int64)
        self.value = np.full(size, np.nan)
        self.flag = np.zeros(size, np.int16)
        self.usable = np.full(size, NEVER, np.int64)
        self.usable_value = np.full(size, np.nan)
        self.received = np.full(size, NEVER, np.int64)
        self.dirty = np.zeros(size, np.bool_)

    def fit(self, size: int) -> None:
        """Make room for sensors up to the number `size`."""
        with self.lock:
            for name in ("newest", "last", "usable", "received"):
                setattr(self, name, rules.grown(getattr(self, name), size, NEVER))
            for name in ("value", "usable_value"):
                setattr(self, name, rules.grown(getattr(self, name), size, np.nan))
            self.flag = rules.grown(self.flag, size, 0)
            self.dirty = rules.grown(self.dirty, size, 0)

    def judged(self, batch: Batch, directory: Directory, now_us: int) -> tuple[Batch, rules.Judged]:
        """`batch` with its flags, and what it will change once it is durable."""
        found = rules.judge(
            batch.sensor,
            batch.time_us,
            batch.value,
            now_us=now_us,
            low=directory.low,
            high=directory.high,
            newest_us=self.newest,
            last_us=self.last,
        )
        flagged = Batch(batch.sensor, batch.time_us, batch.value, found.flag | batch.flag)
        return Batch(batch.sensor, batch.time_us, batch.value, directory.mark_maintenance(flagged)), found

    def apply(self, batch: Batch, judged: rules.Judged, *, received_us: int, position: int) -> None:
        """Remember a durable stretch; of several readings of a sensor the last one assigned is the newest."""
        with self.lock:
            newer, later = judged.newer, judged.later
            self.newest[batch.sensor[newer]] = batch.time_us[newer]
            mine = batch.sensor[later]
            self.last[mine], self.value[mine] = batch.time_us[later], batch.value[later]
            self.flag[mine] = batch.flag[later]
            good = later & batch.usable
            own = batch.sensor[good]
            self.usable[own], self.usable_value[own] = batch.time_us[good], batch.value[good]
            self.received[batch.sensor] = received_us
            self.dirty[batch.sensor] = True
            self.position = position

    def learn(self, batch: Batch, *, received_us: int, position: int) -> None:
        """Remember a stretch that was read back from the log, with the flags that it has."""
        flag = batch.flag
        newer = (flag & int(Flag.MAYBE_AGAIN)) == 0
        later = (flag & int(Flag.FUTURE | Flag.OUT_OF_ORDER)) == 0
        self.apply(batch, rules.Judged(flag, newer, later), received_us=received_us, position=position)

    def take_dirty(self) -> tuple[bytes, int, np.ndarray[Any, Any]]:
        """The rows that changed, for a binary COPY, the position up to which they tell, and their sensors."""
        with self.lock:
            at = np.flatnonzero(self.dirty)
            self.dirty[at] = False
            rows = np.zeros(len(at), DIRTY)
            rows["fields"] = 8
            rows["l0"], rows["l4"] = 4, 2
            for name in ("l1", "l2", "l3", "l5", "l6", "l7"):
                rows[name] = 8
            rows["sensor"], rows["value"], rows["flag"] = at, self.value[at], self.flag[at]
            rows["usable_value"] = self.usable_value[at]
            for name, array in (
                ("newest", self.newest),
                ("time", self.last),
                ("usable_time", self.usable),
                ("received_at", self.received),
            ):
                # NULL cannot stand in rows of one width: "never" travels as the year 2000 and becomes NULL there.
                rows[name] = np.maximum(array[at] - EPOCH_US, 0)
            return rows.tobytes(), self.position, at

    def still_dirty(self, at: np.ndarray[Any, Any]) -> None:
        """What was taken to be written down could not be."""
        with self.lock:
            self.dirty[at] = True

    def restore(self, connection: psycopg.Connection[Any]) -> int:
        """Read the table of latest values back; the position behind which the log is still to be read."""
        rows = connection.execute(
            "SELECT sensor, gateway_us(newest), gateway_us(time), value, flag, gateway_us(usable_time), "
            "usable_value, gateway_us(received_at) FROM gateway_latest"
        ).fetchall()
        if rows:
            self.fit(max(row[0] for row in rows) + 1)
            columns = list(zip(*rows, strict=True))
            at = np.array(columns[0])
            for name, column in (("newest", 1), ("last", 2), ("usable", 5), ("received", 7)):
                getattr(self, name)[at] = [NEVER if each is None else each for each in columns[column]]
            for name, column in (("value", 3), ("usable_value", 6)):
                getattr(self, name)[at] = [np.nan if each is None else each for each in columns[column]]
            self.flag[at] = columns[4]
        found = connection.execute("SELECT latest_position FROM gateway_keeper WHERE id = 1").fetchone()
        self.position = int(found[0]) if found else 0
        return self.position

    def silent(self, directory: Directory, now_us: int) -> np.ndarray[Any, Any]:
        """The sensors that have not said anything usable for too long."""
        size = min(len(self.usable), directory.size)
        return rules.silent(
            self.usable[:size], directory.silent_after_us[:size], directory.watched[:size], now_us
        )

    @property
    def bytes(self) -> int:
        return sum(
            each.nbytes
            for each in (
                self.newest,
                self.last,
                self.value,
                self.flag,
                self.usable,
                self.usable_value,
                self.received,
                self.dirty,
            )
        )
