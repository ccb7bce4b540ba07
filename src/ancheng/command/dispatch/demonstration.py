"""Dispatch of the demonstration district: synthetic roads, crews of the teams, past missions, closures, elevator rescues."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from django.contrib.gis.db.models import Extent
from django.contrib.gis.geos import LineString, Point

from ancheng.base.asker import PLATFORM
from ancheng.base.clock import beijing_day
from ancheng.command.authority import commanding_unit
from ancheng.command.demonstration_places import Spot, seat, spots
from ancheng.command.dispatch import live, road_actions
from ancheng.command.dispatch.actions import NUMBER
from ancheng.command.dispatch.models import Closure, Crew, Fault, Level, Mission, Rescue, Turnout
from ancheng.command.dispatch.registry import CARDS
from ancheng.command.dispatch.rescue_actions import NUMBER as RESCUE_NUMBER
from ancheng.command.resources.models import Team
from ancheng.kernel.documents.models import NumberSeries
from ancheng.kernel.orgs.models import Unit
from ancheng.kernel.places.models import Boundary
from ancheng.kernel.workflow.past import Past, write_past
from ancheng.kernel.workflow.replay import Moved
from ancheng.science.geometry import haversine_m
from ancheng.science.roads.graph import RoadGraph
from ancheng.science.roads.survey import survey
from ancheng.science.roads.synthetic import LABEL, city
from ancheng.science.roads.travel import Travel
from ancheng.supervision.public import Standing, objects_of

SEED, MISSIONS, RESCUES, CLOSURES = 110105, 160, 60, 12
# The invented roads have so many lines each way: about 75,000 nodes.
SIDE = 274
DEMO = "（演示数据）"
# By the speciality of a team what its crew can do.
BY_WORD = (
    ("消防", "fire"), ("微型", "micro"), ("医", "medical"), ("危", "hazmat"), ("燃气", "gas"), ("排水", "flood"),
    ("防汛", "flood"), ("电", "power"), ("路", "traffic"), ("交通", "traffic"), ("专家", "expert"), ("志愿", "volunteer"),
)  # fmt: skip
BY_KIND = {
    "comprehensive": ("fire", "rescue", "grid"), "professional": ("rescue",), "expert": ("expert",),
    "volunteer": ("volunteer", "grid"), "social": ("rescue", "elevator"),
}  # fmt: skip
TURNS = ("medical", "flood", "power", "traffic", "gas", "hazmat", "micro", "elevator", "grid", "fire")


def load(*, at: datetime) -> int:
    """Bring in the synthetic roads and write what happened on them; returns the number of crews."""
    random = Random(SEED + 83)  # noqa: S311  # nosec B311
    graph = _roads()
    said = road_actions.Said("演示路网", LABEL, "CC0 1.0")
    road_actions.keep_net(
        graph=graph, found=survey(graph), said=said, by=PLATFORM, at=at - timedelta(days=300), synthetic=True
    )
    crews = _crews(random)
    places = spots()
    if not crews or not places:
        return len(crews)
    where = live.ground()
    travel = where.travel(at)
    taken = _missions(crews, places, where, travel, random, at)
    _rescues(crews, taken, where, travel, random, at)
    _closures(where, random, at)
    live.advance(roads=True, crews=True)
    return len(crews)


def _roads() -> RoadGraph:
    """Invented roads over the whole district, a little beyond its edge."""
    west, south, east, north = Boundary.objects.aggregate(found=Extent("area"))["found"]
    middle = ((west + east) / 2, (south + north) / 2)
    widest = max(haversine_m(west, middle[1], east, middle[1]), haversine_m(west, south, west, north))
    return city(SIDE, centre=middle, spacing_m=1.03 * float(widest) / (SIDE - 1))


def _crews(random: Random) -> list[Crew]:
    rows = []
    lifts = iter(range(1, 61))
    for number, team in enumerate(Team.objects.select_related("unit", "subdistrict").order_by("pk"), 1):
        abilities = {*BY_KIND.get(team.kind, ("rescue",)), TURNS[number % len(TURNS)]}
        abilities |= {key for word, key in BY_WORD if word in team.speciality}
        row = Crew(
            name=f"{team.speciality or team.get_kind_display()}车组", call_sign=f"CY-{number:03d}", team=team,
            abilities=sorted(abilities), phone=team.phone, geometry=team.geometry, subdistrict=team.subdistrict,
            community=team.community, address=team.address, synthetic=True,
            status="off" if random.random() < 0.04 else "ready",
        )  # fmt: skip
        if "elevator" in abilities:
            lift = next(lifts, None)
            row.maintainer = f"演示维保单位{lift:02d}" if lift else ""
        row.derive_scope()
        rows.append(row)
    return Crew.every.bulk_create(rows)


def _missions(
    crews: list[Crew], places: list[Spot], where: live.Ground, travel: Travel, random: Random, at: datetime
) -> int:
    """Past missions and three that run; returns how many of this year's numbers were used."""
    bureau, pasts, missions = commanding_unit(), [], []
    cards = [key for key in CARDS if key != "elevator"]
    begins = sorted(at - timedelta(days=random.uniform(2, 360)) for _ in range(MISSIONS - 3))
    begins += [at - timedelta(minutes=minutes) for minutes in (55, 25, 8)]
    free = [each for each in crews if each.status == "ready" and each.geometry]
    random.shuffle(free)
    for begun in begins:
        spot, card, running = random.choice(places), random.choice(cards), begun > at - timedelta(hours=1)
        mission = Mission(
            number="", nonce=f"demo:{len(missions)}", card=card, text=f"{spot.community}{CARDS[card].zh}" + DEMO,
            unit=bureau, opened_at=begun, closed_at=None if running else begun + timedelta(hours=2),
            geometry=spot.point, subdistrict=spot.subdistrict, community=spot.community, synthetic=True,
            address=f"{spot.community}{random.randint(1, 90)}号",
        )  # fmt: skip
        mission.derive_scope()
        missions.append(mission)
        for _ in range(random.randint(1, 3)):
            crew = free.pop() if running else random.choice(free)
            pasts.append(_turn(mission, crew, where, travel, random, running))
    _number(missions, "mission", NUMBER, "opened_at")
    Mission.every.bulk_create(missions)
    for past in pasts:
        past.case.mission_id = past.case.mission.pk  # type: ignore[attr-defined]
    write_past(pasts=pasts, verb="派单", until=at)
    out = [each.case.crew_id for each in pasts if not each.case.ended]  # type: ignore[attr-defined]
    Crew.every.filter(pk__in=out).update(status="out")
    return len(missions)


def _number(rows: list[Mission] | list[Rescue], kind: str, pattern: str, when: str) -> None:
    years: dict[int, int] = {}
    for each in rows:
        year = beijing_day(getattr(each, when)).year
        years[year] = (
            years.get(
                year,
                NumberSeries.objects.filter(key=kind, year=year).values_list("last", flat=True).first() or 0,
            )
            + 1
        )
        each.number = pattern.format(year=year, n=years[year])
    for year, last in years.items():
        NumberSeries.objects.update_or_create(key=kind, year=year, defaults={"last": last})


def _turn(
    mission: Mission, crew: Crew, where: live.Ground, travel: Travel, random: Random, running: bool
) -> Past:
    """One turnout whose estimate is that of the roads, and what it took a little more or less."""
    turnout = Turnout(
        mission=mission, crew=crew, ability=crew.abilities[0], ordered_at=mission.opened_at, net=where.checksum,
        owner_unit=crew.team.unit, issuer_unit=mission.unit, synthetic=True,
    )  # fmt: skip
    start = where.node(crew.geometry.x, crew.geometry.y)
    route = travel.route(start, where.node(mission.geometry.x, mission.geometry.y))
    drive = 600.0
    if route is not None:
        turnout.eta_s, turnout.metres = route.seconds, route.metres
        turnout.expected_at = mission.opened_at + timedelta(seconds=route.seconds + 120)
        line = where.net.graph.line(route.arcs)
        turnout.route = LineString(line, srid=4326) if len(line) > 1 else None
        drive = route.seconds * random.triangular(0.8, 1.6, 1.02)
    left = mission.opened_at + timedelta(seconds=random.uniform(60, 200))
    moves = list(_course(turnout, left, drive, seat(crew.team.unit), running, random))
    return Past(turnout, seat(mission.unit), mission.opened_at, moves)


def _course(
    turnout: Turnout, left: datetime, drive: float, by: object, running: bool, random: Random
) -> Iterator[Moved]:
    turnout.accepted_at = turnout.ordered_at + timedelta(seconds=30)
    turnout.set_out_at = left
    yield Moved("accept", by, turnout.accepted_at)  # type: ignore[arg-type]
    yield Moved("set_out", by, left)  # type: ignore[arg-type]
    if running:
        return
    turnout.arrived_at = left + timedelta(seconds=drive)
    turnout.done_at = turnout.arrived_at + timedelta(minutes=random.uniform(15, 90))
    yield Moved("arrive", by, turnout.arrived_at)  # type: ignore[arg-type]
    yield Moved("finish", by, turnout.done_at)  # type: ignore[arg-type]


def _rescues(
    crews: list[Crew], taken: int, where: live.Ground, travel: Travel, random: Random, at: datetime
) -> None:
    lifts = [each for each in objects_of("elevator", PLATFORM)[:4000] if each.point]
    if not lifts:
        return
    # A few elevators trap people again and again.
    chosen = [random.choice(lifts[:12]) if n % 6 == 0 else random.choice(lifts) for n in range(RESCUES)]
    begins = sorted(at - timedelta(days=random.uniform(3, 340)) for _ in chosen)
    bureau, units, pasts = (
        commanding_unit(),
        Unit.objects.in_bulk({e.subdistrict_id for e in chosen if e.subdistrict_id}),
        [],
    )
    by = seat(bureau)
    for begun, lift in zip(begins, chosen, strict=True):
        pasts.append(_rescue(lift, begun, bureau, units, by, random))
    _number([each.case for each in pasts], "elevator_rescue", RESCUE_NUMBER, "called_at")  # type: ignore[misc]
    write_past(pasts=pasts, verb="接警", until=at)
    levels = []
    for past in pasts:
        sent = [
            (n, each)
            for each in past.moves
            for n, verb in ((1, "send_maintainer"), (2, "send_grid"), (3, "send_fire"))
            if each.verb == verb
        ]
        for number, moved in sent:
            who = {1: past.case.maintainer or "维保单位（未登记）", 2: "属地网格", 3: "119"}[number]  # type: ignore[attr-defined]
            levels.append(
                Level(rescue_id=past.case.pk, level=number, who=who, sent_at=moved.at,
                      expected_at=moved.at + timedelta(minutes=random.uniform(8, 28)))
            )  # fmt: skip
    Level.objects.bulk_create(levels)


def _rescue(
    lift: Standing, begun: datetime, bureau: Unit, units: dict[int, Unit], by: object, random: Random
) -> Past:
    took = random.triangular(7, 55, 17)
    rescue = Rescue(
        source=f"demo:{begun.isoformat()}", called_at=begun, caller="138****0000", told="电梯困人" + DEMO,
        rescue_code=str(lift.attributes.get("rescue_code") or ""), asset_id=lift.id, elevator=lift.name[:120],
        maintainer=str(lift.attributes.get("maintainer") or ""), address=lift.address, owner_unit=bureau,
        issuer_unit=bureau, geometry=Point(*lift.point, srid=4326) if lift.point else None,
        subdistrict=units.get(lift.subdistrict_id or 0), trapped=random.randint(1, 5), injured=0,
        arrived_at=begun + timedelta(minutes=took), rescued_at=begun + timedelta(minutes=took + 12),
        fault=random.choices(Fault.values, (34, 18, 10, 14, 12, 6, 2, 4))[0], finding="排除故障，恢复运行" + DEMO,
        review="按规定处置" + DEMO, synthetic=True,
    )  # fmt: skip
    steps = [("locate", 0.5), ("send_maintainer", 1.5)]
    steps += [("send_grid", 15.5)] if took > 16 else []
    steps += [("send_fire", 25.5)] if took > 26 else []
    steps += [("arrive", took), ("rescue", took + 12), ("close", took + 60), ("review", took + 900)]
    return Past(rescue, by, begun, [Moved(verb, by, begun + timedelta(minutes=m)) for verb, m in steps])  # type: ignore[arg-type]


def _closures(where: live.Ground, random: Random, at: datetime) -> None:
    """Past closures and one that holds now, each on a road of the net."""
    graph, unit = where.net.graph, commanding_unit()
    rows = []
    for number in range(CLOSURES):
        arc = random.randrange(graph.arcs)
        begun = at - timedelta(hours=2) if not number else at - timedelta(days=random.uniform(3, 300))
        row = Closure(
            reason=random.choice(("燃气管线抢修", "道路积水", "路面塌陷处置", "大型活动管控")) + DEMO, unit=unit,
            geometry=LineString(graph.line([arc]), srid=4326), starts_at=begun, made_at=begun, by_name="演示人员",
            ends_at=None if not number else begun + timedelta(hours=8), arcs_shut=2, synthetic=True,
            lifted_at=None if not number else begun + timedelta(hours=6),
        )  # fmt: skip
        row.derive_scope()
        rows.append(row)
    Closure.every.bulk_create(rows)
