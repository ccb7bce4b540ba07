"""What is added to a danger without changing its state: photos, more time, the account, penalties, statistics."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import F

from ancheng.base.asker import Asker
from ancheng.base.clock import beijing_day
from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.base.roles import Role
from ancheng.base.working_days import due, end_of_day, working_days
from ancheng.kernel.audit.actions import record
from ancheng.kernel.files.actions import attach
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.kernel.workflow.actions import ask_extension, set_due
from ancheng.kernel.workflow.calendar import calendar
from ancheng.kernel.workflow.models import Extension
from ancheng.supervision.dangers import rules
from ancheng.supervision.dangers.actions import may_rectify, may_supervise, only_supervisors
from ancheng.supervision.dangers.models import Danger, Filing, Penalty, Photo, Stage
from ancheng.supervision.dangers.statistics import figures
from ancheng.supervision.dangers.values import NewPenalty

UNDER_RECTIFICATION = ("ordered", "returned", "enforced")


@transaction.atomic
def add_photo(
    *,
    danger: Danger,
    upload: UploadedFile[Any],
    stage: Stage,
    by: Asker,
    at: datetime,
    spot: tuple[float, float] | None = None,
) -> Photo:
    """Attach a photo; its place and time are the picture's own, else where the phone says it is."""
    may_photograph(danger, stage, by)
    attachment = attach(
        subject=danger, upload=upload, purpose="photo", caption=str(stage.label), by=by, at=at
    )
    longitude, latitude = spot or (None, None)
    return Photo.objects.create(
        danger=danger, attachment=attachment, stage=stage, longitude=longitude, latitude=latitude
    )


def may_photograph(danger: Danger, stage: Stage, by: Asker) -> None:
    """Refuse a photo that this seat may not add now."""
    if danger.ended:
        raise Conflict(f"该隐患处于“{danger.state_label}”，不再接收照片。")
    match stage:
        case Stage.AFTER:
            if not may_rectify(danger, by) or danger.state not in UNDER_RECTIFICATION:
                raise NotAllowed("整改后的照片由整改责任单位在整改期间上传。")
        case Stage.RECHECK:
            if not may_supervise(danger, by) or danger.state not in ("rectified", "accepted"):
                raise NotAllowed("复查照片由监管单位在验收、复查时上传。")
        case Stage.BEFORE:
            finder = by.person_id is not None and by.person_id == danger.found_by_id
            if not (finder or may_rectify(danger, by) or may_supervise(danger, by)):
                raise NotAllowed("整改前的照片由发现人、责任单位或监管单位上传。")


@transaction.atomic
def ask_more_time(*, danger: Danger, days: int, reason: str, by: Asker, at: datetime) -> Extension:
    """Ask for more working days, before the time is over."""
    if danger.state not in UNDER_RECTIFICATION:
        raise Conflict(f"该隐患处于“{danger.state_label}”，不能申请延期。")
    if danger.late(at):
        raise Refusal("整改期限已过，不能再申请延期；请尽快整改，并向监管单位说明情况。")
    return ask_extension(danger, days=days, reason=reason, by=by, at=at)


@transaction.atomic
def decide_more_time(
    *, danger: Danger, extension: Extension, granted: bool, answer: str, by: Asker, at: datetime
) -> None:
    """Grant or refuse more time; the supervising unit decides, never who asked."""
    only_supervisors(danger, by)
    if by.person_id is None or extension.asked_by_id == by.person_id:
        raise NotAllowed("不能审批本人提出的延期申请。")
    if not granted and not answer.strip():
        raise Refusal("不予延期须说明理由。")
    clock = extension.clock
    if clock.stopped_at or clock.subject_id != danger.pk:
        raise Conflict("该环节已经办结，延期申请不再需要审批。")
    after = due(working_days(extension.working_days), clock.due_at, calendar()) if granted else None
    decided = Extension.objects.filter(pk=extension.pk, decided_at=None).update(
        granted=granted, answer=answer, decided_by_id=by.person_id, decided_at=at, due_after=after
    )
    if not decided:
        raise Conflict("该延期申请已由他人审批。")
    if after is None:
        record(by=by, at=at, verb="不予延期", subject=danger, why=answer)
        return
    set_due(danger, due_at=after, by=by, at=at, why=f"批准延期：{answer or extension.reason}")
    due_on = beijing_day(after)
    Danger.every.filter(pk=danger.pk).update(due_on=due_on, extended=F("extended") + 1)
    danger.due_on, danger.extended = due_on, danger.extended + 1


@transaction.atomic
def put_on_account(*, danger: Danger, due_on: date | None, why: str, by: Asker, at: datetime) -> None:
    """Enter a major danger in the account (挂账) by which its removal is followed."""
    _only_office(by)
    if danger.grade != "major" or danger.ended:
        raise Refusal("只有尚未销号的重大隐患可以挂账。")
    if due_on is None or not why.strip():
        raise Refusal("请填写挂账治理期限和理由。")
    today = beijing_day(at)
    if not Danger.every.filter(pk=danger.pk, account_since=None).update(
        account_since=today, account_due_on=due_on
    ):
        raise Conflict("该隐患已经挂账。")
    danger.account_since, danger.account_due_on = today, due_on
    record(by=by, at=at, verb="挂账", subject=danger, why=why, after={"account_due_on": due_on})


@transaction.atomic
def take_off_account(*, danger: Danger, why: str, by: Asker, at: datetime) -> None:
    """Take a danger out of the account; that it stood there remains in the timeline."""
    _only_office(by)
    if not why.strip():
        raise Refusal("移出挂账须填写理由。")
    if not Danger.every.filter(pk=danger.pk, account_since__isnull=False).update(
        account_since=None, account_due_on=None
    ):
        raise Conflict("该隐患不在挂账台账中。")
    before = {"account_since": danger.account_since, "account_due_on": danger.account_due_on}
    danger.account_since = danger.account_due_on = None
    record(by=by, at=at, verb="移出挂账", subject=danger, why=why, before=before)


@transaction.atomic
def note_penalty(*, penalty: NewPenalty, by: Asker, at: datetime) -> Penalty:
    """Note a penalty for the repeat-offender rule; handed in twice it counts once."""
    if not by.holds(*rules.CHECKERS):
        raise NotAllowed("行政处罚由执法部门登记。")
    rules.check_penalty(penalty, today=beijing_day(at))
    enterprise = Unit.objects.filter(pk=penalty.enterprise_id, kind=UnitKind.ENTERPRISE).first()
    if enterprise is None:
        raise Refusal("没有找到该企业，请从列表中重新选择。")
    row, new = Penalty.objects.get_or_create(
        enterprise=enterprise,
        number=penalty.number.strip()[:60],
        defaults={
            "danger_id": penalty.danger_id,
            "decided_on": penalty.decided_on,
            "matter": penalty.matter[:200],
            "source_type": penalty.source_type,
            "source_id": str(penalty.source_id),
        },
    )
    if new:
        after = {"number": row.number, "decided_on": row.decided_on}
        record(by=by, at=at, verb="登记行政处罚", subject=enterprise, why=penalty.matter, after=after)
    return row


@transaction.atomic
def strike_penalty(*, penalty: Penalty, why: str, by: Asker, at: datetime) -> None:
    """Take a penalty whose decision was revoked out of the counter; the timeline keeps it."""
    if not by.holds(Role.OFFICE):
        raise NotAllowed("撤销处罚登记由安委办办理。")
    before = {"number": penalty.number, "decided_on": penalty.decided_on}
    record(by=by, at=at, verb="撤销处罚登记", subject=penalty.enterprise, why=why, before=before)
    penalty.delete()


@transaction.atomic
def file_statistics(*, period: rules.Period, by: Asker, at: datetime) -> Filing:
    """An enterprise files the figures of a past quarter or year, once."""
    if by.role != Role.ENTERPRISE or by.unit_id is None:
        raise NotAllowed("隐患排查治理统计由企业报送。")
    today = beijing_day(at)
    if today <= period.last:
        raise Refusal(f"{period.label}尚未结束，请在 {period.last:%Y-%m-%d} 之后报送。")
    try:
        with transaction.atomic():
            filing = Filing.objects.create(
                enterprise_id=by.unit_id,
                year=period.year,
                quarter=period.quarter,
                figures=figures(by.unit_id, period).as_json(),
                filed_at=at,
                by_id=by.person_id,
                by_name=by.name,
                late=at > end_of_day(period.filed_by),
            )
    except IntegrityError:
        raise Conflict(f"{period.label}的统计已经报送。") from None
    unit = Unit.objects.get(pk=by.unit_id)
    record(by=by, at=at, verb=f"报送{period.label}隐患统计", subject=unit, after=filing.figures)
    return filing


def _only_office(by: Asker) -> None:
    if not by.holds(Role.OFFICE):
        raise NotAllowed("挂账台账由安委办管理。")
