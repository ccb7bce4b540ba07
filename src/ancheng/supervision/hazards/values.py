"""What is handed in about a major hazard, and what its identification says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any


class Sort(StrEnum):
    """The two kinds of unit that GB 18218 knows."""

    PRODUCTION = "production"
    STORAGE = "storage"


class Regime(StrEnum):
    """Under which rules the unit stands; town gas is outside 40号令."""

    ORDER_40 = "order_40"
    TOWN_GAS = "town_gas"


class Post(StrEnum):
    """The three persons who answer for a hazard by name."""

    PRINCIPAL = "principal"
    TECHNICAL = "technical"
    OPERATION = "operation"


class Exercise(StrEnum):
    """What is drilled, each at its own interval."""

    SPECIAL = "special"
    ON_SITE = "on_site"


@dataclass(frozen=True, slots=True)
class Amount:
    """One substance of the inventory as it was typed: the largest design quantity in tonnes."""

    name: str
    quantity_t: float
    hazard_class: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One substance with what the standard says about it; `confirmed` is False where nobody checked β."""

    name: str
    quantity_t: float
    critical_quantity_t: float
    ratio: float
    beta: float
    basis: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """S, R and level of a unit; the level only where S ≥ 1."""

    lines: tuple[Line, ...]
    population: int
    alpha: float
    s: float
    r: float
    level: str
    is_major: bool
    unverified: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Exposure:
    """People within 500 m: the number, whether the register or a person says so, and why."""

    people: int
    from_map: int | None
    why: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Stated:
    """What somebody states about a unit when it is identified."""

    name: str
    sort: str
    enterprise_id: int | None
    amounts: tuple[Amount, ...]
    exposure: Exposure
    regime: str = Regime.ORDER_40
    asset_id: int | None = None
    boundary: str = ""
    address: str = ""
    geometry: Any = None


@dataclass(frozen=True, slots=True)
class Assessment:
    """The report of a safety assessment."""

    number: str
    by_whom: str
    reported_on: date | None


@dataclass(frozen=True, slots=True)
class Contact:
    """Who holds a post, and under which telephone."""

    post: str
    name: str
    phone: str


@dataclass(frozen=True, slots=True)
class SpecialPlan:
    """The one special contingency plan of a hazard."""

    number: str
    title: str
    approved_on: date | None
