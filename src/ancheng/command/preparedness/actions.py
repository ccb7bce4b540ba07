"""Verbs on assessments; the state changes through `move` alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from ancheng.base.asker import Asker
from ancheng.base.clock import beijing_day
from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.base.roles import Role
from ancheng.command.authority import commanding_unit
from ancheng.command.preparedness import queries, rules
from ancheng.command.preparedness.models import Assessment, Line
from ancheng.command.preparedness.workflows.preparedness import ASSESSORS
from ancheng.kernel.audit.actions import record
from ancheng.kernel.language import in_record_language
from ancheng.kernel.orgs.models import Unit
from ancheng.kernel.tasks.actions import assign
from ancheng.kernel.tasks.models import Task
from ancheng.kernel.workflow.actions import move, open_cases

GAP_DAYS = 60


@transaction.atomic
@in_record_language
def begin(*, unit: Unit, by: Asker, at: datetime, synthetic: bool = False) -> Assessment:
    """Begin the assessment of a unit for this year: what the platform can count is counted."""
    _only_assessor(unit, by)
    on = beijing_day(at)
    made = Assessment(
        year=on.year, counted_on=on, owner_unit=unit, issuer_unit=commanding_unit(), synthetic=synthetic
    )
    try:
        with transaction.atomic():
            open_cases(cases=[made], verb="开始评估", by=by, at=at)
    except IntegrityError as fault:
        raise Conflict(f"{unit}{on.year}年度评估已经开始，请打开已有的评估。") from fault
    shares = queries.counted(unit, at)
    lines = []
    for order, item in enumerate(rules.RUBRIC.in_force(on).value):
        share = shares.get(item.key)
        lines.append(
            Line(
                assessment=made, key=item.key, order=order, met=share.met if share else None,
                of=share.of if share else None, points=rules.points(item, share) if share else None,
            )
        )  # fmt: skip
    Line.objects.bulk_create(lines)
    _sum(made)
    return made


@transaction.atomic
def score(
    *, assessment: Assessment, given: Mapping[str, tuple[int | None, str]], by: Asker, at: datetime
) -> None:
    """Give points, with evidence, to the items that a person judges."""
    _only_assessor(assessment.owner_unit, by)
    locked = Assessment.every.select_for_update(of=("self",)).get(pk=assessment.pk)
    if locked.state != "drafted":
        raise Conflict("评估已提交，不能再评分；如需修改请由审核单位退回。")
    items = {each.key: each for each in rules.RUBRIC.in_force(assessment.counted_on).value}
    for key, (points, evidence) in given.items():
        item = items.get(key)
        if item is None or item.counted:
            raise Refusal("该项由平台按记录计算，不能人工评分。")
        rules.check(item, points, evidence)
        locked.lines.filter(key=key).update(points=points, evidence=evidence.strip()[:300])
    after = {key: points for key, (points, _) in given.items()}
    record(by=by, at=at, verb="评分", subject=assessment, after=after)
    _sum(assessment)


@transaction.atomic
@in_record_language
def submit(assessment: Assessment, *, by: Asker, at: datetime, why: str = "") -> None:
    """Hand in; an item that a person must judge and nobody judged holds it up."""
    items = {each.key: each for each in rules.RUBRIC.in_force(assessment.counted_on).value}
    open_ = [each.key for each in assessment.lines.filter(points=None) if not items[each.key].counted]
    if open_:
        raise Refusal("还有项目没有评分：" + "、".join(items[key].label for key in open_) + "。")
    move(assessment, "submit", by=by, at=at, why=why)


@transaction.atomic
def send_back(assessment: Assessment, *, by: Asker, at: datetime, why: str) -> None:
    move(assessment, "send_back", by=by, at=at, why=why)


@transaction.atomic
@in_record_language
def confirm(assessment: Assessment, *, by: Asker, at: datetime, why: str = "") -> None:
    """Confirm; each gap becomes a task of the unit."""
    move(assessment, "confirm", by=by, at=at, why=why)
    items = {each.key: each for each in rules.RUBRIC.in_force(assessment.counted_on).value}
    for line in assessment.lines.filter(task=None):
        item = items[line.key]
        if not rules.is_gap(item, line.points, assessment.counted_on):
            continue
        task = Task(
            title=f"补齐应急准备短板：{item.label}"[:200], text=f"{assessment}：{item.label}得{line.points}分，满分{item.points}分。",
            source_type=Assessment._meta.label_lower, source_id=assessment.pk, source_label=str(assessment)[:200],
            owner_unit=assessment.owner_unit, issuer_unit=assessment.issuer_unit, realm=assessment.realm,
            ends_on=beijing_day(at) + timedelta(days=GAP_DAYS),
        )  # fmt: skip
        assign(tasks=[task], by=by, at=at)
        Line.objects.filter(pk=line.pk).update(task=task)


def _sum(assessment: Assessment) -> None:
    scored = dict(assessment.lines.values_list("key", "points"))
    found = rules.total(scored, assessment.counted_on)
    assessment.points, assessment.possible, assessment.conclusion = (
        found.points,
        found.possible,
        found.conclusion,
    )
    Assessment.every.filter(pk=assessment.pk).update(
        points=found.points, possible=found.possible, conclusion=found.conclusion
    )


def _only_assessor(unit: Unit, by: Asker) -> None:
    if not by.may_write or not by.holds(*ASSESSORS):
        raise NotAllowed("应急准备能力评估由单位工作人员或安委办开展。")
    if not by.holds(Role.OFFICE) and by.unit_id not in unit.line:
        raise NotAllowed(f"该评估由{unit}开展。")
