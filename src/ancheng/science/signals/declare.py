"""The conditions of a rule, as frozen values; durations in seconds, values in the unit of the sensor."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, fields

from ancheng.base.errors import Refusal


class BadRule(Refusal):
    """A rule that cannot be evaluated, with what to mend."""

    status = 422


@dataclass(frozen=True, slots=True)
class Level:
    """The value is at or above `above`, or at or below `below`; it clears `clear_margin` inside the threshold."""

    above: float | None = None
    below: float | None = None
    clear_margin: float = 0.0
    input: str = ""

    def __post_init__(self) -> None:
        if self.above is None and self.below is None:
            raise BadRule("“数值”条件须给出上限（above）或下限（below）。")
        if self.above is not None and self.below is not None and self.below >= self.above:
            raise BadRule("“数值”条件的下限须小于上限。")
        _at_least(self.clear_margin, 0.0, "回差（clear_margin）")


@dataclass(frozen=True, slots=True)
class Rate:
    """The value rises or falls by this much per second, measured over stretches of at least `over_s`."""

    over_s: float
    rise_per_s: float | None = None
    fall_per_s: float | None = None
    input: str = ""

    def __post_init__(self) -> None:
        if self.rise_per_s is None and self.fall_per_s is None:
            raise BadRule("“变化率”条件须给出上升（rise_per_s）或下降（fall_per_s）速率。")
        _more_than(self.over_s, 0.0, "时段（over_s）")


@dataclass(frozen=True, slots=True)
class Stuck:
    """The value has not moved by more than `tolerance` for `for_s`, though readings come in."""

    for_s: float
    tolerance: float = 0.0
    input: str = ""

    def __post_init__(self) -> None:
        _more_than(self.for_s, 0.0, "时长（for_s）")
        _at_least(self.tolerance, 0.0, "容差（tolerance）")


@dataclass(frozen=True, slots=True)
class Silent:
    """No good reading for `after_s`; a sensor that was never heard is unknown, not silent."""

    after_s: float
    input: str = ""

    def __post_init__(self) -> None:
        _more_than(self.after_s, 0.0, "时长（after_s）")


@dataclass(frozen=True, slots=True)
class Unlawful:
    """The last reading was no number, or outside of what the sensor can measure."""

    input: str = ""


@dataclass(frozen=True, slots=True)
class Anomaly:
    """The value is more than `deviations` standard deviations off what this phase of the season has shown so far.

    The baseline of each of `bins` phases of `season_s` is an exponentially weighted mean and variance with the
    weight `weight` per reading; it is trusted after `least` readings.
    """

    season_s: float
    bins: int
    deviations: float = 6.0
    weight: float = 0.05
    least: int = 20
    input: str = ""

    def __post_init__(self) -> None:
        _more_than(self.season_s, 0.0, "周期（season_s）")
        if not 1 <= self.bins <= 10_000:
            raise BadRule("周期的分段数（bins）应为 1 至 10000。")
        _more_than(self.deviations, 0.0, "倍数（deviations）")
        if not 0 < self.weight <= 1:
            raise BadRule("权重（weight）应大于 0 且不超过 1。")
        _at_least(self.least, 2, "起算读数（least）")


@dataclass(frozen=True, slots=True)
class Forecast:
    """Going on as over the last stretch of at least `over_s`, the value reaches `above` or `below` in `horizon_s`."""

    over_s: float
    horizon_s: float
    above: float | None = None
    below: float | None = None
    input: str = ""

    def __post_init__(self) -> None:
        if self.above is None and self.below is None:
            raise BadRule("“趋势预测”条件须给出上限（above）或下限（below）。")
        _more_than(self.over_s, 0.0, "时段（over_s）")
        _more_than(self.horizon_s, 0.0, "预测时长（horizon_s）")


@dataclass(frozen=True, slots=True)
class During:
    """`of` holds inside the daily hours `from_s` to `to_s` (seconds of the day in Beijing; they may span midnight).

    `days` are the days of the week on which the hours begin, Monday is 0; outside it does not hold.
    """

    of: Condition
    from_s: float
    to_s: float
    days: tuple[int, ...] = (0, 1, 2, 3, 4, 5, 6)

    def __post_init__(self) -> None:
        for value in (self.from_s, self.to_s):
            if not 0 <= value <= 86400:
                raise BadRule("时段的起止应在 0 至 86400 秒之间。")
        if self.from_s == self.to_s:
            raise BadRule("时段的起止不能相同；全天有效请去掉时段。")
        if not self.days or not set(self.days) <= set(range(7)):
            raise BadRule("生效日（days）应为 0（周一）至 6（周日）。")


@dataclass(frozen=True, slots=True)
class Held:
    """`of` has held for `for_s`; once raised it clears when `of` has failed for `clear_for_s`."""

    of: Condition
    for_s: float = 0.0
    clear_for_s: float = 0.0

    def __post_init__(self) -> None:
        _at_least(self.for_s, 0.0, "持续时长（for_s）")
        _at_least(self.clear_for_s, 0.0, "解除时长（clear_for_s）")


@dataclass(frozen=True, slots=True)
class Repeated:
    """`of` has come up `times` times within `within_s`."""

    of: Condition
    times: int
    within_s: float

    def __post_init__(self) -> None:
        if not 2 <= self.times <= 100:
            raise BadRule("次数（times）应为 2 至 100。")
        _more_than(self.within_s, 0.0, "时段（within_s）")


@dataclass(frozen=True, slots=True)
class All:
    """Every one holds; unknown as long as one is unknown and none fails."""

    of: tuple[Condition, ...]

    def __post_init__(self) -> None:
        _some(self.of)


@dataclass(frozen=True, slots=True)
class Either:
    """At least one holds."""

    of: tuple[Condition, ...]

    def __post_init__(self) -> None:
        _some(self.of)


@dataclass(frozen=True, slots=True)
class Not:
    """It does not hold; unknown stays unknown."""

    of: Condition


Leaf = Level | Rate | Stuck | Silent | Unlawful | Anomaly | Forecast
Condition = Leaf | Held | Repeated | During | All | Either | Not


def parts(condition: Condition) -> Iterator[Condition]:
    """The condition and all it is made of, the parts before the whole."""
    match condition:
        case All(of=several) | Either(of=several):
            for each in several:
                yield from parts(each)
        case Held() | Repeated() | During() | Not():
            yield from parts(condition.of)
    yield condition


def inputs(condition: Condition) -> tuple[str, ...]:
    """The names of the sensors that the condition looks at, in the order in which it names them."""
    leaves = (each for each in parts(condition) if isinstance(each, Leaf))
    return tuple(dict.fromkeys(each.input for each in leaves))


def finite(condition: Condition) -> None:
    """Refuse thresholds that are no numbers."""
    for each in parts(condition):
        for one in fields(each):
            value = getattr(each, one.name)
            if isinstance(value, float) and not math.isfinite(value):
                raise BadRule(f"条件中的 {one.name} 不是有限的数。")


def _at_least(value: float, least: float, label: str) -> None:
    if not value >= least:
        raise BadRule(f"{label}不能小于 {least:g}。")


def _more_than(value: float, least: float, label: str) -> None:
    if not value > least:
        raise BadRule(f"{label}应大于 {least:g}。")


def _some(of: tuple[Condition, ...]) -> None:
    if not 1 <= len(of) <= 50:
        raise BadRule("组合条件应含 1 至 50 个条件。")
