"""Cases like an accident, an incident or a text, with the reasons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from ancheng.base.asker import Asker
from ancheng.decision.knowledge import queries, rules
from ancheng.decision.knowledge.models import Precedent

MOST_COMPARED = 400
LEAST_SCORE = 15.0


@dataclass(frozen=True, slots=True)
class Match:
    precedent: Precedent
    likeness: rules.Likeness


def similar(
    asked: rules.Described, asker: Asker, on: date, *, at_most: int = 8, without: int | None = None
) -> list[Match]:
    """The published cases most like `asked`, the best first; `without` leaves the case of that accident out."""
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
        rows = rows.exclude(source_type="accidents.accident", source_id=without)
    matches = [Match(each, rules.likeness(asked, described(each), on)) for each in rows[:MOST_COMPARED]]
    matches = [each for each in matches if each.likeness.score >= LEAST_SCORE]
    return sorted(matches, key=lambda each: (-each.likeness.score, -each.precedent.pk))[:at_most]


def described(found: Precedent) -> rules.Described:
    text = " ".join((found.title, found.brief, found.direct_cause))
    return rules.Described(found.kind, found.place, found.substance, text)
