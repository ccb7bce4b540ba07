"""What pages ask about assessments: the round of a month, one explained, ranks among peers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from ancheng.administration.assessment.models import STAGES, Assessment, Line
from ancheng.administration.assessment.rules import Explained, Found, Score, explain, ranked, score
from ancheng.base.asker import Asker
from ancheng.base.errors import Absent
from ancheng.kernel.orgs.models import Unit


def visible(asker: Asker) -> QuerySet[Assessment]:
    return Assessment.objects.visible_to(asker)  # type: ignore[no-any-return]


def one(asker: Asker, pk: int) -> Assessment:
    """The assessment, or a refusal that does not say whether it exists."""
    found: Assessment | None = (
        visible(asker).select_related("owner_unit", "issuer_unit").filter(pk=pk).first()
    )
    if found is None:
        raise Absent("没有这份考评，或当前岗位无权查看。")
    return found


def months() -> list[date]:
    found = Assessment.objects.order_by("-month").values_list("month", flat=True)
    return list(found.distinct()[:36])


def findings(line: Line, stage: str) -> Found:
    """What was found by a stage: what nobody stated again stays as the stage before had it."""
    for each in reversed(STAGES[: STAGES.index(stage) + 1]):
        if (stated := getattr(line, each)) is not None:
            return Found(stated, line.missed)
    return Found(None)


def scored(assessment: Assessment, stage: str = "") -> Score:
    """The score at a stage, the last one where none is named, every point of it explained."""
    chosen = stage or assessment.stage
    return score(assessment.declared, {each.item: findings(each, chosen) for each in assessment.lines.all()})


@dataclass(frozen=True, slots=True)
class Row:
    """One item on the page: what each stage found, what it costs by the last of them."""

    line: Line
    now: Explained
    stages: tuple[int | None, ...]
    moved: Decimal


def rows(assessment: Assessment) -> list[tuple[object, list[Row]]]:
    """Section → its items; `moved` says how the points changed since the unit stated them."""
    lines, found = {each.item: each for each in assessment.lines.all()}, []
    for section in assessment.declared.sections:
        told = []
        for item in section.items:
            line = lines[item.key]
            now = explain(item, findings(line, assessment.stage))
            first = explain(item, findings(line, "stated"))
            stages = tuple(getattr(line, each) for each in STAGES)
            told.append(Row(line, now, stages, now.points - first.points))
        found.append((section, told))
    return found


def peer_group(unit: Unit) -> str:
    """Inner subdistricts and areas (地区、乡) are ranked apart: their tasks are not of a size."""
    return "地区" if unit.name.startswith(unit.short_name) and unit.short_name.endswith("地区") else "街道"


@dataclass(frozen=True, slots=True)
class Place:
    """One unit of a round with its score and rank among its peers."""

    assessment: Assessment
    score: Decimal | None
    group: str
    rank: int | None
    commended: bool


def latest(assessment: Assessment) -> Decimal | None:
    """The score of the last stage that has one; nought is a score."""
    known = (getattr(assessment, f"{each}_score") for each in reversed(STAGES))
    return next((each for each in known if each is not None), None)


def round_of(asker: Asker, month: date) -> list[Place]:
    """The round of a month, best first; the first three of each group that lost nothing to a veto are commended."""
    found = list(visible(asker).filter(month=month).select_related("owner_unit"))
    scores = {each.pk: latest(each) for each in found}
    groups = {each.pk: peer_group(each.owner_unit) for each in found}
    ranks = ranked((pk, groups[pk], scores[pk]) for pk in scores)
    places = [
        Place(
            each, scores[each.pk], groups[each.pk], ranks.get(each.pk),
            each.state == "final" and (ranks.get(each.pk) or 99) <= 3 and bool(scores[each.pk]),
        )
        for each in found
    ]  # fmt: skip
    return sorted(places, key=lambda each: (each.score is None, -(each.score or 0), each.assessment.pk))
