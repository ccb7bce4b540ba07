"""Verbs on the duty book: write, correct, settle, hand over, take over."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from ancheng.base.asker import Asker
from ancheng.base.clock import beijing, beijing_day, day_text, moment_text
from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.base.realm import Realm
from ancheng.command.duty import rules
from ancheng.command.duty.actions import only_own
from ancheng.command.duty.models import (
    Desk,
    Entry,
    Handover,
    Shift,
)
from ancheng.kernel.audit.actions import record
from ancheng.kernel.documents.actions import produce
from ancheng.kernel.language import in_record_language


@transaction.atomic
def write(
    *, desk: Desk, kind: str, text: str, by: Asker, at: datetime, source: str = "", phone: str = "",
    open_: bool = False, corrects: Entry | None = None, realm: Realm = Realm.ACTUAL,
) -> Entry:  # fmt: skip
    """Write a line into the duty book; a correction names the line that it corrects."""
    only_own(desk.unit, by, "填写值班记录")
    if kind not in set(rules.EntryKind):
        raise Refusal("请选择记录的类别。")
    if not text.strip():
        raise Refusal("请填写记录内容。")
    if (kind == rules.EntryKind.CORRECTION) != (corrects is not None):
        raise Refusal("更正请从要更正的记录发起。")
    running = desk.shifts.filter(starts_at__lte=at, ends_at__gt=at).first()
    entry = Entry(
        desk=desk,
        shift=running,
        at=at,
        kind=kind,
        text=text.strip()[:4000],
        source=source.strip()[:120],
        phone=phone.strip()[:30],
        open=open_,
        corrects=corrects,
        by_id=by.person_id,
        by_name=by.name,
        realm=realm,
    )
    entry.derive_scope()
    entry.save(force_insert=True)
    record(by=by, at=at, verb="值班记录", subject=entry)
    return entry


@transaction.atomic
def settle(*, entry: Entry, result: str, by: Asker, at: datetime) -> None:
    """Say what became of a matter that had to be followed."""
    only_own(entry.desk.unit, by, "办结值班事项")
    if not result.strip():
        raise Refusal("请填写办理结果。")
    if not Entry.every.filter(pk=entry.pk, open=True, done_at=None).update(
        done_at=at, result=result.strip()[:300]
    ):
        raise Conflict("该事项不需要跟办，或已经办结。")
    record(by=by, at=at, verb="办结值班事项", subject=entry, after={"result": result})


@transaction.atomic
@in_record_language
def hand_over(*, shift: Shift, summary: str, equipment: str, by: Asker, at: datetime) -> Handover:
    """Leave a shift to the next: what happened, what is open, in what order the equipment is."""
    on = set(shift.assignments.values_list("person_id", flat=True))
    if by.person_id not in on:
        raise NotAllowed("只有本班人员可以交班。")
    if at < shift.starts_at:
        raise Refusal("班次尚未开始，不能交班。")
    if not summary.strip() or not equipment.strip():
        raise Refusal("请填写本班情况、设备和通信情况。")
    open_entries = Entry.objects.filter(desk=shift.desk, open=True, done_at=None).order_by("pk")
    left = "\n".join(f"{beijing(each.at):%m-%d %H:%M} {each.text}" for each in open_entries[:50])
    following = shift.desk.shifts.filter(starts_at__gte=shift.ends_at).order_by("starts_at").first()
    try:
        with transaction.atomic():
            made = Handover.objects.create(
                shift=shift, next_shift=following, summary=summary.strip(), left=left,
                equipment=equipment.strip()[:200], given_at=at, given_by_id=by.person_id, given_name=by.name,
            )  # fmt: skip
    except IntegrityError as fault:
        raise Conflict("本班已经交班，请勿重复提交。") from fault
    record(by=by, at=at, verb="交班", subject=shift.desk, after={"shift": moment_text(shift.starts_at)})
    return made


@transaction.atomic
@in_record_language
def take_over(*, handover: Handover, by: Asker, at: datetime) -> None:
    """Take over from the shift before; the sheet is issued as a document with both names."""
    shift = handover.shift
    following = (
        handover.next_shift
        or shift.desk.shifts.filter(starts_at__gte=shift.ends_at).order_by("starts_at").first()
    )
    if following is None or by.person_id not in set(
        following.assignments.values_list("person_id", flat=True)
    ):
        raise NotAllowed("只有下一班人员可以接班；下一班没有安排人员的，请先排班。")
    if handover.given_by_id == by.person_id:
        raise NotAllowed("交班人不能自己接班，请由下一班其他人员接班。")
    changed = Handover.objects.filter(pk=handover.pk, taken_at=None).update(
        taken_at=at, taken_by_id=by.person_id, taken_name=by.name, next_shift=following
    )
    if not changed:
        raise Conflict("已经接班。")
    handover.refresh_from_db()
    record(by=by, at=at, verb="接班", subject=shift.desk, after={"shift": moment_text(following.starts_at)})
    document = produce(kind="duty_handover", subject=shift.desk, context=_sheet(handover, at), by=by, at=at)
    Handover.objects.filter(pk=handover.pk).update(document_id=document.pk)


def _sheet(handover: Handover, at: datetime) -> dict[str, str]:
    shift = handover.shift
    people = "、".join(
        f"{each.person.name}（{each.get_part_display()}）"
        for each in shift.assignments.select_related("person")
    )
    lines = Entry.objects.filter(shift=shift).order_by("pk")
    return {
        "desk": shift.desk.name,
        "unit": shift.desk.unit.name,
        "span": f"{moment_text(shift.starts_at)}至{moment_text(shift.ends_at)}",
        "people": people or "（无）",
        "summary": handover.summary,
        "entries": "\n".join(f"{beijing(each.at):%H:%M} {each.get_kind_display()}：{each.text}" for each in lines[:100]) or "无",
        "left": handover.left or "无",
        "equipment": handover.equipment,
        "given": f"{handover.given_name} {moment_text(handover.given_at)}",
        "taken": f"{handover.taken_name} {moment_text(at)}",
        "date": day_text(beijing_day(at)),
    }  # fmt: skip
