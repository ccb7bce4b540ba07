"""Duty of the demonstration district: desks, rosters of sixty days, the book, handovers, lists to call."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from itertools import pairwise
from random import Random
from uuid import UUID

from ancheng.base.asker import PLATFORM
from ancheng.base.clock import beijing_day, from_beijing
from ancheng.command.authority import commanding_unit
from ancheng.command.duty import rules
from ancheng.command.duty.actions import WORKERS
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
from ancheng.command.duty.queries import call_key
from ancheng.kernel.audit.actions import entry, record_all
from ancheng.kernel.notices.models import Level, Notice
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.kernel.orgs.queries import by_name
from ancheng.kernel.people.models import Membership

SEED, BEFORE, AFTER = 110105, 30, 30
DEMO = "（演示数据）"
DEPARTMENTS = ("区水务局", "区住房城乡建设委", "区卫生健康委", "区城市管理委")
STREETS = 10
# One shift in so many days ahead is left empty, so that the warning is seen.
EMPTY_AHEAD = 5
LINES = (
    ("call", "市民来电反映{place}路面积水，已通知街道现场处置。"),
    ("call", "{place}电梯困人，维保单位已到场，人员安全。"),
    ("report", "{place}发生火情，无人员伤亡，已扑灭，续报情况稳定。"),
    ("weather", "气象台发布大风蓝色预警信号，已转发各街道。"),
    ("check", "抽查点名：在岗，通信畅通。"),
    ("order", "带班领导要求加强夜间巡查，重点关注{place}。"),
)


def load(*, at: datetime) -> int:
    """Write desks, shifts, lines and lists; returns the number of shifts."""
    random = Random(SEED + 71)  # noqa: S311  # nosec B311
    desks = _desks(at)
    people = _people([each.unit_id for each in desks], at)
    shifts = [shift for desk in desks for shift in _roster(desk, people.get(desk.unit_id, []), at)]
    made = Shift.objects.bulk_create([shift for shift, _ in shifts], batch_size=2000)
    assigned: list[Assignment] = []
    for shift, (_, planned) in zip(made, shifts, strict=True):
        for person_id, part in ((planned.leader, Part.LEADER), (planned.officer, Part.OFFICER)):
            if person_id:
                assigned.append(Assignment(shift=shift, person_id=person_id, part=part))
    Assignment.objects.bulk_create(assigned, batch_size=2000)
    _book(made, random, at)
    _hand_over(made, assigned, at)
    _lists(people, random, at)
    return len(made)


def _desks(at: datetime) -> list[Desk]:
    streets = list(Unit.objects.filter(kind=UnitKind.SUBDISTRICT).order_by("order")[:STREETS])
    units = [commanding_unit(), *by_name(DEPARTMENTS).values(), *streets]
    rows = []
    for number, unit in enumerate(units):
        row = Desk(
            name=f"{unit}值班室",
            unit=unit,
            phone=f"010-8400{number:04d}",
            place="机关一层（演示）",
            synthetic=True,
        )
        row.derive_scope()
        rows.append(row)
    made = Desk.every.bulk_create(rows)
    record_all(
        entry(by=PLATFORM, at=at - timedelta(days=60), verb="设立值班室", subject=each) for each in made
    )
    return made


def _people(unit_ids: list[int], at: datetime) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    seats = Membership.objects.valid_on(beijing_day(at)).filter(unit_id__in=unit_ids, role__in=WORKERS)
    for unit_id, person_id in seats.order_by("person_id").values_list("unit_id", "person_id"):
        found.setdefault(unit_id, []).append(person_id)
    return found


def _roster(desk: Desk, people: list[int], at: datetime) -> list[tuple[Shift, rules.Planned]]:
    if not people:
        return []
    first = beijing_day(at) - timedelta(days=BEFORE)
    planned = rules.roster(
        first=first, days=BEFORE + AFTER, at=time(8, 30), shift_hours=24, leaders=people[1:], officers=people
    )
    empty = from_beijing(beijing_day(at) + timedelta(days=EMPTY_AHEAD), time(8, 30))
    rows = []
    for each in planned:
        if each.span.starts_at == empty and desk.pk % 4 == 0:
            each = rules.Planned(each.span, None, None)
        rows.append((Shift(desk=desk, starts_at=each.span.starts_at, ends_at=each.span.ends_at), each))
    return rows


def _book(shifts: list[Shift], random: Random, at: datetime) -> None:
    rows = []
    for shift in shifts:
        if shift.starts_at > at:
            continue
        for _ in range(random.choice((0, 1, 1, 2, 4))):
            when = shift.starts_at + timedelta(minutes=random.randrange(10, 1400))
            if when > at:
                continue
            kind, text = random.choice(LINES)
            open_ = kind in ("call", "report")
            done = when + timedelta(hours=2) if open_ and when < at - timedelta(hours=20) else None
            row = Entry(
                desk=shift.desk, shift=shift, at=when, kind=kind, text=text.format(place="幸福路") + DEMO,
                source="市民（演示）" if kind == "call" else "", open=open_, done_at=done,
                result="已处置完毕" if done else "", by_name="值班员（演示）", synthetic=True,
            )  # fmt: skip
            row.derive_scope()
            rows.append(row)
    rows.sort(key=lambda each: each.at)
    Entry.every.bulk_create(rows, batch_size=2000)


def _hand_over(shifts: list[Shift], assigned: list[Assignment], at: datetime) -> None:
    on = {each.shift_id: each for each in assigned if each.part == Part.OFFICER}
    rows = []
    for shift, following in pairwise(shifts):
        if (
            shift.desk_id != following.desk_id
            or shift.ends_at > at
            or not {shift.pk, following.pk} <= on.keys()
        ):
            continue
        giver, taker = on[shift.pk].person_id, on[following.pk].person_id
        if giver == taker:
            continue
        rows.append(
            Handover(
                shift=shift, next_shift=following, summary="值班平稳，无重大突发情况。" + DEMO, equipment="设备正常，通信畅通",
                given_at=shift.ends_at, given_by_id=giver, given_name="交班人（演示）", taken_at=shift.ends_at,
                taken_by_id=taker, taken_name="接班人（演示）",
            )
        )  # fmt: skip
    Handover.objects.bulk_create(rows, batch_size=1000)


def _lists(people: dict[int, list[int]], random: Random, at: datetime) -> None:
    bureau = commanding_unit()
    members = people.get(bureau.pk, [])
    if len(members) < 2:
        return
    call_list = CallList(name="区应急指挥部集结名单" + DEMO, unit=bureau, synthetic=True)
    call_list.derive_scope()
    call_list.save()
    CallMember.objects.bulk_create(
        CallMember(
            list=call_list,
            person_id=person_id,
            deputy_id=members[number - 1],
            order=number,
            duty="指挥部成员",
        )
        for number, person_id in enumerate(members)
    )
    called = at - timedelta(days=9)
    call = CallDown(
        list=call_list, nonce=str(UUID(int=random.getrandbits(128))), reason="强降雨，请到区应急指挥中心集合" + DEMO,
        at=called, by_name="值班员（演示）", minutes=10, synthetic=True,
    )  # fmt: skip
    call.derive_scope()
    call.save()
    Notice.objects.bulk_create(
        Notice(
            person_id=person_id, kind="duty.call", level=Level.URGENT, title=f"【紧急呼叫】{call.reason}",
            url=call.get_absolute_url(), subject_type="duty.calldown", subject_id=str(call.pk), at=called, read_at=called,
            acknowledged_at=called + timedelta(minutes=2 + number), answer_by=called + timedelta(minutes=10), key=call_key(call),
        )
        for number, person_id in enumerate(members)
    )  # fmt: skip
