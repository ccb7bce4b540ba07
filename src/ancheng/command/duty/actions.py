"""Verbs on duty: plan a roster, put people on shifts, keep the book, hand over, call people down."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

from django.db import IntegrityError, transaction

from ancheng.base.asker import PLATFORM, Asker
from ancheng.base.clock import beijing_day, moment_text
from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.base.roles import OFFICERS, Role
from ancheng.command.duty import queries, rules
from ancheng.command.duty.models import (
    Assignment,
    Desk,
    Part,
    Shift,
)
from ancheng.kernel.audit.actions import record
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
