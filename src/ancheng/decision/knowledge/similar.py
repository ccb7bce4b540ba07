"""Cases like an accident, an incident or a text, with the reasons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from ancheng.base.asker import Asker
from ancheng.command.public import IncidentFacts
from ancheng.decision.knowledge import queries, rules
from ancheng.decision.knowledge.models import Kind, Precedent
from ancheng.supervision import public as supervision

ACCIDENT, INCIDENT = "accidents.accident", "incidents.incident"
SHOWN = 3
KIND_OF = {
    "fire": Kind.FIRE, "gas": Kind.GAS, "chemical": Kind.CHEMICAL, "traffic": Kind.ROAD, "collapse": Kind.BUILDING,
    "elevator": Kind.EQUIPMENT, "flood": Kind.FLOOD, "crowd": Kind.CROWD, "work": Kind.WORK,
}  # fmt: skip
MOST_COMPARED = 400
LEAST_SCORE = 15.0


@dataclass(frozen=True, slots=True)
class Match:
    precedent: Precedent
    likeness: rules.Likeness


def similar(
    asked: rules.Described,
    asker: Asker,
    on: date,
    *,
    at_most: int = 8,
    without: int | None = None,
    source: str = ACCIDENT,
) -> list[Match]:
    """The published cases most like `asked`, the best first; `without` leaves the case of that source out."""
    words = rules.words_of(" ".join((asked.substance, asked.place, asked.text)))[:40]
    found = Q(kind=asked.kind) if asked.kind else Q(pk__in=[])
    query = " | ".join(f"({each})" for each in map(rules.lexemes, words) if each)
    if query:
        found |= Q(words=queries.lexeme_query(query))
    rows = (
        queries.precedents(asker)
        .filter(found, state="published")
        .defer("words")
        .order_by("-occurred_on", "-pk")
    )
    if without is not None:
        rows = rows.exclude(source_type=source, source_id=without)
    matches = [Match(each, rules.likeness(asked, described(each), on)) for each in rows[:MOST_COMPARED]]
    matches = [each for each in matches if each.likeness.score >= LEAST_SCORE]
    return sorted(matches, key=lambda each: (-each.likeness.score, -each.precedent.pk))[:at_most]


def described(found: Precedent) -> rules.Described:
    text = " ".join((found.title, found.brief, found.direct_cause))
    on = found.occurred_on or date.max
    return rules.Described(
        found.kind, found.place, found.substance, text, rules.level_of(found.deaths, found.injured, on)
    )


def of_incident(facts: IncidentFacts, asker: Asker, on: date) -> list[Match]:
    """The three published cases most like an incident: kind, level, kind of object and words; its own left out."""
    known = supervision.object_of(asker, facts.asset_id) if facts.asset_id is not None else None
    place = " ".join((facts.address, *((known.name, supervision.kind_name(known.kind)) if known else ())))
    kind = KIND_OF.get(facts.kind, Kind.OTHER)
    asked = rules.Described(kind, place, "", f"{facts.title} {facts.text}", facts.grade)
    return similar(asked, asker, on, at_most=SHOWN, without=facts.id, source=INCIDENT)
