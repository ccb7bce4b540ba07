"""What is kept in the file of a hazard: persons, the special plan, drills, monitoring points, papers, dangers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction

from ancheng.base.asker import Asker
from ancheng.base.clock import beijing_day
from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.kernel.audit.actions import record
from ancheng.kernel.files.actions import attach
from ancheng.supervision.assets.models import Asset
from ancheng.supervision.dangers.actions import report as report_danger
from ancheng.supervision.dangers.models import Danger
from ancheng.supervision.dangers.values import Finding, Source
from ancheng.supervision.hazards import rules
from ancheng.supervision.hazards.actions import assess
from ancheng.supervision.hazards.models import Drill, Hazard, MonitoringPoint, Responsible, SpecialPlan
from ancheng.supervision.hazards.queries import SOURCE, may_keep
from ancheng.supervision.hazards.values import Assessment, Contact, Exercise, Post
from ancheng.supervision.hazards.values import SpecialPlan as StatedPlan

PURPOSES = ("evidence", "attachment")


@transaction.atomic
def name_responsible(*, hazard: Hazard, contact: Contact, by: Asker, at: datetime) -> Responsible:
    """Name who holds one of the three posts; who held it before stays in the timeline."""
    _only_keepers(hazard, by)
    rules.check_contact(contact)
    former = hazard.responsibles.filter(post=contact.post).first()
    after = {"name": contact.name.strip()[:60], "phone": contact.phone.strip()[:30]}
    held, _ = Responsible.objects.update_or_create(hazard=hazard, post=contact.post, defaults=after)
    before = {"name": former.name, "phone": former.phone} if former else {}
    label = rules.POSTS[Post(contact.post)]
    record(by=by, at=at, verb=f"确定{label}", subject=hazard, before=before, after=after)
    return held


@transaction.atomic
def set_plan(
    *, hazard: Hazard, plan: StatedPlan, upload: UploadedFile[Any] | None, by: Asker, at: datetime
) -> SpecialPlan:
    """Put the one special plan on the hazard, or another edition of it; a plan serves one hazard only."""
    _only_keepers(hazard, by)
    rules.check_plan(plan, beijing_day(at))
    if upload is None and hazard.plan_id is None:
        raise Refusal("请上传专项应急预案文件（PDF、Word 或文本）。")
    facts = {
        "number": plan.number.strip()[:60],
        "title": plan.title.strip()[:120],
        "approved_on": plan.approved_on,
    }
    try:
        with transaction.atomic():
            held = _put_plan(hazard, facts)
    except IntegrityError as fault:
        raise Conflict(
            f"预案编号“{facts['number']}”已用于另一个重大危险源；专项预案须“一对一”，请核对编号。"
        ) from fault
    if upload is not None:
        attach(subject=hazard, upload=upload, purpose="plan", by=by, at=at, caption=str(facts["number"]))
    record(by=by, at=at, verb="登记专项应急预案", subject=hazard, after={**facts, "edition": held.edition})
    _count_drills(hazard)
    return held


def _put_plan(hazard: Hazard, facts: dict[str, Any]) -> SpecialPlan:
    if hazard.plan is None:
        held: SpecialPlan = SpecialPlan.objects.create(**facts)
        Hazard.every.filter(pk=hazard.pk).update(plan=held)
        hazard.plan = held
        return held
    held = hazard.plan
    SpecialPlan.objects.filter(pk=held.pk).update(**facts, edition=held.edition + 1)
    held.refresh_from_db()
    return held


@transaction.atomic
def hold_drill(
    *,
    hazard: Hazard,
    exercise: str,
    held_on: date | None,
    people: int | None,
    summary: str,
    by: Asker,
    at: datetime,
) -> Drill:
    """Write down a drill; its clock starts again."""
    _only_keepers(hazard, by)
    if exercise not in set(Exercise):
        raise Refusal("请选择演练类型：专项应急预案或现场处置方案。")
    if held_on is None or held_on > beijing_day(at):
        raise Refusal("演练日期应填写，且不能晚于今天。")
    if hazard.plan is None:
        raise Refusal("请先登记专项应急预案，再登记演练。")
    if len(summary.strip()) < 6:
        raise Refusal("请写明演练评估（不少于6个字）。")
    try:
        with transaction.atomic():
            drill: Drill = Drill.objects.create(
                hazard=hazard,
                exercise=exercise,
                held_on=held_on,
                people=people,
                summary=summary.strip(),
                by_name=by.name,
            )
    except IntegrityError as fault:
        raise Conflict("当天的同类演练已经登记，无需重复登记。") from fault
    record(
        by=by,
        at=at,
        verb="登记演练",
        subject=hazard,
        after={"exercise": str(drill), "people": people},
        why=summary,
    )
    _count_drills(hazard)
    return drill


def _count_drills(hazard: Hazard) -> None:
    """When each drill is due next: after the last one, or after the approval of the plan."""
    if hazard.plan is None:
        return
    due: dict[str, date] = {}
    for exercise in Exercise:
        last = hazard.drills.filter(exercise=exercise.value).order_by("-held_on").first()
        due[f"{exercise.value}_drill_due_on"] = rules.next_drill_on(
            exercise, last.held_on if last else hazard.plan.approved_on
        )
    Hazard.every.filter(pk=hazard.pk).update(**due)
    for name, day in due.items():
        setattr(hazard, name, day)


@transaction.atomic
def add_point(*, hazard: Hazard, asset: Asset, measures: str, by: Asker, at: datetime) -> MonitoringPoint:
    """Name an object on which the hazard is watched."""
    _only_keepers(hazard, by)
    if not measures.strip():
        raise Refusal("请写明监测内容，如“液位、压力、可燃气体浓度”。")
    try:
        with transaction.atomic():
            point: MonitoringPoint = MonitoringPoint.objects.create(
                hazard=hazard, asset=asset, measures=measures.strip()[:120]
            )
    except IntegrityError as fault:
        raise Conflict("该监测点已经登记。") from fault
    record(
        by=by,
        at=at,
        verb="登记监测点",
        subject=hazard,
        after={"asset": asset.code, "measures": measures.strip()},
    )
    return point


@transaction.atomic
def remove_point(*, hazard: Hazard, point_id: int, by: Asker, at: datetime) -> None:
    """Take a monitoring point off the file."""
    _only_keepers(hazard, by)
    point = hazard.points.filter(pk=point_id).select_related("asset").first()
    if point is None:
        raise Conflict("该监测点已经移除。")
    point.delete()
    record(by=by, at=at, verb="移除监测点", subject=hazard, before={"asset": point.asset.code})


@transaction.atomic
def add_paper(*, hazard: Hazard, upload: UploadedFile[Any], purpose: str, by: Asker, at: datetime) -> None:
    """Attach the assessment report (evidence) or another paper of the file."""
    _only_keepers(hazard, by)
    if purpose not in PURPOSES:
        raise Refusal("请选择材料类型：评估报告或其他材料。")
    attach(subject=hazard, upload=upload, purpose=purpose, by=by, at=at)


@transaction.atomic
def hand_in_report(
    *, hazard: Hazard, report: Assessment, upload: UploadedFile[Any] | None, by: Asker, at: datetime
) -> None:
    """Hand in the assessment with its file, both or neither."""
    if upload is None:
        raise Refusal("请上传安全评估报告文件。")
    assess(hazard=hazard, report=report, by=by, at=at)
    attach(subject=hazard, upload=upload, purpose="evidence", by=by, at=at, caption=report.number[:60])


@transaction.atomic
def find_danger(*, hazard: Hazard, title: str, description: str, by: Asker, at: datetime) -> Danger:
    """Report a danger found at the unit; it is followed among the dangers and shown here."""
    if not title.strip():
        raise Refusal("请写明发现了什么隐患。")
    own = by.unit_id == hazard.enterprise_id
    return report_danger(
        finding=Finding(
            title=title.strip()[:200],
            unit_id=hazard.issuer_unit_id or hazard.owner_unit_id,
            source=Source.SELF_CHECK if own else Source.INSPECTION,
            enterprise_id=hazard.enterprise_id,
            asset_id=hazard.asset_id,
            description=description.strip(),
            address=hazard.address,
            geometry=hazard.geometry,
            source_type=SOURCE,
            source_id=hazard.pk,
            source_label=f"重大危险源 {hazard.number}",
        ),
        by=by,
        at=at,
    )


def _only_keepers(hazard: Hazard, by: Asker) -> None:
    if hazard.ended:
        raise Conflict(f"该重大危险源处于“{hazard.state_label}”，档案不再更改。")
    if not may_keep(hazard, by):
        raise NotAllowed(f"该档案由{hazard.owner_unit}填报、{hazard.issuer_unit}监管，您的岗位不能更改。")
