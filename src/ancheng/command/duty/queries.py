"""What boards, pages and other apps ask about duty, limited to what the asker may see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from ancheng.base.asker import Asker
from ancheng.base.clock import beijing_day, now
from ancheng.base.errors import Absent
from ancheng.base.realm import Realm
from ancheng.command.duty import rules
from ancheng.command.duty.models import CallDown, CallList, Desk, Entry, Shift
from ancheng.kernel.notices.models import Notice


def desks(asker: Asker) -> QuerySet[Desk]:
    rows: QuerySet[Desk] = Desk.objects.visible_to(asker)
    return rows.filter(closed_on=None).select_related("unit").order_by("unit__order", "pk")


def shift(asker: Asker, key: int) -> Shift:
    rows = Shift.objects.filter(desk__in=Desk.every.visible_to(asker)).select_related("desk__unit")
    found = rows.filter(pk=key).first()
    if found is None:
        raise Absent("没有这个班次，或当前岗位无权查看。请核对，或切换岗位后再试。")
    return found


def shifts(desk: Desk, since: datetime, until: datetime) -> list[Shift]:
    """The shifts of a desk that touch a stretch, with their people."""
    rows = desk.shifts.filter(starts_at__lt=until, ends_at__gt=since)
    return list(rows.prefetch_related("assignments__person").order_by("starts_at"))


@dataclass
class Manned:
    """A desk with who is on now, who comes next, and where nobody will be."""

    desk: Desk
    now: Shift | None = None
    after: Shift | None = None
    gaps: list[rules.Span] = field(default_factory=list)
    open: int = 0


def board(asker: Asker, at: datetime) -> list[Manned]:
    """Every desk that the asker may see, as it stands at `at`, in three questions."""
    found = {each.pk: Manned(each) for each in desks(asker)}
    until = warned_until(at)
    rows = Shift.objects.filter(desk_id__in=found, starts_at__lt=until, ends_at__gt=at)
    spans: dict[int, list[rules.Span]] = defaultdict(list)
    for each in rows.prefetch_related("assignments__person").order_by("starts_at"):
        manned = found[each.desk_id]
        people = list(each.assignments.all())
        if people:
            spans[each.desk_id].append(rules.Span(each.starts_at, each.ends_at))
        if each.runs(at):
            manned.now = each
        elif manned.after is None:
            manned.after = each
    for entry in Entry.objects.filter(desk_id__in=found, open=True, done_at=None).values_list(
        "desk_id", flat=True
    ):
        found[entry].open += 1
    for key, manned in found.items():
        manned.gaps = rules.uncovered(spans[key], at, until)
    return list(found.values())


def warned_until(at: datetime) -> datetime:
    return at + timedelta(days=rules.WARN_DAYS.in_force(beijing_day(at)).value)


def on_duty(desk_ids: Iterable[int], at: datetime) -> dict[int, list[int]]:
    """The ids of the people on duty at each desk at a moment."""
    rows = Shift.objects.filter(desk_id__in=list(desk_ids), starts_at__lte=at, ends_at__gt=at)
    found: dict[int, list[int]] = defaultdict(list)
    for desk_id, person_id in rows.values_list("desk_id", "assignments__person_id"):
        if person_id:
            found[desk_id].append(person_id)
    return found


def my_shifts(person_id: int | None, at: datetime) -> QuerySet[Shift]:
    """The shifts on which a person is, or will be."""
    rows = Shift.objects.filter(assignments__person_id=person_id or 0, ends_at__gt=at)
    return rows.select_related("desk").order_by("starts_at")[:10]


def entries(asker: Asker, realm: Realm = Realm.ACTUAL) -> QuerySet[Entry]:
    rows: QuerySet[Entry] = Entry.every.visible_to(asker).in_realm(realm)
    return rows.select_related("desk", "corrects")


def matching(rows: QuerySet[Entry], text: str) -> QuerySet[Entry]:
    return rows.filter(Q(text__icontains=text) | Q(source__icontains=text)) if text else rows


def call_lists(asker: Asker) -> QuerySet[CallList]:
    rows: QuerySet[CallList] = CallList.objects.visible_to(asker)
    return rows.select_related("unit")


def call_downs(asker: Asker, realm: Realm = Realm.ACTUAL) -> QuerySet[CallDown]:
    rows: QuerySet[CallDown] = CallDown.every.visible_to(asker).in_realm(realm)
    return rows.select_related("list", "list__unit")


def call_key(call: CallDown) -> str:
    return f"calldown:{call.pk}"


def called(call: CallDown) -> QuerySet[Notice]:
    """Every notice of one call-down: those to the list, and those to who was called next."""
    key = call_key(call)
    rows = Notice.objects.filter(Q(key=key) | Q(key__startswith=f"{key}:next:"))
    return rows.select_related("person").order_by("at", "pk")


def answers(call: CallDown) -> list[rules.Answered]:
    """How the people of the list itself answered."""
    rows = Notice.objects.filter(key=call_key(call))
    return [rules.Answered(each.at, each.acknowledged_at, each.escalated_at) for each in rows]


def count_gaps(asker: Asker) -> int:
    """For the menu: desks of the asker's own unit where nobody will be within the days that are warned of."""
    return sum(bool(each.gaps) for each in board(asker, now()) if each.desk.unit_id == asker.unit_id)
