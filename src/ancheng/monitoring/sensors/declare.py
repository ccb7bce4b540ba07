"""How a kind of sensor is declared: quantity, unit, what it can measure, how often it speaks, default rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum, StrEnum
from types import MappingProxyType
from typing import Any

from ancheng.base.editions import Edition, Editions
from ancheng.base.errors import Misconfigured
from ancheng.base.words import msgid
from ancheng.science.signals.declare import Condition, Silent, Unlawful
from ancheng.science.units import unit as unit_called

SAMPLE_TIME = "2026-11-25T08:00:00+08:00"


class Platform(StrEnum):
    """The platforms of the plan that a kind of sensor serves."""

    GAS = "gas"
    HAZARD = "hazard"
    WATER = "water"
    WEATHER = "weather"
    CROWD = "crowd"
    ELEVATOR = "elevator"
    UNDERGROUND = "underground"
    GROUND = "ground"
    FIRE = "fire"
    LIFELINE = "lifeline"
    RADIATION = "radiation"
    VIDEO = "video"


PLATFORM_LABELS: dict[Platform, str] = {
    Platform.GAS: msgid("燃气"),
    Platform.HAZARD: msgid("危险化学品与重大危险源"),
    Platform.WATER: msgid("水文与内涝"),
    Platform.WEATHER: msgid("气象"),
    Platform.CROWD: msgid("大客流"),
    Platform.ELEVATOR: msgid("电梯"),
    Platform.UNDERGROUND: msgid("地下管线与管廊"),
    Platform.GROUND: msgid("地质、边坡与渣土受纳场"),
    Platform.FIRE: msgid("消防"),
    Platform.LIFELINE: msgid("供水、供热、供电"),
    Platform.RADIATION: msgid("辐射"),
    Platform.VIDEO: msgid("视频"),
}


class Degree(IntEnum):
    """The colour that a rule suggests, as the law counts the levels of a warning: 1 is the gravest."""

    RED = 1
    ORANGE = 2
    YELLOW = 3
    BLUE = 4


# Units that are words; units of measurement are the same in every language.
UNIT_WORDS = (msgid("状态"), msgid("人/m²"))


@dataclass(frozen=True, slots=True)
class DefaultRule:
    """A rule that every new sensor of the kind starts with; its condition is looked up by date."""

    key: str
    zh: str
    en: str
    suggests: Degree
    editions: Editions[Condition]

    def in_force(self, on: date) -> Edition[Condition]:
        return self.editions.in_force(on)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of sensor: `low` and `high` bound what it can lawfully report, in `unit`; durations in seconds."""

    zh: str
    en: str
    platform: Platform
    quantity: str
    unit: str
    low: float
    high: float
    interval_s: int
    silent_after_s: int
    prefix: str
    sample: float
    decimals: int = 1
    rules: tuple[DefaultRule, ...] = ()
    states: Mapping[int, tuple[str, str]] = field(default_factory=lambda: MappingProxyType({}))
    about_zh: str = ""

    def __post_init__(self) -> None:
        if not self.low < self.high:
            raise Misconfigured(f"{self.en}: the lawful range is empty.")
        if not 0 < self.interval_s < self.silent_after_s:
            raise Misconfigured(f"{self.en}: it must be silent for longer than one interval to be at fault.")
        if unit_called(self.unit).quantity != self.quantity:
            raise Misconfigured(f"{self.en}: {self.unit} is no unit of {self.quantity}.")
        if not self.low <= self.sample <= self.high:
            raise Misconfigured(f"{self.en}: the sample lies outside of the lawful range.")

    @property
    def faults(self) -> tuple[Condition, ...]:
        """What says that the device, not what it watches, is out of order: never an all-clear."""
        return (Silent(self.silent_after_s), Unlawful())

    @property
    def frame(self) -> dict[str, Any]:
        """A reading as a source sends it."""
        return {"sensor": f"{self.prefix}-000001", "time": SAMPLE_TIME, "value": self.sample}


def rule(
    key: str,
    zh: str,
    en: str,
    suggests: Degree,
    condition: Condition,
    *,
    source: str,
    clause: str,
    since: date,
    verified: bool = False,
) -> DefaultRule:
    """A default rule with its one edition; `verified` only where somebody read the clause itself."""
    edition = Edition[Condition](condition, clause, source, since, None, verified)
    return DefaultRule(key, zh, en, suggests, Editions(zh, [edition]))
