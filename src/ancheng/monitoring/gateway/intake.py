"""Taking readings in: they wait in a bounded queue, are made durable in groups, and only then acknowledged."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import psycopg

from ancheng.base.errors import Conflict
from ancheng.monitoring.gateway import directory as register
from ancheng.monitoring.gateway import policy
from ancheng.monitoring.gateway.clock import SteadyClock
from ancheng.monitoring.gateway.directory import Directory
from ancheng.monitoring.gateway.errors import Away, Busy
from ancheng.monitoring.gateway.evaluating import Evaluating
from ancheng.monitoring.gateway.frames import Fault, Parsed, fault, frame_of
from ancheng.monitoring.gateway.postgres.log import PostgresLog
from ancheng.monitoring.gateway.seam import Batch, Entry, Evaluator, Flag, Receipt, joined
from ancheng.monitoring.gateway.state import State
from ancheng.monitoring.gateway.tallies import Tallies

log = logging.getLogger(__name__)
RECONNECT_S = 0.5
WAKE_S = 0.2


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a batch: how many readings are durable, which frames went to quarantine."""

    accepted: int
    faults: Sequence[Fault]
    repeated: bool
    position: int


Answer = Outcome | Exception
Done = Callable[[Answer], None]


@dataclass(slots=True)
class Item:
    """A batch that waits to be made durable."""

    source_id: int
    receipt: Receipt | None
    batch: Batch
    faults: list[Fault]
    done: Done


def _at_once(answers: Sequence[tuple[Done, Answer]]) -> None:
    for done, answer in answers:
        done(answer)


class Intake:
    """The one writer of the log: a queue, a thread that writes, and what is remembered of every sensor."""

    def __init__(
        self, conninfo: str, evaluators: Sequence[Evaluator] = (), clock: SteadyClock | None = None
    ) -> None:
        self.conninfo = conninfo
        self.clock = clock or SteadyClock()
        self.deliver: Callable[[Sequence[tuple[Done, Answer]]], None] = _at_once
        self.state = State()
        self.tallies = Tallies()
        self.evaluating = Evaluating(evaluators, self.clock)
        self.directory: Directory
        self.away = ""
        self.wants_rotation = False
        self.stopping = False
        self._waiting: deque[Item] = deque()
        self._pending = 0
        self._stir = threading.Condition()
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)

    # In the threads of those who offer.

    def offer(self, source_id: int, parsed: Parsed, done: Done, *, replayed: bool = False) -> None:
        """Queue what a source sent; `done` is told the outcome once it is durable. Refuses when too much waits."""
        if self.away:
            raise Away(self.away)
        batch, faults = self.resolve(source_id, parsed, replayed=replayed)
        receipt = Receipt(source_id, parsed.name) if parsed.name else None
        with self._stir:
            if (
                self._pending + len(batch) > policy.PENDING_READINGS
                or len(self._waiting) >= policy.PENDING_REQUESTS
            ):
                raise Busy
            self._waiting.append(Item(source_id, receipt, batch, faults, done))
            self._pending += len(batch)
            self._stir.notify()

    def resolve(self, source_id: int, parsed: Parsed, *, replayed: bool) -> tuple[Batch, list[Fault]]:
        """The readings by the numbers of their sensors, and all frames that cannot be taken."""
        known, now_us = self.directory, self.clock.now_us()
        get = known.by_code.get
        sensor = np.array([get(code, 0) for code in parsed.codes], np.int32)
        value = np.array(parsed.values, np.float64)
        oldest = now_us - policy.retention_us(now_us)
        newest = now_us + policy.FUTURE_AT_MOST_US
        try:
            time_us = np.array(parsed.times_us, np.int64)
        except OverflowError:
            time_us = np.array(
                [each if oldest <= each <= newest else 0 for each in parsed.times_us], np.int64
            )
        good = (known.source[sensor] == source_id) & (time_us >= oldest) & (time_us <= newest)
        good &= known.watched[sensor]
        flag = np.full(len(sensor), int(Flag.REPLAYED) if replayed else 0, np.int16)
        if good.all():
            return Batch(sensor, time_us, value, flag), parsed.faults
        faults = parsed.faults + [
            self._why(source_id, parsed, int(at), int(sensor[at])) for at in np.flatnonzero(~good)
        ]
        return Batch(sensor[good], time_us[good], value[good], flag[good]), faults

    def _why(self, source_id: int, parsed: Parsed, at: int, sensor: int) -> Fault:
        code = parsed.codes[at]
        frame = frame_of(code, parsed.times_us[at], parsed.values[at])
        if not sensor:
            return fault("unknown_sensor", f"没有登记编号为“{code[:64]}”的传感器。", frame, code)
        if self.directory.source[sensor] != source_id:
            return fault("foreign_sensor", f"传感器“{code[:64]}”登记在另一数据来源名下。", frame, code)
        if not self.directory.watched[sensor]:
            return fault("retired_sensor", f"传感器“{code[:64]}”已停用。", frame, code)
        return fault("time_span", "时间早于保存期限，或超前 7 天以上，请检查设备时钟。", frame, code)

    @property
    def pending(self) -> int:
        return self._pending

    # The life of the writer.

    def start(self) -> None:
        """Connect, become the one writer, remember, let the rules catch up; then take readings."""
        self._connect()
        self.evaluating.restore(self.log)
        self.evaluating.start()
        self._thread.start()

    def stop(self) -> None:
        """Write what waits, then end."""
        self.stopping = True
        with self._stir:
            self._stir.notify()
        self._thread.join(15)
        self.evaluating.stop()

    def use(self, known: Directory) -> None:
        """Go on with another edition of the register."""
        self.state.fit(known.size)
        self.directory = known

    def _connect(self) -> None:
        connection = psycopg.connect(self.conninfo, autocommit=True, connect_timeout=5)
        # Acknowledged is durable, however the server is set up otherwise.
        connection.execute("SET synchronous_commit = on")
        self.log = PostgresLog(connection)
        self.log.hold()
        self.use(register.load(connection))
        if not self.state.position:
            self.state.restore(connection)
            self.state.fit(self.directory.size)
        self._catch_up()

    def _catch_up(self) -> None:
        """Learn what is in the log and not in memory: after a restart, or a commit whose answer was lost."""
        while self.state.position < self.log.position:
            seen = False
            for entry in self.log.read(self.state.position):
                seen = True
                self.state.learn(entry.batch, received_us=entry.received_us, position=entry.position)
                self.tallies.learn(entry, self.directory)
                self.evaluating.take(entry)
            if not seen:
                break

    def _run(self) -> None:
        while not (self.stopping and not self._waiting):
            items = self._next_group()
            try:
                if self.wants_rotation:
                    self.wants_rotation = False
                    self.log.rotate()
                if items:
                    self._write(items)
            except psycopg.Error as error:
                log.warning("the database does not take readings: %s", error)
                self._lose(items, str(error).splitlines()[0] if str(error) else "")

    def _next_group(self) -> list[Item]:
        with self._stir:
            if not self._waiting:
                self._stir.wait(WAKE_S)
            items: list[Item] = []
            size = 0
            while self._waiting and size < policy.GROUP_READINGS:
                item = self._waiting.popleft()
                items.append(item)
                size += len(item.batch)
            self._pending -= size
        return items

    def _write(self, items: list[Item]) -> None:
        now_us = self.clock.now_us()
        flagged, judged = self.state.judged(joined([each.batch for each in items]), self.directory, now_us)
        ends = np.cumsum([len(each.batch) for each in items])
        parts = [_slice(flagged, end - len(item.batch), end) for item, end in zip(items, ends, strict=True)]

        def beside(cursor: psycopg.Cursor[Any], new: list[bool]) -> None:
            self.tallies.quarantine(cursor, items, new, now_us)

        position, new = self.log.append(
            [(item.receipt, part) for item, part in zip(items, parts, strict=True)],
            received_us=now_us,
            beside=beside,
        )
        if not all(new):
            kept = np.repeat(np.array(new), [len(each) for each in parts])
            flagged = Batch(
                flagged.sensor[kept], flagged.time_us[kept], flagged.value[kept], flagged.flag[kept]
            )
            judged = replace(
                judged, flag=judged.flag[kept], newer=judged.newer[kept], later=judged.later[kept]
            )
        self.state.apply(flagged, judged, received_us=now_us, position=position)
        self.tallies.count(flagged, self.directory, now_us)
        self.deliver(
            [
                (item.done, Outcome(len(item.batch), item.faults, not fresh, position))
                for item, fresh in zip(items, new, strict=True)
            ]
        )
        self.evaluating.take(Entry(position, now_us, flagged))

    def _lose(self, items: list[Item], why: str) -> None:
        """Nothing of these was acknowledged; refuse until the database is there again, then catch up."""
        self.away = why or "连接中断"
        self._refuse(items)
        while True:
            with self._stir:
                waiting, self._waiting, self._pending = list(self._waiting), deque(), 0
            self._refuse(waiting)
            if self.stopping:
                return
            time.sleep(RECONNECT_S)
            try:
                self.log.connection.close()
                self._connect()
            except (psycopg.Error, OSError) as error:
                self.away = str(error).splitlines()[0] if str(error) else "连接中断"
                continue
            except Conflict as conflict:
                # Another gateway writes now; this one goes on refusing until that one ends.
                self.away = conflict.sentence
                continue
            self.away = ""
            return

    def _refuse(self, items: Sequence[Item]) -> None:
        self.deliver([(item.done, Away(self.away)) for item in items])


def _slice(batch: Batch, start: int, end: int) -> Batch:
    return Batch(
        batch.sensor[start:end], batch.time_us[start:end], batch.value[start:end], batch.flag[start:end]
    )
