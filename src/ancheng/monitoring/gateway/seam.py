"""The two narrow seams, the log and the reading store, and what passes over them.

One implementation of each stands behind them now, on PostgreSQL; a clustered log and a distributed column store
come behind the same signatures.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntFlag
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int32]
Times = NDArray[np.int64]
Values = NDArray[np.float64]
Flags = NDArray[np.int16]


class Flag(IntFlag):
    """What is remarkable about a reading that is kept all the same; 0 is an ordinary one."""

    OUT_OF_ORDER = (
        1  # not newer than what was heard of the sensor before: the only ones that may be repetitions
    )
    LATE = 2  # came in long after it was measured
    FUTURE = 4  # says it was measured later than now
    NOT_A_NUMBER = 8
    OUT_OF_RANGE = 16
    MAINTENANCE = 32
    REPLAYED = 64
    MAYBE_AGAIN = 128  # the only ones whose (sensor, time) may have been taken before


# A reading with one of these says nothing about what the sensor watches: the value is unknown, not normal.
UNUSABLE = Flag.FUTURE | Flag.NOT_A_NUMBER | Flag.OUT_OF_RANGE


@dataclass(frozen=True, slots=True)
class Batch:
    """Readings in the order of their arrival, in columns of one length.

    `sensor`: the primary key of the sensor (int32). `time_us`: when it was measured, microseconds since 1970 UTC.
    `value`: in the unit of the sensor, NaN where it was no number. `flag`: of `Flag`.
    """

    sensor: Ids
    time_us: Times
    value: Values
    flag: Flags

    def __len__(self) -> int:
        return len(self.sensor)

    @property
    def usable(self) -> NDArray[np.bool_]:
        """Which values say something about what is watched."""
        found: NDArray[np.bool_] = (self.flag & int(UNUSABLE)) == 0
        return found

    @property
    def time_s(self) -> Values:
        """Seconds since 1970, as the signal rules take them."""
        return self.time_us / 1e6


def empty() -> Batch:
    return Batch(np.empty(0, np.int32), np.empty(0, np.int64), np.empty(0, np.float64), np.empty(0, np.int16))


def joined(batches: Sequence[Batch]) -> Batch:
    """One batch from several, in their order."""
    if len(batches) == 1:
        return batches[0]
    if not batches:
        return empty()
    return Batch(
        np.concatenate([each.sensor for each in batches]),
        np.concatenate([each.time_us for each in batches]),
        np.concatenate([each.value for each in batches]),
        np.concatenate([each.flag for each in batches]),
    )


@dataclass(frozen=True, slots=True)
class Receipt:
    """A batch as its sender knows it: a batch with a name that was taken before counts once."""

    source_id: int
    name: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One stretch of the log; `position` grows by one."""

    position: int
    received_us: int
    batch: Batch


class Log(Protocol):
    """What came in, in order, durable as soon as `append` returns."""

    def append(
        self, batches: Sequence[tuple[Receipt | None, Batch]], *, received_us: int
    ) -> tuple[int, list[bool]]:
        """Append several batches as one stretch; its position, and for each whether it was new."""
        ...

    def read(self, after: int, *, at_most: int = 100) -> Iterator[Entry]:
        """The stretches behind the position `after`, in order."""
        ...

    def head(self) -> int:
        """The last position, 0 where there is none."""
        ...


@dataclass(frozen=True, slots=True)
class Latest:
    """The newest usable or unusable reading of one sensor."""

    sensor: int
    time_us: int
    value: float
    flag: int
    received_us: int


@dataclass(frozen=True, slots=True)
class Curve:
    """A sensor over a span: readings themselves, or their minutes, hours or days (`step_s` > 0)."""

    step_s: int
    time_us: Times
    value: Values
    low: Values
    high: Values
    count: NDArray[np.int64]


class Readings(Protocol):
    """Readings by sensor and time, each (sensor, time) once."""

    def settle(self, *, at_most: int = 200) -> int:
        """Take over what the log holds and roll it up; how many stretches were taken."""
        ...

    def latest(self, sensors: Sequence[int] | None = None) -> list[Latest]: ...

    def curve(self, sensor: int, start_us: int, end_us: int, *, points: int = 2000) -> Curve: ...

    def batch(self, sensors: Sequence[int], start_us: int, end_us: int) -> Batch:
        """The readings of some sensors over a span in the order of time, for backtests."""
        ...


class Evaluator(Protocol):
    """Who looks at readings as they come in: the signal rules.

    The gateway calls `restore` once before it says that it is ready, `take` for every stretch right after it is
    durable, in the order of positions and never twice in one run, and `tick` once a second. After a restart
    `restore` reads the log behind the position that the evaluator itself has kept: a stretch may then be seen
    again whose effects were not kept, never missed.
    """

    def restore(self, log: Log) -> None: ...

    def take(self, entry: Entry) -> None: ...

    def tick(self, now_us: int) -> None: ...


Evaluators = Sequence[Evaluator]
AnyArray = NDArray[Any]
