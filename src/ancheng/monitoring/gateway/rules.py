"""What is remarkable about readings, worked out for many at once; the same however they are cut into groups."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ancheng.monitoring.gateway.policy import FUTURE_TOLERANCE_US, LATE_AFTER_US
from ancheng.monitoring.gateway.seam import AnyArray, Flag, Flags, Ids, Times, Values

NEVER_US = -(2**62)


@dataclass(frozen=True, slots=True)
class Judged:
    """Flags of the readings, and which of them move the newest moment, the latest reading and the last usable one."""

    flag: Flags
    newer: NDArray[np.bool_]
    later: NDArray[np.bool_]


def judge(
    sensor: Ids,
    time_us: Times,
    value: Values,
    *,
    now_us: int,
    low: Values,
    high: Values,
    newest_us: Times,
    last_us: Times,
) -> Judged:
    """Flag the readings; `low`, `high`, `newest_us` and `last_us` are by sensor, the others by reading."""
    number = np.isfinite(value)
    future = time_us > now_us + FUTURE_TOLERANCE_US
    with np.errstate(invalid="ignore"):
        beyond = number & ((value < low[sensor]) | (value > high[sensor]))
    newer = time_us > _before(sensor, time_us, newest_us)
    told = np.where(future, NEVER_US, time_us)
    later = ~future & (told > _before(sensor, told, last_us))
    flag = (
        np.where(~number, int(Flag.NOT_A_NUMBER), 0)
        | np.where(beyond, int(Flag.OUT_OF_RANGE), 0)
        | np.where(future, int(Flag.FUTURE), 0)
        | np.where(time_us < now_us - LATE_AFTER_US, int(Flag.LATE), 0)
        | np.where(~later & ~future, int(Flag.OUT_OF_ORDER), 0)
        | np.where(~newer, int(Flag.MAYBE_AGAIN), 0)
    )
    return Judged(flag.astype(np.int16), newer, later)


def _before(sensor: Ids, time_us: Times, start_us: Times) -> Times:
    """For each reading the newest moment of its sensor before it: of `start_us` and of the readings ahead of it."""
    known: Times = start_us[sensor]
    size = len(sensor)
    if size < 2:
        return known
    order = np.argsort(sensor, kind="stable")
    own = sensor[order]
    starts = own[1:] != own[:-1]
    if starts.all():
        return known
    moments, rank = np.unique(time_us[order], return_inverse=True)
    stretch = np.concatenate([[0], np.cumsum(starts)]) * (size + 1)
    # A running maximum per sensor: the ranks of each sensor are lifted above those of all before it.
    highest = np.maximum.accumulate(stretch + rank + 1)
    ahead = np.concatenate([[0], highest[:-1]]) - stretch - 1
    within: Times = np.where(ahead >= 0, moments[np.maximum(ahead, 0)], NEVER_US)
    found: Times = np.empty(size, np.int64)
    found[order] = np.maximum(within, known[order])
    return found


def silent(
    heard_us: Times, silent_after_us: Times, watched: NDArray[np.bool_], now_us: int
) -> NDArray[np.int64]:
    """The sensors that are watched and have not said anything usable for too long; never heard is not silent."""
    quiet = watched & (heard_us > NEVER_US) & (heard_us < now_us - silent_after_us)
    return np.flatnonzero(quiet)


def grown(array: AnyArray, size: int, fill: float) -> AnyArray:
    """`array`, at least `size` long, with `fill` where it was not."""
    if len(array) >= size:
        return array
    wider = np.full(max(size, len(array) * 3 // 2), fill, array.dtype)
    wider[: len(array)] = array
    return wider
