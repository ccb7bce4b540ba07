"""Level of a crowd by load and by density, with time to calm down before a level is left."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from ancheng.base.editions import Edition

LEVELS = ("none", "blue", "yellow", "orange", "red")
# Thresholds at which blue, yellow, orange and red begin, and the minutes below a level before it is left.
Steps = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Scale:
    """Where levels begin, by people over approved capacity and by people per square metre."""

    ratio: Steps = (0.60, 0.80, 0.90, 1.00)
    density: Steps = (1.0, 2.0, 3.5, 5.0)
    calm_min: float = 5.0


# A default of this product, not a standard; the engineering scale of densities is G. K. Still's.
SCALE = Edition(Scale(), "平台默认", "平台默认值（非标准规定）", date(2019, 1, 1))


@dataclass(frozen=True, slots=True)
class Crowd:
    """The level that holds, and since when (minutes) the measured level has been below it, None when it is not."""

    level: int = 0
    below_since: float | None = None
    # The highest level that was measured since the crowd fell below the one that holds.
    rest: int = 0


def measured(people: float, area_m2: float | None, capacity: float | None, scale: Scale) -> int:
    """The level of the moment: the higher of load and density; an unknown area or capacity is left out."""
    levels = [0]
    if capacity is not None:
        levels.append(_step(people / capacity, scale.ratio))
    if area_m2 is not None:
        levels.append(_step(people / area_m2, scale.density))
    return max(levels)


def _step(value: float, steps: Steps) -> int:
    # A quotient such as 0.6 must not miss its step by the last bit.
    return sum(1 for each in steps if value >= each - 1e-9)


def follow(crowd: Crowd, minute: float, now: int | None, scale: Scale) -> Crowd:
    """The crowd after a reading: up at once, down after `calm_min` below; a missing reading (None) changes nothing
    and starts the calm anew, since silence is not calm."""
    if now is None:
        return replace(crowd, below_since=None, rest=0)
    if now >= crowd.level:
        return Crowd(now)
    since = minute if crowd.below_since is None else crowd.below_since
    rest = max(crowd.rest, now) if crowd.below_since is not None else now
    if minute - since >= scale.calm_min:
        # What was measured meanwhile is what holds now; from there the calm of the next level begins.
        return Crowd(rest, minute if now < rest else None, now if now < rest else 0)
    return Crowd(crowd.level, since, rest)
