"""Verbs on duty: plan a roster, put people on shifts, keep the book, hand over, call people down."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

from django.db import IntegrityError, transaction

from ancheng.base.asker import PLATFORM, Asker
from ancheng.base.clock import beijing, beijing_day, day_text, moment_text
from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.base.realm import Realm
from ancheng.base.roles import OFFICERS, Role
from ancheng.command.duty import queries, rules
from ancheng.command.duty.models import (
    Assignment,
    CallDown,
    CallList,
    CallMember,
    Desk,
    Entry,
    Handover,
    Part,
    Shift,
)
from ancheng.kernel.audit.actions import record
from ancheng.kernel.documents.actions import produce
from ancheng.kernel.language import in_record_language
from ancheng.kernel.notices.actions import tell
from ancheng.kernel.orgs.models import Unit
from ancheng.kernel.people.models import Membership, Person
from ancheng.kernel.people.queries import people_in

WORKERS = (*OFFICERS, Role.OFFICE, Role.DUTY, Role.COMMANDER)


def only_own(unit: Unit, by: Asker, what: str) -> None:
    """Refuse unless the seat works in `unit` or above it, or commands in the district."""
    if by.role in (None, Role.OFFICE) or (by.holds(*WORKERS) and by.unit_id in unit.line):
        return
    raise NotAllowed(f"只有{unit}的工作人员可以{what}。")


@transaction.atomic
def keep_desk(*, desk: Desk, by: Asker, at: datetime) -> Desk:
    """Open a desk, or correct what is known of it."""
    only_own(desk.unit, by, "管理值班室")
    new = desk.pk is None
    desk.derive_scope()
    try:
        with transaction.atomic():
            desk.save()
    except IntegrityError as fault:
        raise Conflict(f"“{desk.unit}”已有名为“{desk.name}”的值班室。") from fault
    record(by=by, at=at, verb="设立值班室" if new else "修改值班室", subject=desk)
    return desk


@transaction.atomic
def plan(
    *,
    desk: Desk,
    first: date,
    days: int,
    starts: time,
    shift_hours: int,
    leaders: Sequence[int],
    officers: Sequence[int],
    by: Asker,
    at: datetime,
) -> int:
    """Plan shifts round the clock; those that are there already stay. Returns how many are new."""
    only_own(desk.unit, by, "排班")
    if first < beijing_day(at):
        raise Refusal("排班的开始日期不能早于今天。")
    _only_of_unit(desk, {*leaders, *officers}, first)
    Desk.every.select_for_update(of=("self",)).get(pk=desk.pk)
    planned = rules.roster(
        first=first, days=days, at=starts, shift_hours=shift_hours, leaders=leaders, officers=officers,
        turn=desk.shifts.count(),
    )  # fmt: skip
    last = planned[-1].span.ends_at
    there = [
        rules.Span(each.starts_at, each.ends_at)
        for each in queries.shifts(desk, planned[0].span.starts_at, last)
    ]
    free = [
        each for each in planned
        if not any(each.span.starts_at < other.ends_at and other.starts_at < each.span.ends_at for other in there)
    ]  # fmt: skip
    made = Shift.objects.bulk_create(
        Shift(desk=desk, starts_at=each.span.starts_at, ends_at=each.span.ends_at) for each in free
    )
    Assignment.objects.bulk_create(
        Assignment(shift=shift, person_id=person_id, part=part)
        for shift, each in zip(made, free, strict=True)
        for person_id, part in ((each.leader, Part.LEADER), (each.officer, Part.OFFICER))
        if person_id
    )
    record(by=by, at=at, verb="排班", subject=desk, after={"first": first, "days": days, "shifts": len(made)})
    return len(made)


@transaction.atomic
def add_shift(*, desk: Desk, starts_at: datetime, ends_at: datetime, by: Asker, at: datetime) -> Shift:
    only_own(desk.unit, by, "排班")
    Desk.every.select_for_update(of=("self",)).get(pk=desk.pk)
    span = rules.Span(starts_at, ends_at)
    near = queries.shifts(desk, starts_at - rules.LONGEST_SHIFT, ends_at + rules.LONGEST_SHIFT)
    rules.check_shift(span, [rules.Span(each.starts_at, each.ends_at) for each in near])
    made = Shift.objects.create(desk=desk, starts_at=starts_at, ends_at=ends_at)
    record(by=by, at=at, verb="增加班次", subject=desk, after={"starts_at": starts_at, "ends_at": ends_at})
    return made


@transaction.atomic
def put_on(*, shift: Shift, person: Person, part: str, by: Asker, at: datetime) -> None:
    """Put somebody on a shift that is not over."""
    only_own(shift.desk.unit, by, "排班")
    if part not in Part.values:
        raise Refusal("请选择带班领导或值班员。")
    if shift.ends_at <= at:
        raise Refusal("该班次已经结束，不能再安排人员。")
    _only_of_unit(shift.desk, {person.pk}, beijing_day(shift.starts_at))
    # Two desks that want the same person at once wait for each other here.
    Person.objects.select_for_update().get(pk=person.pk)
    clash = Assignment.objects.filter(
        person=person, shift__starts_at__lt=shift.ends_at, shift__ends_at__gt=shift.starts_at
    ).select_related("shift__desk")
    other = clash.first()
    if other:
        raise Conflict(f"{person}在同一时间已安排在“{other.shift.desk}”，请另选人员。")
    Assignment.objects.create(shift=shift, person=person, part=part)
    record(
        by=by, at=at, verb="安排值班", subject=shift.desk,
        after={"shift": moment_text(shift.starts_at), "person": person.name, "part": part},
    )  # fmt: skip


@transaction.atomic
def take_off(*, assignment: Assignment, why: str, by: Asker, at: datetime) -> None:
    """Take somebody off a shift that has not begun; the shift is then warned of if it stays empty."""
    shift = assignment.shift
    only_own(shift.desk.unit, by, "调班")
    if shift.starts_at <= at:
        raise Refusal("班次已经开始，不能调出；请由接替人员补充安排并在值班记录中说明。")
    if not why.strip():
        raise Refusal("请写明调班的原因。")
    record(
        by=by, at=at, verb="调出值班", subject=shift.desk, why=why,
        before={"shift": moment_text(shift.starts_at), "person": assignment.person.name},
    )  # fmt: skip
    assignment.delete()


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


@transaction.atomic
def keep_list(*, call_list: CallList, by: Asker, at: datetime) -> CallList:
    only_own(call_list.unit, by, "管理呼叫名单")
    call_list.derive_scope()
    try:
        with transaction.atomic():
            call_list.save()
    except IntegrityError as fault:
        raise Conflict(f"“{call_list.unit}”已有名为“{call_list.name}”的名单。") from fault
    record(by=by, at=at, verb="设立呼叫名单", subject=call_list)
    return call_list


@transaction.atomic
def add_member(*, call_list: CallList, member: CallMember, by: Asker, at: datetime) -> None:
    """Put somebody on a list, with who is called when there is no answer."""
    only_own(call_list.unit, by, "管理呼叫名单")
    if member.deputy_id == member.person_id:
        raise Refusal("“无人应答时呼叫”不能是本人，请另选一人。")
    member.list, member.order = call_list, call_list.members.count()
    try:
        with transaction.atomic():
            member.save(force_insert=True)
    except IntegrityError as fault:
        raise Conflict(f"{member.person}已在名单中。") from fault
    record(by=by, at=at, verb="加入呼叫名单", subject=call_list, after={"person": member.person.name})


@transaction.atomic
def drop_member(*, member: CallMember, by: Asker, at: datetime) -> None:
    only_own(member.list.unit, by, "管理呼叫名单")
    record(by=by, at=at, verb="移出呼叫名单", subject=member.list, before={"person": member.person.name})
    member.delete()


@transaction.atomic
@in_record_language
def call_down(
    *, call_list: CallList, reason: str, nonce: str, by: Asker, at: datetime, realm: Realm = Realm.ACTUAL
) -> CallDown:
    """Call everybody on a list; who does not acknowledge in time is followed by the deputy (kernel ladder)."""
    only_own(call_list.unit, by, "发起紧急呼叫")
    if not reason.strip():
        raise Refusal("请填写呼叫内容，如“某处突发燃气泄漏，请立即到指挥中心集合”。")
    known: CallDown | None = CallDown.every.filter(nonce=nonce).first()
    if known:
        return known
    members = list(call_list.members.select_related("person", "deputy"))
    if not members:
        raise Refusal("名单中没有人员，请先添加。")
    edition = rules.ANSWER_MINUTES.in_force(beijing_day(at))
    call = CallDown(
        list=call_list, nonce=nonce, reason=reason.strip()[:200], at=at, by_name=by.name, minutes=edition.value,
        realm=realm,
    )  # fmt: skip
    call.derive_scope()
    call.save(force_insert=True)
    record(by=by, at=at, verb="紧急呼叫", subject=call, after={"people": len(members)})
    for each in members:
        tell(
            people=[each.person],
            kind="duty.call",
            title=f"【紧急呼叫】{call.reason}",
            body=f"{call_list}，{by.unit_name} {by.name} 呼叫，请在 {edition.value} 分钟内确认。{each.duty}",
            url=call.get_absolute_url(),
            subject=call,
            level="urgent",
            key=queries.call_key(call),
            answer_within=timedelta(minutes=edition.value),
            next_people=[each.deputy_id] if each.deputy_id else [],
            by=by,
            at=at,
        )
    return call


@transaction.atomic
def warn_of_gaps(*, at: datetime) -> int:
    """Tell the people of each desk, once for each gap, of the hours ahead in which nobody is on duty."""
    told = 0
    for manned in queries.board(PLATFORM, at):
        for gap in manned.gaps:
            # Told once ahead, and once more when it has begun; its start is the end of the last manned shift.
            begun = gap.starts_at <= at
            since = _last_manned(manned.desk, at) if begun else f"{gap.starts_at:%Y%m%d%H%M}"
            key = f"duty-gap:{manned.desk.pk}:{since}:{'now' if begun else 'ahead'}"
            told += len(
                tell(
                    people=_answering(manned.desk, at),
                    kind="duty.gap",
                    title=f"{manned.desk}{'现在' if begun else '将'}无人值班：{moment_text(gap.starts_at)}起",
                    body=f"至 {moment_text(gap.ends_at)} 没有安排人员，请尽快排班或调班。",
                    url=manned.desk.get_absolute_url(),
                    level="urgent" if gap.starts_at - at < timedelta(days=1) else "attention",
                    key=key,
                    by=PLATFORM,
                    at=at,
                )
            )
    return told


def _last_manned(desk: Desk, at: datetime) -> str:
    rows = desk.shifts.filter(assignments__isnull=False, ends_at__lte=at).order_by("-ends_at")
    last = rows.values_list("ends_at", flat=True).first()
    return f"{last:%Y%m%d%H%M}" if last else "never"


def _answering(desk: Desk, at: datetime) -> Iterable[Person]:
    return people_in([desk.unit_id], beijing_day(at), WORKERS)


def _only_of_unit(desk: Desk, people: set[int], on: date) -> None:
    seated = set(
        Membership.objects.valid_on(on)
        .filter(unit_id=desk.unit_id, person_id__in=people)
        .values_list("person_id", flat=True)
    )
    if people - seated:
        names = "、".join(each.name for each in Person.objects.filter(pk__in=people - seated))
        raise Refusal(f"{names or '所选人员'}不是{desk.unit}的在职人员，请先登记任职。")
