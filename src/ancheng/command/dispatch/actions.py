"""Verbs of dispatch: keep crews, send them by a run card, and what each does on its way; states change through `move`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.gis.geos import Point
from django.db import IntegrityError, connection, transaction

from ancheng.base.asker import Asker
from ancheng.base.clock import beijing_day
from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.base.realm import Realm
from ancheng.base.roles import OFFICERS, Role
from ancheng.command.authority import commanding_unit
from ancheng.command.dispatch import live, queries, rules, way_actions
from ancheng.command.dispatch.declare import ABILITIES
from ancheng.command.dispatch.models import Crew, Mission, PhoneReport, Turnout
from ancheng.command.dispatch.registry import CARDS
from ancheng.command.dispatch.values import Place, Spoken
from ancheng.command.dispatch.workflows.turnout import CREWS, DISPATCHERS
from ancheng.contracts.command import CrewReported
from ancheng.kernel.audit.actions import record
from ancheng.kernel.documents.actions import next_number
from ancheng.kernel.events.actions import announce
from ancheng.kernel.language import as_recorded, in_record_language
from ancheng.kernel.notices.actions import tell
from ancheng.kernel.people.queries import people_in
from ancheng.kernel.places.queries import put_in_place
from ancheng.kernel.workflow.actions import move, open_cases

NUMBER = "DP-{year}-{n:05d}"
KEEPERS = (*OFFICERS, Role.OFFICE, Role.DUTY, Role.ADMINISTRATOR)
# What each step of a turnout writes beside its state.
STAMPS = {"accept": "accepted_at", "set_out": "set_out_at", "arrive": "arrived_at", "finish": "done_at"}
ENDS = queries.ENDS


@transaction.atomic
@in_record_language
def keep_crew(*, crew: Crew, by: Asker, at: datetime) -> Crew:
    """Register a crew or change it."""
    if not by.holds(*KEEPERS) or not (by.sees_district or by.unit_id in crew.team.unit.line):
        raise NotAllowed(f"出动单元由{crew.team.unit}登记，您的岗位不能修改。")
    if not crew.abilities or set(crew.abilities) - set(ABILITIES):
        raise Refusal("请至少选择一种能力。")
    crew.call_sign = crew.call_sign.strip().upper()
    if not crew.call_sign:
        raise Refusal("请填写呼号，如“XF-301”。")
    put_in_place(crew)
    crew.derive_scope()
    known = crew.pk
    if known:
        # Whoever sends it at this moment comes before or after, never in between; where it is, its phone knows.
        now = Crew.every.select_for_update(no_key=True).get(pk=known)
        out = crew.turnouts.exclude(state__in=ENDS).exists()
        if out and crew.status != Crew.Status.OUT:
            raise Conflict(f"{crew}正在出动，任务结束后才能改变状态。")
        if not out and crew.status == Crew.Status.OUT:
            crew.status = Crew.Status.READY
        crew.position, crew.position_at = now.position, now.position_at
    try:
        with transaction.atomic():
            crew.save()
    except IntegrityError as fault:
        raise Conflict(f"呼号“{crew.call_sign}”已被使用，请换一个。") from fault
    record(by=by, at=at, verb="修改出动单元" if known else "登记出动单元", subject=crew)
    live.advance(crews=True)
    return crew


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody orders: by which card, why, where, and for which incident."""

    card: str
    text: str
    place: Place
    incident_id: int | None = None
    realm: Realm = Realm.ACTUAL
    incident_title: str = ""


def one_by_one(nonce: str) -> None:
    """Let two submits of one form wait for each other: the second then finds what the first wrote."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 7))", [nonce])


@transaction.atomic
@in_record_language
def open_mission(*, asked: Asked, nonce: str, by: Asker, at: datetime) -> Mission:
    """Write the order down; sent twice it is one."""
    if not by.holds(*DISPATCHERS):
        raise NotAllowed("您的岗位不能调派力量，请联系值班或指挥人员。")
    one_by_one(nonce)
    known: Mission | None = Mission.every.filter(nonce=nonce).first()
    if known:
        return known
    if asked.card not in CARDS:
        raise Refusal("请选择调派卡。")
    if not asked.text.strip():
        raise Refusal("请写明事由，如“某小区3号楼5层起火”。")
    lon, lat = asked.place.wgs84()
    live.ground().node(lon, lat)
    mission = Mission(
        number=next_number(kind="mission", pattern=NUMBER, at=at, realm=asked.realm),
        nonce=nonce, card=asked.card, text=asked.text.strip()[:200], incident_id=asked.incident_id,
        incident_title=asked.incident_title.strip()[:120],
        unit=commanding_unit(), opened_at=at, realm=asked.realm, geometry=Point(lon, lat, srid=4326),
        source_crs=asked.place.crs, address=asked.place.address[:200],
    )  # fmt: skip
    put_in_place(mission)
    mission.derive_scope()
    mission.save(force_insert=True)
    record(by=by, at=at, verb="下达调派", subject=mission, after={"card": asked.card})
    return mission


@transaction.atomic
@in_record_language
def send(
    *, mission: Mission, crews: Sequence[tuple[int, str]], by: Asker, at: datetime, nonce: str = ""
) -> list[Turnout]:
    """Send crews (key, ability); who is out already is refused with where, and then nobody is sent.

    The same `nonce` sent again is the same order: the crews that it sent are named again.
    """
    if not by.holds(*DISPATCHERS):
        raise NotAllowed("您的岗位不能调派力量，请联系值班或指挥人员。")
    if not crews:
        raise Refusal("请至少选择一个出动单元。")
    if len({key for key, _ in crews}) != len(crews):
        raise Refusal("同一出动单元只能选择一次。")
    if _held(mission.pk).closed_at:
        raise Conflict("该调派单已经结束，请新建调派单。")
    if nonce:
        again = Turnout.every.filter(mission=mission, nonce=nonce)
        if known := list(again.select_related("crew__team__unit", "owner_unit").order_by("pk")):
            return known
    # In the order of their keys, so that two who send the same crews crosswise wait and never lock each other out.
    rows = Crew.every.select_for_update(of=("self",), no_key=True).select_related("team__unit")
    found = {each.pk: each for each in rows.filter(pk__in=[key for key, _ in crews]).order_by("pk")}
    turnouts = [_turnout(mission, found.get(key), ability, at, nonce) for key, ability in crews]
    _plan(mission, turnouts, at)
    try:
        with transaction.atomic():
            open_cases(cases=turnouts, verb="派单", by=by, at=at)
    except IntegrityError as fault:
        raise Conflict(queries.where_out([each.crew_id for each in turnouts])) from fault
    Crew.every.filter(pk__in=[each.crew_id for each in turnouts]).update(status=Crew.Status.OUT)
    for each in turnouts:
        _announce(each, happened_at=at, at=at)
        record(by=by, at=at, verb=f"派出 {each.crew}，{queries.eta_text(each.eta_s)}"[:200], subject=mission)
        tell(
            people=people_in({each.owner_unit_id}, beijing_day(at), CREWS), kind="dispatch.turnout",
            title=f"出动：{mission.text}", body=mission.address, url=each.get_absolute_url(), subject=each,
            level="urgent", key=f"turnout:{each.pk}", by=by, at=at,
        )  # fmt: skip
    live.advance(crews=True)
    way_actions.tell_rooms(turnouts, at=at)
    return turnouts


def _held(mission_id: int) -> Mission:
    """The mission, held until the transaction ends: what is done to one mission is done one after the other."""
    found: Mission = Mission.every.select_for_update(of=("self",), no_key=True).get(pk=mission_id)
    return found


def _announce(turnout: Turnout, *, happened_at: datetime, at: datetime, why: str = "") -> None:
    mission = turnout.mission
    announce(
        CrewReported(
            turnout.pk, mission.pk, mission.number, mission.incident_id, turnout.crew_id, str(turnout.crew),
            turnout.ability, turnout.state, as_recorded(turnout.state_label), turnout.eta_s, turnout.drive_s, why[:200],
            str(turnout.realm), happened_at, at,
        )
    )  # fmt: skip


def _turnout(mission: Mission, crew: Crew | None, ability: str, at: datetime, nonce: str) -> Turnout:
    if crew is None or crew.realm != mission.realm:
        raise Refusal("所选出动单元不存在，请刷新后重新选择。")
    if crew.status == Crew.Status.OFF:
        raise Conflict(f"{crew}已停用，请另选。")
    if crew.status == Crew.Status.OUT:
        raise Conflict(queries.where_out([crew.pk]))
    return Turnout(
        mission=mission, crew=crew, ability=ability if ability in crew.abilities else crew.abilities[0],
        ordered_at=at, owner_unit=crew.team.unit, issuer_unit=mission.unit, realm=mission.realm, nonce=nonce[:60],
    )  # fmt: skip


def _plan(mission: Mission, turnouts: Sequence[Turnout], at: datetime) -> None:
    """The way and the estimate of each; who has no way is sent all the same, with no estimate."""
    realm, (lon, lat) = Realm(mission.realm), mission.spot
    where, known, _ = live.seconds_to(lon, lat, at=at, realm=realm)
    node_of = dict(zip(known.keys, known.nodes, strict=True))
    goal = where.node(lon, lat)
    for each in turnouts:
        start = node_of.get(each.crew_id, -1)
        route = where.route(start, goal, at, realm) if start >= 0 else None
        each.net = where.checksum
        if route is None:
            continue
        each.eta_s, each.metres = route.seconds, route.metres
        each.expected_at = at + timedelta(seconds=route.seconds)
        each.route = way_actions.drawn(where, route)


@transaction.atomic
@in_record_language
def step(
    found: Turnout, verb: str, *, by: Asker, at: datetime, why: str = "", spoken: Spoken | None = None
) -> str:
    """Take one step of a turnout; returns a note where the phone's clock or place was not believed."""
    said = spoken or Spoken()
    _held(found.mission_id)
    known = [getattr(found, name) for name in ("ordered_at", *STAMPS.values()) if getattr(found, name)]
    moment = rules.believed(said.recorded_at, received=at, not_before=max(known))
    changes: dict[str, Any] = {STAMPS[verb]: moment.at} if verb in STAMPS else {}
    if verb == "set_out" and found.expected_at and found.eta_s is not None:
        changes["expected_at"] = moment.at + timedelta(seconds=found.eta_s)
    move(found, verb, by=by, at=at, why=why, changes=changes)
    if said.place and _put(found.crew, said.place, moment.at):
        way_actions.follow(found, at=moment.at)
    if found.state in ENDS:
        Crew.every.filter(pk=found.crew_id, status=Crew.Status.OUT).update(status=Crew.Status.READY)
        _end_mission(found.mission, at)
    label = found.WORKFLOW.step(verb).label
    told = f"{found.crew} {label}" + (f"：{why}" if why else "")
    record(by=by, at=at, verb=told[:200], subject=found.mission)
    _announce(found, happened_at=moment.at, at=at, why=why)
    live.advance(crews=True)
    way_actions.tell_rooms([found], at=at)
    return moment.note


@transaction.atomic
def bring_home(turnouts: Iterable[Turnout], *, by: Asker, at: datetime, why: str) -> int:
    """Free the crews of these turnouts: who is on the spot is done, who is on the way turns round; how many."""
    running = [each for each in turnouts if not each.ended]
    for each in sorted(running, key=lambda one: (one.mission_id, one.pk)):
        step(each, "finish" if each.state == "on_scene" else "recall", by=by, at=at, why=why)
    return len(running)


def _end_mission(mission: Mission, at: datetime) -> None:
    still = Turnout.every.filter(mission=mission).exclude(state__in=ENDS).exists()
    if not still and Turnout.every.filter(mission=mission, state="done").exists():
        Mission.every.filter(pk=mission.pk, closed_at=None).update(closed_at=at)


@transaction.atomic
def locate(*, crew: Crew, place: Place, at: datetime) -> None:
    """Where a crew is, unless something later is known; the way that is left to it begins there."""
    # The turnout before the crew, as everybody takes them: two who wait for each other would wait for ever.
    running = way_actions.running_of(crew)
    if not _put(crew, place, at):
        return
    live.advance(crews=True)
    if running is not None:
        way_actions.follow(running, at=at)
        way_actions.tell_rooms([running], at=at)


def _put(crew: Crew, place: Place, at: datetime) -> bool:
    point = Point(*place.wgs84(), srid=4326)
    newer = Crew.every.filter(pk=crew.pk).exclude(position_at__gt=at)
    return bool(newer.update(position=point, position_at=at))


@transaction.atomic
@in_record_language
def report(
    *,
    crew: Crew,
    turnout: Turnout | None,
    client_id: str,
    verb: str,
    spoken: Spoken,
    by: Asker,
    at: datetime,
    why: str = "",
) -> str:
    """What a crew's phone says, once: a step of its turnout, its position, or both."""
    if not client_id or len(client_id) > 60:
        raise Refusal("手机记录缺少编号，请刷新页面后重试。")
    if not by.holds(*CREWS) or not (by.sees_district or by.unit_id in crew.team.unit.line):
        raise NotAllowed(f"只有{crew.team.unit}的人员可以报告{crew}的状态。")
    row, new = PhoneReport.objects.get_or_create(
        client_id=client_id,
        defaults={
            "crew": crew, "turnout": turnout, "verb": verb, "recorded_at": spoken.recorded_at, "received_at": at,
            "point": Point(*spoken.place.wgs84(), srid=4326) if spoken.place else None,
        },
    )  # fmt: skip
    if not new:
        return row.note
    if turnout is not None and verb:
        note = step(turnout, verb, by=by, at=at, why=why, spoken=spoken)
    else:
        moment = rules.believed(spoken.recorded_at, received=at)
        note = moment.note
        if spoken.place:
            locate(crew=crew, place=spoken.place, at=moment.at)
    if note:
        PhoneReport.objects.filter(pk=row.pk).update(note=note)
    return note


# One verb each, as the page of a turnout takes them.
def taker(verb: str) -> Any:
    return lambda found, *, by, at, why="", **_: step(found, verb, by=by, at=at, why=why)
