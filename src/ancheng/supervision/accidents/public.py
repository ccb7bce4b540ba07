"""The door of this app: accidents as other desks may know them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ancheng.base.asker import Asker
from ancheng.supervision.accidents import queries
from ancheng.supervision.accidents.models import Accident


@dataclass(frozen=True, slots=True)
class AccidentFacts:
    """What an accident's report says; `concluded` is False while its figures and causes may still change."""

    id: int
    number: str
    title: str
    sort: str
    occurred_on: date
    place: str
    deaths: int
    injured: int
    brief: str
    cause: str
    measures_taken: str
    advice: str
    concluded: bool
    synthetic: bool
    url: str


def accident(asker: Asker, accident_id: int) -> AccidentFacts:
    """One accident, or a refusal that does not say whether it exists."""
    return _facts(queries.one(asker, accident_id))


def concluded_accidents(asker: Asker, at_most: int) -> list[AccidentFacts]:
    """The newest accidents whose investigation was approved."""
    rows = queries.visible(asker).filter(state__in=queries.CONCLUDED).order_by("-occurred_at", "-pk")
    return [_facts(each) for each in rows[:at_most]]


def _facts(found: Accident) -> AccidentFacts:
    return AccidentFacts(
        found.pk, found.number, found.title, found.sort, found.occurred_on, found.address, found.deaths,
        found.injured, found.brief, found.cause, found.measures_taken, found.advice,
        found.state in queries.CONCLUDED, found.synthetic, found.get_absolute_url(),
    )  # fmt: skip
