"""Verbs on grids: check in, find, report, accept, dispatch, handle, check, close; keep points, plans and people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.gis.geos import GEOSGeometry
from django.contrib.gis.geos import Point as Spot
from django.db import transaction

from ancheng.base.asker import Asker
from ancheng.base.clock import beijing_day
from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.kernel.audit.actions import record
from ancheng.kernel.documents.actions import next_number
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.kernel.places.queries import put_in_place
from ancheng.kernel.workflow.actions import move, open_cases
from ancheng.supervision.assets.models import Asset
from ancheng.supervision.dangers import actions as dangers
from ancheng.supervision.dangers.models import Danger
from ancheng.supervision.dangers.values import Finding, Grade, Source
from ancheng.supervision.grid import rules
from ancheng.supervision.grid.models import (
    CheckIn,
    Event,
    EventKind,
    Patroller,
    PatrollerKind,
    Plan,
    Point,
    SensorSign,
)
from ancheng.supervision.grid.queries import supervisor_of

NUMBER = "WG-{year}-{n:06d}"


@dataclass(frozen=True, slots=True)
class Sighting:
    """Something that was seen on a patrol; `key` makes the same submission arrive once."""

    title: str
    kind: EventKind
    unit_id: int
    description: str = ""
    address: str = ""
    spot: tuple[float, float] | None = None
    point_id: int | None = None
    key: str = ""


@transaction.atomic
def check_in(
    *,
    point: Point,
    by: Asker,
    at: datetime,
    phone: tuple[float, float] | None = None,
    accuracy_m: float | None = None,
    note: str = "",
    key: str = "",
) -> CheckIn:
    """Note that somebody was at a point; the same visit sent twice is one."""
    rules.only_walkers(by.role)
    recent = CheckIn.objects.filter(point=point, person_id=by.person_id, at__gt=at - rules.ONE_VISIT)
    known: CheckIn | None = CheckIn.every.filter(key=key).first() if key else None
    known = known or recent.order_by("-at").first()
    if known:
        return known
    place = (point.geometry.centroid.x, point.geometry.centroid.y) if point.geometry else None
    found = rules.distance(place, phone, accuracy_m=accuracy_m, on=beijing_day(at))
    visit = CheckIn(
        point=point,
        person_id=by.person_id,
        by_name=by.name,
        at=at,
        longitude=phone[0] if phone else None,
        latitude=phone[1] if phone else None,
        accuracy_m=accuracy_m,
        distance_m=found.metres,
        near=found.near,
        note=note[:300],
        key=key or None,
        realm=point.realm,
    )
    visit.derive_scope()
    visit.save()
    after = {"distance_m": found.metres, "near": found.near}
    record(by=by, at=at, verb="巡查签到", subject=point, why=note, after=after)
    return visit


@transaction.atomic
def find(*, sighting: Sighting, by: Asker, at: datetime) -> Event:
    """Write down what was seen; the same submission twice is one event."""
    rules.only_walkers(by.role)
    if not sighting.title.strip() or len(sighting.title) > 200:
        raise Refusal("请用不超过200字写明发现了什么。")
    known: Event | None = Event.every.filter(key=sighting.key).first() if sighting.key else None
    if known:
        return known
    unit = Unit.objects.in_use().filter(pk=sighting.unit_id).first()
    if unit is None:
        raise Refusal("没有找到该网格或单位，请重新选择。")
    point = Point.objects.filter(pk=sighting.point_id).first() if sighting.point_id else None
    event = Event(
        title=sighting.title.strip(),
        kind=sighting.kind,
        description=sighting.description.strip(),
        address=(sighting.address or (point.address if point else ""))[:200],
        geometry=_geometry(sighting.spot) or (point.geometry if point else None),
        point=point,
        owner_unit=unit,
        issuer_unit=supervisor_of(unit),
        found_unit_id=by.unit_id,
        found_by_id=by.person_id,
        found_by_name=by.name,
        found_at=at,
        key=sighting.key or None,
        number=next_number(kind="grid_event", pattern=NUMBER, at=at),
    )
    put_in_place(event)
    if event.grid_id is None and unit.kind == UnitKind.GRID:
        event.grid = unit
    open_cases(cases=[event], verb="发现事件", by=by, at=at)
    return event


def _geometry(spot: tuple[float, float] | None) -> GEOSGeometry | None:
    return Spot(spot[0], spot[1], srid=4326) if spot else None


@transaction.atomic
def report(*, event: Event, by: Asker, at: datetime) -> None:
    """Hand it to the subdistrict."""
    move(event, "report", by=by, at=at)


@transaction.atomic
def settle(*, event: Event, how: str, by: Asker, at: datetime) -> None:
    """Remove it on the spot; nothing more to do."""
    move(event, "settle", by=by, at=at, why=how, changes={"result": how})


@transaction.atomic
def accept(*, event: Event, by: Asker, at: datetime, opinion: str = "") -> None:
    move(event, "accept", by=by, at=at, why=opinion)


@transaction.atomic
def reject(*, event: Event, why: str, by: Asker, at: datetime) -> None:
    move(event, "reject", by=by, at=at, why=why)


@transaction.atomic
def dispatch(*, event: Event, to: Unit, demands: str, by: Asker, at: datetime) -> None:
    """Send it to the unit that is to handle it."""
    if to.closed_on or to.kind in (UnitKind.COLLECTIVE, UnitKind.DISTRICT, UnitKind.ENTERPRISE):
        raise Refusal(f"“{to}”不能承办网格事件，请选择部门、街道或网格。")
    seen = sorted({*event.seen_by, *to.line})
    move(event, "dispatch", by=by, at=at, why=demands, changes={"owner_unit_id": to.pk, "seen_by": seen})
    event.owner_unit = to


@transaction.atomic
def entrust(*, event: Event, grade: Grade, clause: str, by: Asker, at: datetime) -> Danger:
    """Open a danger for an event that is one; the event follows it to its end."""
    finding = Finding(
        title=event.title,
        unit_id=event.issuer_unit_id or event.owner_unit_id,
        source=Source.PATROL,
        grade=grade,
        enterprise_id=event.point.asset.enterprise_id if event.point and event.point.asset else None,
        asset_id=event.point.asset_id if event.point else None,
        clause=clause,
        description=event.description,
        address=event.address,
        geometry=event.geometry,
        found_at=event.found_at,
        source_type="grid.event",
        source_id=event.pk,
        source_label=str(event),
    )
    danger = dangers.report(finding=finding, by=by, at=at)
    move(event, "entrust", by=by, at=at, why=danger.number, changes={"danger_id": danger.pk})
    return danger


@transaction.atomic
def follow(*, danger_id: int, outcome: str, by: Asker, at: datetime) -> int:
    """The danger has ended: the event that it came from is ready to be closed."""
    followed = 0
    for event in Event.every.filter(danger_id=danger_id, state="entrusted"):
        move(event, "follow", by=by, at=at, why=f"隐患{outcome}", changes={"result": f"隐患{outcome}"})
        followed += 1
    return followed


@transaction.atomic
def handle(*, event: Event, result: str, by: Asker, at: datetime) -> None:
    """Say what was done."""
    changes = {"result": result.strip(), "handled_by_id": by.person_id}
    move(event, "handle", by=by, at=at, why=result, changes=changes)


@transaction.atomic
def give_back(*, event: Event, why: str, by: Asker, at: datetime) -> None:
    move(event, "return", by=by, at=at, why=why)


@transaction.atomic
def check(*, event: Event, by: Asker, at: datetime, opinion: str = "") -> None:
    """Find on the spot that it is done; never by who did it."""
    if by.person_id is not None and by.person_id == event.handled_by_id:
        raise NotAllowed("不能核查本人处置的事件，请由其他人员核查。")
    move(event, "check", by=by, at=at, why=opinion)


@transaction.atomic
def close(*, event: Event, by: Asker, at: datetime, opinion: str = "") -> None:
    move(event, "close", by=by, at=at, why=opinion)


@transaction.atomic
def set_point(
    *,
    name: str,
    unit: Unit,
    spot: tuple[float, float] | None,
    asset: Asset | None,
    address: str,
    by: Asker,
    at: datetime,
) -> Point:
    """Set up a point with a code of its own."""
    _only_own_area(unit, by)
    if not name.strip():
        raise Refusal("请填写点位名称。")
    place = _geometry(spot) or (asset.geometry if asset else None)
    point = Point(name=name.strip()[:120], unit=unit, asset=asset, geometry=place, address=address[:200])
    put_in_place(point)
    point.derive_scope()
    point.save()
    record(by=by, at=at, verb="设置巡查点位", subject=point, after={"name": point.name, "unit": str(unit)})
    return point


@transaction.atomic
def replace_code(*, point: Point, why: str, by: Asker, at: datetime) -> None:
    """Void the plate's code; only a newly printed one opens the point."""
    _only_own_area(point.unit, by)
    if not why.strip():
        raise Refusal("更换二维码须填写理由。")
    edition = point.edition + 1
    if not Point.every.filter(pk=point.pk, edition=point.edition).update(edition=edition):
        raise Conflict("该点位的二维码刚被他人更换，请刷新后查看。")
    point.edition = edition
    record(by=by, at=at, verb="更换点位二维码", subject=point, why=why, after={"edition": edition})


@transaction.atomic
def make_plan(
    *,
    title: str,
    unit: Unit,
    every_days: int,
    starts_on: date | None,
    ends_on: date | None,
    points: Sequence[Point],
    by: Asker,
    at: datetime,
) -> Plan:
    """Say which points are visited how often."""
    _only_own_area(unit, by)
    begins_on = rules.check_plan(
        title=title, every_days=every_days, starts_on=starts_on, ends_on=ends_on, points=len(points)
    )
    plan = Plan(
        title=title.strip()[:120], unit=unit, every_days=every_days, starts_on=begins_on, ends_on=ends_on
    )
    plan.derive_scope()
    plan.save()
    plan.points.set(points)
    after: dict[str, Any] = {"every_days": every_days, "points": len(points), "starts_on": begins_on}
    record(by=by, at=at, verb="制定巡查计划", subject=plan, after=after)
    return plan


@transaction.atomic
def enlist(
    *, name: str, phone: str, kind: PatrollerKind, unit: Unit, since: date | None, by: Asker, at: datetime
) -> Patroller:
    """Enter somebody who walks a grid or a community."""
    _only_own_area(unit, by)
    if not name.strip() or since is None:
        raise Refusal("请填写姓名和开始日期。")
    row = Patroller(name=name.strip()[:60], phone=phone.strip()[:30], kind=kind, unit=unit, since=since)
    row.derive_scope()
    row.save()
    record(by=by, at=at, verb="登记巡查人员", subject=row, after={"kind": kind, "unit": str(unit)})
    return row


@transaction.atomic
def release(*, patroller: Patroller, on: date, by: Asker, at: datetime) -> None:
    _only_own_area(patroller.unit, by)
    if on < patroller.since - timedelta(days=1) or not Patroller.every.filter(
        pk=patroller.pk, until=None
    ).update(until=on):
        raise Conflict("该人员已离任，或离任日期早于任职日期。")
    record(by=by, at=at, verb="巡查人员离任", subject=patroller, after={"until": on})


@transaction.atomic
def note_sensor(*, grid_id: int, at: datetime) -> None:
    """A sensor in the grid was heard; an older sign never replaces a newer one."""
    sign, new = SensorSign.objects.get_or_create(grid_id=grid_id, defaults={"at": at})
    if not new:
        SensorSign.objects.filter(pk=sign.pk, at__lt=at).update(at=at)


def _only_own_area(unit: Unit, by: Asker) -> None:
    rules.only_keepers(by.role)
    if unit.kind not in (UnitKind.GRID, UnitKind.COMMUNITY, UnitKind.SUBDISTRICT, UnitKind.ZONE):
        raise Refusal("请选择网格、社区或街道。")
    if not by.sees_district and by.unit_id not in unit.line:
        raise NotAllowed(f"“{unit}”不在本单位辖区内。")
