"""How a kind of matter is declared: its facts, its table of steps, what each step demands and brings about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from ancheng.base.clock import beijing_day
from ancheng.base.editions import Edition, Editions
from ancheng.base.errors import Misconfigured
from ancheng.base.roles import Role
from ancheng.base.working_days import Deadline, calendar_days, working_days
from ancheng.kernel.workflow.declare import Workflow
from ancheng.supervision.assets.declare import Attribute

Facts = Mapping[str, Any]
Guard = Callable[[str, Facts, date], str]
# Who does the work of a matter, and who supervises it.
DOERS = (Role.ENTERPRISE, Role.SUBDISTRICT, Role.DEPARTMENT, Role.ENFORCEMENT, Role.OFFICE)
SUPERVISORS = (Role.DEPARTMENT, Role.ENFORCEMENT, Role.SUBDISTRICT, Role.OFFICE)
DEFAULT, ALWAYS = "产品默认", date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Wanted:
    """When an object of the register calls for such a matter: an attribute is unknown, has a value, or has lapsed."""

    attribute: str
    value: bool | str | None = None
    lapsed: bool = False


def nothing_against(verb: str, facts: Facts, today: date) -> str:
    return ""


@dataclass(frozen=True)
class MatterKind:
    """A kind of matter: labels, the objects it concerns, its facts, its table, and what each step demands.

    `asks` names the facts that a step states, `optional` those that may be left empty, `evidence` the steps
    that need a file, `orders` those that issue a numbered order, `writes` what the object learns from them:
    an attribute is given a constant, or a fact as “=key”. `guard` returns why a step is not lawful yet.
    """

    zh: str
    en: str
    prefix: str
    icon: str
    department: str
    about_zh: str
    about_en: str
    assets: tuple[str, ...]
    fields: tuple[Attribute, ...]
    opening: tuple[str, ...]
    workflow: Workflow
    asks: Mapping[str, tuple[str, ...]]
    columns: tuple[str, ...]
    wanted: Wanted
    optional: frozenset[str] = frozenset()
    evidence: frozenset[str] = frozenset()
    orders: Mapping[str, str] = field(default_factory=dict)
    writes: Mapping[str, Mapping[str, str | bool]] = field(default_factory=dict)
    guard: Guard = nothing_against
    # The fact that names whom an order is addressed to; without one it is the unit that does the work.
    addressee: str = ""
    # Several units may each have the matter for one object; the object learns only when all are done.
    shared: bool = False
    # The enterprise of the object does the work where there is one; else the object's unit.
    by_enterprise: bool = False

    def __post_init__(self) -> None:
        faults = [f"{where} names the unknown {what}" for where, what in self._strays()]
        if faults:
            raise Misconfigured(f"matter {self.en}: " + "; ".join(faults))

    def _strays(self) -> list[tuple[str, str]]:
        verbs = {each.verb for each in self.workflow.steps}
        named = [("opening", key) for key in self.opening] + [("columns", key) for key in self.columns]
        named += [("asks", key) for keys in self.asks.values() for key in keys]
        named += [("optional", key) for key in self.optional]
        named += [("addressee", self.addressee)] if self.addressee else []
        stray = [(where, f"fact {key}") for where, key in named if key not in self.by_key]
        steps = {"asks": self.asks, "evidence": self.evidence, "orders": self.orders, "writes": self.writes}
        return stray + [
            (where, f"step {verb}") for where, found in steps.items() for verb in found if verb not in verbs
        ]

    @cached_property
    def by_key(self) -> dict[str, Attribute]:
        return {each.key: each for each in self.fields}

    def asked(self, verb: str) -> list[Attribute]:
        """The facts that a step states, in order."""
        return [self.by_key[key] for key in self.asks.get(verb, ())]


def default(name: str, value: int) -> Editions[int]:
    """A period that the product sets because no clause was found."""
    return Editions(name, [Edition(value, name, DEFAULT, ALWAYS, None, False)])


def legal(name: str, value: int, clause: str, source: str, since: date) -> Editions[int]:
    """A period of a rule whose wording nobody compared with its text."""
    return Editions(name, [Edition(value, clause, source, since, None, False)])


def working(editions: Editions[int]) -> Callable[[Any], Deadline]:
    """So many working days from the state's beginning, by the edition of that day."""

    def within(matter: Any) -> Deadline:
        edition = editions.in_force(beijing_day(matter.state_since))
        return working_days(edition.value, edition.citation)

    return within


def calendar(editions: Editions[int]) -> Callable[[Any], Deadline]:
    """So many calendar days from the state's beginning, by the edition of that day."""

    def within(matter: Any) -> Deadline:
        edition = editions.in_force(beijing_day(matter.state_since))
        return calendar_days(edition.value, edition.citation)

    return within


def by_day(key: str, clause: str, otherwise: Editions[int]) -> Callable[[Any], Deadline]:
    """Until the day that a fact names; where it names none, so many calendar days."""

    def within(matter: Any) -> Deadline:
        since, day = beijing_day(matter.state_since), matter.facts.get(key)
        if not day:
            edition = otherwise.in_force(since)
            return calendar_days(edition.value, edition.citation)
        return calendar_days((date.fromisoformat(day) - since).days, clause)

    return within


def day_of(facts: Facts, key: str) -> date | None:
    """A fact that is a day; None where it is unknown."""
    return date.fromisoformat(facts[key]) if facts.get(key) else None
