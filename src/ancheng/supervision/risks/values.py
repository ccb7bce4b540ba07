"""What is handed in about a risk: the source itself, the inputs of an assessment, measures, people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum, StrEnum
from typing import Any


class Grade(IntEnum):
    """How bad it could be, the worse the higher; 0 is what nobody has assessed, which is not low."""

    NEVER = 0
    BLUE = 1
    YELLOW = 2
    ORANGE = 3
    RED = 4

    @property
    def letter(self) -> str:
        return "" if self is Grade.NEVER else self.name[0]


class Method(StrEnum):
    MATRIX = "matrix"
    LEC = "lec"


class Subject(StrEnum):
    """What carries the risk: an object of the register, an area, or an event."""

    ASSET = "asset"
    AREA = "area"
    EVENT = "event"


class Trigger(StrEnum):
    """Why a risk is assessed, for the first time or again."""

    FIRST = "first"
    YEARLY = "yearly"
    CHANGE = "change"
    ACCIDENT = "accident"
    LAW = "law"
    EVENT = "event"
    OTHER = "other"


class MeasureKind(StrEnum):
    ENGINEERING = "engineering"
    MANAGEMENT = "management"
    TRAINING = "training"
    PROTECTION = "protection"
    EMERGENCY = "emergency"


class Rule(StrEnum):
    """How an area takes its grade from what lies in it."""

    HIGHEST = "highest"
    WEIGHTED = "weighted"


class Basis(StrEnum):
    """Whether the map shows the grade before or after the measures."""

    UNMITIGATED = "unmitigated"
    RESIDUAL = "residual"


@dataclass(frozen=True, slots=True)
class NewRisk:
    """A risk source as it was identified; `unit_id` supervises it, the owner answers for it.

    `geometry` is a geometry in WGS 84 or a pair (longitude, latitude); without one the place of the object
    or the area is taken.
    """

    title: str
    subject: Subject
    unit_id: int
    industry: str = ""
    accident_type: str = ""
    factors: str = ""
    asset_id: int | None = None
    area_id: int | None = None
    enterprise_id: int | None = None
    event_from: date | None = None
    event_to: date | None = None
    address: str = ""
    geometry: Any = None
    item_id: int | None = None


@dataclass(frozen=True, slots=True)
class Stated:
    """The inputs of an assessment: before the measures, and with them."""

    method: Method
    inputs: Mapping[str, float]
    residual: Mapping[str, float] = field(default_factory=dict)
    basis: str = ""


@dataclass(frozen=True, slots=True)
class NewMeasure:
    kind: MeasureKind
    text: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Answerable:
    """Who answers for a risk at one of the four levels."""

    level: int
    name: str
    phone: str = ""
