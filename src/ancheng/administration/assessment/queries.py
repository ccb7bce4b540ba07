"""What pages ask about assessments: the round of a month, one explained, ranks among peers, editions of the rubric."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from ancheng.administration.assessment.declare import Rubric
from ancheng.administration.assessment.models import STAGES, Assessment, Line, OwnRubric
from ancheng.administration.assessment.registry import RUBRICS, in_force
from ancheng.administration.assessment.rules import Explained, Found, Score, commended, explain, ranked, score
from ancheng.base.asker import Asker
from ancheng.base.errors import Absent
from ancheng.kernel.orgs.models import Unit, UnitKind

# Units that answer for the whole district in one matter.
OFFICES = (UnitKind.DEPARTMENT, UnitKind.BRANCH, UnitKind.VERTICAL)


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
            return Found(stated, line.missed, line.out_of)
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
    """Inner subdistricts, areas (地区、乡), departments and branches are ranked apart: their tasks are not of a size."""
    if unit.kind in OFFICES:
        return "部门" if unit.kind == UnitKind.DEPARTMENT else "分局和垂直管理单位"
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


def round_of(asker: Asker, month: date, *, lines: bool = False) -> list[Place]:
    """The round of a month, best first, with its items where `lines` are wanted; the best of each group are commended."""
    rows = visible(asker).filter(month=month).select_related("owner_unit")
    found = list(rows.prefetch_related("lines") if lines else rows)
    scores = {each.pk: latest(each) for each in found}
    groups = {each.pk: peer_group(each.owner_unit) for each in found}
    ranks = ranked((pk, groups[pk], scores[pk]) for pk in scores)
    sizes = Counter(groups[pk] for pk in ranks)
    places = [
        Place(
            each, scores[each.pk], groups[each.pk], ranks.get(each.pk),
            each.state == "final" and commended(ranks.get(each.pk), sizes[groups[each.pk]], scores[each.pk]),
        )
        for each in found
    ]  # fmt: skip
    return sorted(places, key=lambda each: (each.score is None, -(each.score or 0), each.assessment.pk))


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition of the rubric: shipped with the product, or the district's own with who brought it in."""

    key: str
    rubric: Rubric
    own: OwnRubric | None
    in_force: bool


def rubric_in_force(on: date) -> str:
    """The key of the rubric that holds on a day: the newest of the district's own, else what the product ships."""
    own = OwnRubric.objects.filter(valid_from__lte=on).order_by("-valid_from", "-pk").first()
    return own.key if own else in_force(on)


def editions(on: date) -> list[Edition]:
    """Every edition, the newest first."""
    now = rubric_in_force(on)
    own = [
        Edition(each.key, each.declared, each, each.key == now)
        for each in OwnRubric.objects.prefetch_related("items").order_by("-valid_from", "-pk")
    ]
    shipped = [Edition(key, each, None, key == now) for key, each in RUBRICS.items()]
    return own + sorted(shipped, key=lambda each: each.rubric.valid_from, reverse=True)


def own_items(on: date) -> dict[str, dict[str, Any]]:
    """The rows of the district's own rubric that holds on a day, by number: what a new edition is compared with."""
    own = OwnRubric.objects.filter(valid_from__lte=on).order_by("-valid_from", "-pk").first()
    return {each["no"]: each for each in own.rows} if own else {}
