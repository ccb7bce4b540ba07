"""Climbing the ladder: who is told when a clock nears its end, and when it has passed it."""

from __future__ import annotations

from datetime import datetime

from django.apps import apps
from django.db import transaction

from ancheng.base.asker import PLATFORM
from ancheng.base.roles import OFFICERS, Role
from ancheng.contracts.kernel import ClockRang
from ancheng.kernel.audit.actions import record
from ancheng.kernel.events.actions import announce
from ancheng.kernel.notices.actions import tell
from ancheng.kernel.people.models import Person
from ancheng.kernel.people.queries import people_as, people_in
from ancheng.kernel.workflow.actions import rung_at
from ancheng.kernel.workflow.declare import Rung
from ancheng.kernel.workflow.models import Clock

BATCH = 200
ANSWERING = (*OFFICERS, Role.GRID, Role.ENTERPRISE, Role.OFFICE)


def climb(*, at: datetime) -> int:
    """Let every clock whose next rung is due reach it; returns how many did."""
    reached = 0
    while True:
        with transaction.atomic():
            clocks = list(
                Clock.objects.select_for_update(skip_locked=True, of=("self",))
                .running()
                .filter(next_rung_at__lte=at)
                .select_related("unit")
                .order_by("next_rung_at")[:BATCH]
            )
            for clock in clocks:
                _reach(clock, at)
        reached += len(clocks)
        if len(clocks) < BATCH:
            return reached


def _reach(clock: Clock, at: datetime) -> None:
    case = apps.get_model(clock.subject_type).every.get(pk=clock.subject_id)
    ladder = case.WORKFLOW.ladder
    # A clock that slept through several rungs (a long outage) takes the highest, not each in turn.
    number = clock.rung
    while (after := rung_at(ladder, number + 1, clock.due_at)) and after <= at:
        number += 1
    rung = ladder[number]
    clock.rung, clock.next_rung_at = number + 1, rung_at(ladder, number + 1, clock.due_at)
    clock.save(update_fields=["rung", "next_rung_at"])
    record(
        by=PLATFORM,
        at=at,
        verb=rung.label,
        subject=case,
        after={"awaited": clock.awaited, "due_at": clock.due_at},
    )
    tell(
        people=told(clock, rung, at),
        kind=f"clock.{rung.key}",
        title=f"【{rung.label}】{clock.subject_label}",
        body=f"应于 {clock.due_at.astimezone():%Y-%m-%d %H:%M} 前完成“{clock.awaited}”，责任单位：{clock.unit or '—'}。",
        url=case.get_absolute_url(),
        subject=case,
        level="urgent" if number >= 2 else "attention",
        by=PLATFORM,
        at=at,
        key=f"clock:{clock.pk}:{rung.key}:{clock.due_at.isoformat()}",
    )
    announce(ClockRang(clock.pk, clock.subject_type, clock.subject_id, rung.key, at))


def told(clock: Clock, rung: Rung, at: datetime) -> list[Person]:
    """The people whom a rung names: those of the awaited unit, of its superior, of the office."""
    day = at.astimezone().date()
    found: dict[int, Person] = {}
    for whom in rung.tells:
        if whom == "party" and clock.unit_id:
            people = people_in([clock.unit_id], day, ANSWERING)
        elif whom == "superior" and clock.unit and clock.unit.parent_id:
            people = people_in([clock.unit.parent_id], day, (*OFFICERS, Role.COMMANDER))
        elif whom == "office":
            people = people_as(Role.OFFICE, day)
        else:
            continue
        found.update({each.pk: each for each in people})
    return list(found.values())
