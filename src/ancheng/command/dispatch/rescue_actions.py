"""Verbs of an elevator rescue: take the call, find the elevator, send level by level, arrive, free, close, review."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.gis.geos import Point
from django.db import IntegrityError, transaction

from ancheng.base.asker import PLATFORM, Asker
from ancheng.base.errors import Absent, Conflict, NotAllowed, Refusal
from ancheng.base.realm import Realm
from ancheng.base.roles import Role
from ancheng.command.authority import commanding_unit
from ancheng.command.dispatch import actions, live
from ancheng.command.dispatch.actions import Asked
from ancheng.command.dispatch.models import Crew, Fault, Level, Rescue, Turnout
from ancheng.command.dispatch.values import Place
from ancheng.command.dispatch.workflows.elevator_rescue import SENT
from ancheng.command.dispatch.workflows.turnout import DISPATCHERS
from ancheng.kernel.documents.actions import next_number
from ancheng.kernel.language import in_record_language
from ancheng.kernel.places.queries import put_in_place
from ancheng.kernel.workflow.actions import move, open_cases
from ancheng.supervision.public import Standing, elevator_by_code, object_card

NUMBER = "DT-{year}-{n:05d}"
TAKERS = (*DISPATCHERS, Role.DEPARTMENT, Role.SUBDISTRICT, Role.GRID)
# Which ability is sent at each level, and the verb that sends it.
LEVELS = {1: ("elevator", "send_maintainer"), 2: ("grid", "send_grid"), 3: ("fire", "send_fire")}
NOT_REGISTERED = "没有登记的出动单元，已记录为电话派出"


@dataclass(frozen=True, slots=True)
class Call:
    """What was said on the phone, or what a platform sent; `source` makes the same call one."""

    source: str
    rescue_code: str = ""
    asset_id: int | None = None
    caller: str = ""
    told: str = ""
    trapped: int | None = None
    realm: Realm = Realm.ACTUAL


@transaction.atomic
@in_record_language
def take_call(*, call: Call, by: Asker, at: datetime) -> Rescue:
    """Open a rescue; where the code or the object is known the elevator is found at once."""
    if not by.holds(*TAKERS):
        raise NotAllowed("您的岗位不能登记电梯困人求助，请拨打值班电话。")
    actions.one_by_one(f"call:{call.source}")
    known: Rescue | None = Rescue.every.filter(source=call.source[:60]).first()
    if known:
        return known
    code = call.rescue_code.strip().upper()
    if not code and call.asset_id is None and not call.told.strip():
        raise Refusal("请填写应急救援识别码；不知道时请写明小区、楼号和单元。")
    if call.trapped is not None and not 0 <= call.trapped <= 60:
        raise Refusal("被困人数应在 0 至 60 之间。")
    rescue = Rescue(
        number=next_number(kind="elevator_rescue", pattern=NUMBER, at=at, realm=call.realm), source=call.source[:60],
        called_at=at, caller=call.caller.strip()[:30], told=call.told.strip()[:200], rescue_code=code[:30],
        trapped=call.trapped, owner_unit=commanding_unit(), issuer_unit=commanding_unit(), realm=call.realm,
    )  # fmt: skip
    found = _elevator(code, call.asset_id)
    if found:
        _describe(rescue, found)
    try:
        with transaction.atomic():
            open_cases(cases=[rescue], verb="接警", by=by, at=at)
    except IntegrityError as fault:
        raise Conflict("这部电梯已有正在进行的救援，请打开该救援办理，不要重复登记。") from fault
    if found:
        _located(rescue, by=PLATFORM, at=at, why=f"按识别码定位到“{found.name}”")
    return rescue


def _elevator(code: str, asset_id: int | None) -> Standing | None:
    if asset_id is not None:
        found = object_card(asset_id)
        if found is None or found.kind != "elevator":
            raise Absent("没有这部电梯的档案，请核对。")
        return found
    return elevator_by_code(code) if code else None


def _describe(rescue: Rescue, found: Standing) -> None:
    rescue.asset_id, rescue.elevator, rescue.address = found.id, found.name[:120], found.address[:200]
    rescue.rescue_code = str(found.attributes.get("rescue_code") or rescue.rescue_code)[:30]
    rescue.maintainer = str(found.attributes.get("maintainer") or "")[:120]
    rescue.geometry = Point(*found.point, srid=4326) if found.point else None
    put_in_place(rescue)


@transaction.atomic
@in_record_language
def locate(
    rescue: Rescue,
    *,
    rescue_code: str = "",
    place: Place | None = None,
    by: Asker,
    at: datetime,
    why: str = "",
) -> None:
    """Say which elevator it is: by its code, or by a place where the code leads nowhere."""
    code = rescue_code.strip().upper()
    found = elevator_by_code(code) if code else None
    if found:
        _describe(rescue, found)
    elif place is not None:
        rescue.geometry = Point(*place.wgs84(), srid=4326)
        rescue.rescue_code, rescue.address = (
            code[:30] or rescue.rescue_code,
            place.address[:200] or rescue.address,
        )
        put_in_place(rescue)
    else:
        raise Refusal("没有这个识别码的电梯，请核对识别码，或在地图上标出位置。")
    rescue.derive_scope()
    try:
        with transaction.atomic():
            Rescue.every.filter(pk=rescue.pk).update(
                asset_id=rescue.asset_id, elevator=rescue.elevator, address=rescue.address, seen_by=rescue.seen_by,
                rescue_code=rescue.rescue_code, maintainer=rescue.maintainer, geometry=rescue.geometry,
                subdistrict=rescue.subdistrict, community=rescue.community, grid=rescue.grid,
            )  # fmt: skip
    except IntegrityError as fault:
        raise Conflict("这部电梯已有正在进行的救援，请打开该救援办理，本次按误报合并。") from fault
    _located(rescue, by=by, at=at, why=why)


def _located(rescue: Rescue, *, by: Asker, at: datetime, why: str) -> None:
    move(rescue, "locate", by=by, at=at, why=why)


@transaction.atomic
@in_record_language
def send_level(rescue: Rescue, level: int, *, by: Asker, at: datetime, why: str = "") -> Level:
    """Send the maintainer (1), the nearest grid team (2) or the fire brigade (3); who has no crew is called by phone."""
    ability, verb = LEVELS[level]
    move(rescue, verb, by=by, at=at, why=why)
    crew = _crew_for(rescue, level, ability, at)
    row = Level(rescue=rescue, level=level, sent_at=at)
    if crew is None:
        row.who = (
            (rescue.maintainer or "维保单位（未登记）") if level == 1 else {2: "属地网格", 3: "119"}[level]
        )
        row.note = NOT_REGISTERED
    else:
        turnout = _turn_out(rescue, crew, ability, by, at)
        row.who, row.phone, row.turnout = str(crew)[:120], crew.phone, turnout
        row.expected_at = at + timedelta(seconds=turnout.eta_s) if turnout.eta_s is not None else None
        row.note = "" if turnout.eta_s is not None else "没有开放的道路，不可达，请改派"
    row.save(force_insert=True)
    return row


def _crew_for(rescue: Rescue, level: int, ability: str, at: datetime) -> Crew | None:
    """The maintainer's own crew at the first level, otherwise the nearest of the level."""
    ready = Crew.every.filter(realm=rescue.realm, status=Crew.Status.READY, abilities__contains=[ability])
    if level == 1:
        ready = ready.filter(maintainer=rescue.maintainer) if rescue.maintainer else ready.none()
    keys = set(ready.values_list("pk", flat=True))
    if not keys:
        return None
    if rescue.geometry is None:
        return ready.order_by("pk").first()
    found, cut = live.nearest(
        rescue.geometry.x, rescue.geometry.y, 200, at=at, ability=ability, realm=Realm(rescue.realm)
    )
    best = next((key for key, _ in found if key in keys), next((key for key in cut if key in keys), None))
    return ready.select_related("team__unit").filter(pk=best).first() if best else None


def _turn_out(rescue: Rescue, crew: Crew, ability: str, by: Asker, at: datetime) -> Turnout:
    if rescue.mission is None:
        if rescue.geometry is None:
            raise Refusal("电梯没有位置，请先在地图上标出位置，再派出力量。")
        text = f"电梯困人：{rescue.elevator or rescue.told or rescue.rescue_code}"
        asked = Asked(
            "elevator", text, Place(rescue.geometry.x, rescue.geometry.y, address=rescue.address),
            rescue.incident_id, Realm(rescue.realm),
        )  # fmt: skip
        mission = actions.open_mission(asked=asked, nonce=f"rescue:{rescue.pk}", by=by, at=at)
        Rescue.every.filter(pk=rescue.pk).update(mission=mission)
        rescue.mission = mission
    return actions.send(mission=rescue.mission, crews=[(crew.pk, ability)], by=by, at=at)[0]


@transaction.atomic
@in_record_language
def arrive(
    rescue: Rescue, *, by: Asker, at: datetime, why: str = "", arrived_at: datetime | None = None
) -> None:
    move(rescue, "arrive", by=by, at=at, why=why, changes={"arrived_at": min(arrived_at or at, at)})


@transaction.atomic
@in_record_language
def free(rescue: Rescue, *, trapped: int, injured: int, by: Asker, at: datetime, why: str = "") -> None:
    """The people are out; who came without being seen to arrive is taken to have come now."""
    if not 0 <= injured <= max(trapped, 0) or not 0 <= trapped <= 60:
        raise Refusal("受伤人数不能超过被困人数，被困人数应在 0 至 60 之间。")
    changes = {
        "trapped": trapped,
        "injured": injured,
        "rescued_at": at,
        "arrived_at": rescue.arrived_at or at,
    }
    move(rescue, "rescue", by=by, at=at, why=why, changes=changes)


@transaction.atomic
@in_record_language
def close(rescue: Rescue, *, fault: str, finding: str, by: Asker, at: datetime, why: str = "") -> None:
    if fault not in Fault.values or not finding.strip():
        raise Refusal("请选择故障原因，并写明处置情况（如“更换门锁触点，停梯检修”）。")
    move(rescue, "close", by=by, at=at, why=why, changes={"fault": fault, "finding": finding.strip()[:300]})
    _bring_home(rescue, at)


def _bring_home(rescue: Rescue, at: datetime) -> None:
    """Crews that nobody sent home are free again."""
    if rescue.mission_id:
        rows = Turnout.every.select_related("crew", "mission").filter(mission_id=rescue.mission_id)
        actions.bring_home(rows, by=PLATFORM, at=at, why="电梯救援已办结")


@transaction.atomic
@in_record_language
def review(rescue: Rescue, *, review: str, by: Asker, at: datetime, why: str = "") -> None:
    if not review.strip():
        raise Refusal("请填写复核意见。")
    move(rescue, "review", by=by, at=at, why=why, changes={"review": review.strip()[:300]})


@transaction.atomic
@in_record_language
def void(rescue: Rescue, *, by: Asker, at: datetime, why: str) -> None:
    """Nobody was in it; whoever is on the way turns round."""
    move(rescue, "void", by=by, at=at, why=why)
    _bring_home(rescue, at)


@transaction.atomic
def follow_arrival(*, turnout: Turnout, at: datetime) -> None:
    """The first crew on the spot has arrived for the rescue; told twice it happens once."""
    rescue: Rescue | None = Rescue.every.filter(mission_id=turnout.mission_id, state__in=SENT).first()
    if rescue is not None:
        arrive(rescue, by=PLATFORM, at=at, why=f"{turnout.crew} 已到场", arrived_at=turnout.arrived_at)
