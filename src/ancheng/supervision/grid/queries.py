"""What pages ask about grids, limited to what the asker may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Max, Q, QuerySet

from ancheng.base.asker import Asker
from ancheng.base.clock import from_beijing
from ancheng.base.errors import Absent
from ancheng.base.roles import Role
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.supervision.grid.models import CheckIn, Event, Patroller, Plan, Point
from ancheng.supervision.grid.rules import Round, round_of
from ancheng.supervision.grid.workflows.grid_event import WORKFLOW

OPEN = WORKFLOW.open_states
RELATED = ("owner_unit", "issuer_unit", "subdistrict", "community", "grid")


def events(asker: Asker) -> QuerySet[Event]:
    rows: QuerySet[Event] = Event.objects.visible_to(asker)
    return rows.select_related(*RELATED)


def event(asker: Asker, pk: int) -> Event:
    rows = Event.every.visible_to(asker).select_related(*RELATED, "found_unit", "danger", "point")
    found: Event | None = rows.filter(pk=pk).first()
    if found is None:
        raise Absent("没有这个网格事件，或当前岗位无权查看。")
    return found


def mine(asker: Asker) -> QuerySet[Event]:
    """What waits for the asker's own unit now."""
    doing = Q(owner_unit_id=asker.unit_id, state__in=("found", "dispatched"))
    deciding = Q(issuer_unit_id=asker.unit_id, state__in=("reported", "accepted", "handled", "checked"))
    return events(asker).filter(doing | deciding)


def count_mine(asker: Asker) -> int:
    return mine(asker).count()


def points(asker: Asker) -> QuerySet[Point]:
    rows: QuerySet[Point] = Point.objects.visible_to(asker)
    return rows.filter(retired_on=None).select_related("unit", "asset")


def point(asker: Asker, pk: int) -> Point:
    found: Point | None = points(asker).filter(pk=pk).first()
    if found is None:
        raise Absent("没有这个点位，或当前岗位无权查看。")
    return found


def plans(asker: Asker) -> QuerySet[Plan]:
    rows: QuerySet[Plan] = Plan.objects.visible_to(asker)
    return rows.select_related("unit")


def plan(asker: Asker, pk: int) -> Plan:
    found: Plan | None = plans(asker).filter(pk=pk).first()
    if found is None:
        raise Absent("没有这个巡查计划，或当前岗位无权查看。")
    return found


def patrollers(asker: Asker, on: date) -> QuerySet[Patroller]:
    rows: QuerySet[Patroller] = Patroller.objects.visible_to(asker)
    return rows.filter(Q(until=None) | Q(until__gte=on), since__lte=on).select_related("unit")


@dataclass(frozen=True, slots=True)
class Visit:
    """A point of a plan and its latest visit in the running round; None where it is still due."""

    point: Point
    check_in: CheckIn | None


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a plan has come in its running round."""

    plan: Plan
    round: Round | None
    visits: tuple[Visit, ...]

    @property
    def done(self) -> int:
        return sum(each.check_in is not None for each in self.visits)

    @property
    def percent(self) -> int | None:
        return self.done * 100 // len(self.visits) if self.visits and self.round else None


def standings(found: Sequence[Plan], on: date) -> list[Standing]:
    """The running round of each plan; a visit from too far away does not count as one."""
    rounds = {each.pk: round_of(each.starts_on, each.every_days, on) for each in found}
    pairs = Plan.points.through.objects.filter(plan_id__in=[each.pk for each in found])
    by_plan: dict[int, list[int]] = {}
    for plan_id, point_id in pairs.values_list("plan_id", "point_id"):
        by_plan.setdefault(plan_id, []).append(point_id)
    wanted = {pk for ids in by_plan.values() for pk in ids}
    known = Point.objects.filter(retired_on=None).select_related("unit").in_bulk(wanted)
    earliest = min((each.first for each in rounds.values() if each), default=on)
    latest: dict[int, CheckIn] = {}
    visits = CheckIn.objects.filter(point_id__in=wanted, at__gte=from_beijing(earliest))
    for visit in visits.exclude(near=False).order_by("at"):
        latest[visit.point_id] = visit
    return [
        Standing(
            each,
            rounds[each.pk],
            tuple(
                Visit(known[pk], _within(latest.get(pk), rounds[each.pk]))
                for pk in sorted(by_plan.get(each.pk, []))
                if pk in known
            ),
        )
        for each in found
    ]


def _within(visit: CheckIn | None, span: Round | None) -> CheckIn | None:
    if visit is None or span is None or visit.at < from_beijing(span.first):
        return None
    return visit


def grids(asker: Asker) -> QuerySet[Unit]:
    """The grids that the asker answers for: all of the district, or those below the own unit."""
    rows = Unit.objects.in_use().filter(kind=UnitKind.GRID)
    if asker.sees_district:
        return rows
    return rows.filter(Q(pk=asker.unit_id) | Q(ancestors__contains=[asker.unit_id]))


def supervisor_of(unit: Unit) -> Unit:
    """Who accepts the events of a grid: its subdistrict, else the unit above it."""
    line = Unit.objects.in_use().filter(pk__in=unit.line)
    found = line.filter(kind__in=(UnitKind.SUBDISTRICT, UnitKind.ZONE)).first()
    return found or unit.parent or unit


def tally(asker: Asker, at: datetime) -> dict[str, int]:
    rows = Event.objects.visible_to(asker).order_by()
    counted: dict[str, int] = rows.aggregate(
        open=Count("pk", filter=Q(state__in=OPEN)),
        late=Count("pk", filter=Q(state__in=OPEN, due_at__lt=at)),
        month=Count("pk", filter=Q(found_at__gte=at - timedelta(days=30))),
        closed=Count("pk", filter=Q(state="closed", state_since__gte=at - timedelta(days=30))),
    )
    return counted


def last_visit(found: Point) -> CheckIn | None:
    return found.check_ins.order_by("-at").first()


def visits_since(found: Point) -> datetime | None:
    at: datetime | None = found.check_ins.aggregate(at=Max("at"))["at"]
    return at


def may_walk(asker: Asker) -> bool:
    return asker.holds(Role.GRID, Role.SUBDISTRICT, Role.DEPARTMENT, Role.ENFORCEMENT, Role.OFFICE)
