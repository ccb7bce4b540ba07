"""Verbs: open a round, state, review, appeal, decide; every number is kept beside the one before it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Q

from ancheng.administration.assessment import queries
from ancheng.administration.assessment.declare import Item, Sort
from ancheng.administration.assessment.models import Assessment, Line, rubric_called
from ancheng.administration.indicators.public import answered_by, counted, kept_months
from ancheng.base.asker import Asker
from ancheng.base.clock import beijing_day
from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.base.roles import Role
from ancheng.kernel.copying import copy_in
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.kernel.workflow.actions import move, open_cases

MOST = 9999


@transaction.atomic
def open_round(*, month: date, by: Asker, at: datetime, synthetic: bool = False) -> list[Assessment]:
    """Open the assessment of every subdistrict and of every department that answers for an item, as of the end of a
    month, with what the indicators counted."""
    if not by.holds(Role.OFFICE, Role.ADMINISTRATOR):
        raise NotAllowed("考评由安委办组织。")
    if month not in kept_months():
        raise Refusal("该月还没有指标结果，请先计算指标再组织考评。")
    rubric = queries.rubric_in_force(beijing_day(at))
    declared = rubric_called(rubric)
    if Assessment.objects.filter(month=month).exists():
        raise Conflict("该月的考评已经组织。")
    issuer = Unit.objects.filter(kind=UnitKind.COORDINATION).first() or Unit.objects.get(
        kind=UnitKind.DISTRICT
    )
    answering = answered_by()
    named = {name for each in declared.items.values() for key in each.indicators for name in answering[key]}
    units = (
        Unit.objects.in_use()
        .filter(Q(kind=UnitKind.SUBDISTRICT) | Q(kind__in=queries.OFFICES, short_name__in=named))
        .order_by("order", "name")
    )
    found = [
        Assessment(owner_unit=unit, issuer_unit=issuer, rubric=rubric, month=month, synthetic=synthetic)
        for unit in units
    ]
    open_cases(cases=found, verb="组织考评自评", by=by, at=at)
    figures = Figures(counted(month), answering, _streets(), _district())
    copy_in([_line(each, item, figures) for each in found for item in declared.items.values()])
    for each in found:
        each.counted_score = queries.scored(each, "counted").total
    Assessment.objects.bulk_update(found, ["counted_score"])
    return found


@dataclass(frozen=True, slots=True)
class Figures:
    """What the indicators counted in a month, and who answers for each of them."""

    counted: Mapping[tuple[str, int], tuple[int, bool]]
    answering: Mapping[str, frozenset[str]]
    streets: frozenset[int]
    district: int

    def of(self, indicator: str, unit: Unit) -> tuple[int, bool, int] | None:
        """Findings, whether the target is missed, and of how many results the findings are (0: they are records);
        None where the indicator has no data, or is not the unit's.

        A subdistrict is told its own records. A department answers for the district: every subdistrict that misses
        the target is one finding of as many as have data, and the target is missed where the district misses it.
        """
        if unit.kind not in queries.OFFICES:
            own = self.counted.get((indicator, unit.pk))
            return None if own is None else (*own, 0)
        whole = self.counted.get((indicator, self.district))
        if whole is None or unit.short_name not in self.answering[indicator]:
            return None
        judged = [self.counted[key] for each in self.streets if (key := (indicator, each)) in self.counted]
        if not judged:
            return int(whole[1]), whole[1], 1
        return sum(failed for _gap, failed in judged), whole[1], len(judged)


def _streets() -> frozenset[int]:
    return frozenset(Unit.objects.in_use().filter(kind=UnitKind.SUBDISTRICT).values_list("pk", flat=True))


def _district() -> int:
    return int(Unit.objects.values_list("pk", flat=True).get(kind=UnitKind.DISTRICT))


def _line(assessment: Assessment, item: Item, figures: Figures) -> Line:
    """What the indicators of an item say of the unit; None where none of them has data."""
    if item.sort != Sort.POINTS:
        return Line(assessment=assessment, item=item.key, counted=0)
    told = (figures.of(each, assessment.owner_unit) for each in item.indicators)
    own = [each for each in told if each is not None]
    if not own:
        return Line(assessment=assessment, item=item.key)
    # Where a finding costs nothing only the target counts: what is missing may be people or metres, not records.
    gaps = sum(gap for gap, _failed, _of in own) if item.each else 0
    out_of = sum(of for _gap, _failed, of in own) if item.each else 0
    return Line(
        assessment=assessment, item=item.key, counted=min(gaps, MOST),
        missed=any(failed for _gap, failed, _of in own), out_of=out_of or None,
    )  # fmt: skip


@transaction.atomic
def take_step(
    *, assessment: Assessment, verb: str, findings: Mapping[str, str], notes: Mapping[str, str], why: str,
    by: Asker, at: datetime,
) -> None:  # fmt: skip
    """Take one step of the course; the findings that it states are kept and scored."""
    stage = {"submit": "stated", "review": "reviewed", "decide": "decided", "conclude": "decided"}.get(verb)
    lines = list(assessment.lines.select_for_update())
    changes: dict[str, Decimal] = {}
    if stage:
        for line in lines:
            line.assessment = assessment
            _state(
                line,
                stage,
                findings.get(line.item, ""),
                notes.get(line.item, ""),
                closes=verb in ("decide", "conclude"),
            )
        Line.objects.bulk_update(lines, [stage, "note", "answer"])
        total = queries.scored(assessment, stage).total
        if total is None:
            raise Refusal("没有任何项目可以评分，请先计算指标或填写发现问题数。")
        changes = {f"{stage}_score": total}
    move(assessment, verb, by=by, at=at, why=why, changes=changes)


def _state(line: Line, stage: str, stated: str, note: str, *, closes: bool) -> None:
    text = stated.strip()
    if text and not (text.isascii() and text.isdigit() and int(text) <= MOST):
        raise Refusal(f"“{line.declared.zh}”的问题数应为0至{MOST}的整数，现为“{text[:20]}”。")
    known = queries.findings(line, stage).findings
    value = int(text) if text else known
    if stage == "stated" and value is not None and value < (line.counted or 0) and not note.strip():
        raise Refusal(f"“{line.declared.zh}”的自评问题数少于系统测算的{line.counted}个，请填写说明。")
    setattr(line, stage, value)
    if note.strip():
        setattr(line, "note" if stage == "stated" else "answer", note.strip()[:300])
