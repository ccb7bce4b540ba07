"""Eighteen months of alarms and warnings for the demonstration, drawn the same way every time, all marked."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.contrib.gis.geos import Point
from django.db import transaction

from ancheng.base.asker import PLATFORM, Asker
from ancheng.base.clock import beijing
from ancheng.base.roles import Role
from ancheng.kernel.audit.actions import entry, record_all
from ancheng.kernel.audit.models import Entry
from ancheng.kernel.copying import copy_in
from ancheng.kernel.documents.models import NumberSeries
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.kernel.people.models import Membership
from ancheng.kernel.places.models import Boundary
from ancheng.kernel.workflow.past import Past, write_past
from ancheng.kernel.workflow.replay import Moved, take
from ancheng.monitoring.rules.actions import install_defaults
from ancheng.monitoring.rules.models import Version
from ancheng.monitoring.sensors.models import Sensor
from ancheng.monitoring.sensors.registry import KINDS
from ancheng.monitoring.warnings import rules
from ancheng.monitoring.warnings.cards import NUMBER, call
from ancheng.monitoring.warnings.kinds import kind
from ancheng.monitoring.warnings.models import Alarm, Missed, Outcome, Subscriber, Warning
from ancheng.monitoring.warnings.queries import approving_unit, duty_unit

SEED, DAYS = 110105, 548
WARNINGS, ALARMS, OPEN_NOW = 600, 8000, 6
DEMO = "（演示数据）"
# How often each kind of sensor speaks up, and how often that proves true.
SHARES = {
    "gas_methane": (26, 0.55), "underpass_depth": (14, 0.8), "crowd_density": (10, 0.75), "elevator_trapped": (12, 0.9),
    "tank_level": (7, 0.5), "tank_pressure": (5, 0.45), "settlement": (5, 0.6), "river_stage": (5, 0.8), "tilt": (3, 0.5),
    "displacement": (3, 0.6), "smoke": (14, 0.3), "manhole_cover": (8, 0.6), "water_pressure": (5, 0.7), "power_outage": (6, 0.9),
}  # fmt: skip
WHYS = ("探头受潮误报", "施工扰动", "现场核实无异常", "通信恢复后的瞬时值", "人员误触")


@dataclass(frozen=True, slots=True)
class Spot:
    """Where an alarm may come from."""

    code: str
    name: str
    kind: str
    point: tuple[float, float]
    unit_id: int | None
    asset_id: int | None
    subdistrict_id: int | None
    community_id: int | None
    grid_id: int | None


@dataclass
class District:
    """What the drawing knows of the district."""

    spots: dict[str, list[Spot]] = field(default_factory=dict)
    versions: dict[str, list[Version]] = field(default_factory=dict)
    units: dict[int, Unit] = field(default_factory=dict)
    duty: Asker = PLATFORM
    commander: Asker = PLATFORM


@transaction.atomic
def load(*, at: datetime, warnings: int = WARNINGS, alarms: int = ALARMS) -> int:
    """Install the default rules and write the history; returns the number of warnings."""
    install_defaults(at=at - timedelta(days=DAYS), on=beijing(at).date())
    random = Random(SEED + 41)  # noqa: S311  # nosec B311
    district = _district(at)
    kinds = [each for each in SHARES if district.spots.get(each) and district.versions.get(each)]
    if not kinds:
        return 0
    weights = [SHARES[each][0] for each in kinds]
    moments = sorted(at - timedelta(days=DAYS * random.random() ** 1.15, hours=6) for _ in range(warnings))
    moments += [at - timedelta(minutes=minutes) for minutes in (150, 95, 40, 18, 7, 2)[:OPEN_NOW]]
    pasts: list[Past] = []
    numbers: dict[int, int] = {}
    behind: list[tuple[Warning, Spot, Version]] = []
    for order, moment in enumerate(moments):
        name = random.choices(kinds, weights)[0]
        spot = random.choice(district.spots[name])
        version = random.choice(district.versions[name])
        year = beijing(moment).year
        numbers[year] = numbers.get(year, 0) + 1
        warning = _warning(NUMBER.format(year=year, n=numbers[year]), moment, spot, version, district, random)
        fresh = order >= warnings
        moves = _course(warning, district, random, at, fresh=fresh, place=order - warnings)
        warning.place_key = f"demo{order}" if fresh else ""
        warning.alarm_count = random.randint(1, 5)
        pasts.append(Past(warning, PLATFORM, warning.pushed_at, moves))
        behind.append((warning, spot, version))
    write_past(pasts=pasts, verb="系统建议预警", until=at)
    for year, last in numbers.items():
        NumberSeries.objects.update_or_create(key="warning", year=year, defaults={"last": last})
    _alarms(behind, district, kinds, random, at, alarms)
    _around(district, random, at)
    for card in Warning.objects.filter(synthetic=True, state="suggested"):
        call(card, at=at)
    return len(pasts)


def _district(at: datetime) -> District:
    found = District(units=Unit.objects.exclude(kind=UnitKind.ENTERPRISE).in_bulk())
    for seat in Membership.objects.filter(person__demonstration=True).select_related("unit", "person"):
        if seat.role == Role.DUTY:
            found.duty = seat.asker()
        elif seat.role == Role.COMMANDER:
            found.commander = seat.asker()
    for version in Version.objects.filter(state="active", level__isnull=False).select_related("rule"):
        found.versions.setdefault(version.sensor_kind, []).append(version)
    rows = Sensor.objects.filter(kind__in=list(SHARES), geometry__isnull=False, subdistrict__isnull=False)
    for row in rows.order_by("pk")[:6000]:
        centre = row.geometry.centroid
        found.spots.setdefault(row.kind, []).append(
            Spot(row.code, row.name, row.kind, (centre.x, centre.y), row.unit_id, row.asset_id, row.subdistrict_id,
                 row.community_id, row.grid_id)
        )  # fmt: skip
    if not found.spots:
        _imagined(found)
    return found


def _imagined(found: District) -> None:
    """Where no sensors are loaded, the middle of each community stands for one of every kind."""
    rows = Boundary.objects.filter(kind=UnitKind.COMMUNITY).select_related("unit").order_by("unit_id")
    for number, row in enumerate(rows):
        middle = row.area.point_on_surface
        for name in SHARES:
            code = f"{KINDS[name].prefix}-{900_000 + number:06d}"
            found.spots.setdefault(name, []).append(
                Spot(code, f"{row.unit}{KINDS[name].zh}", name, (middle.x, middle.y), None, None, row.unit.parent_id,
                     row.unit_id, None)
            )  # fmt: skip


def _warning(
    number: str, moment: datetime, spot: Spot, version: Version, district: District, random: Random
) -> Warning:
    declared = kind(version.rule.kind)
    street = district.units.get(spot.subdistrict_id or 0)
    community = district.units.get(spot.community_id or 0)
    where = str(community or street or "本区")
    limit = version.threshold if version.threshold is not None else 1.0
    value = round(limit * random.uniform(1.0, 1.35), 2) if limit > 1 else limit
    return Warning(
        number=number, kind=version.rule.kind, level=version.level, suggested_level=version.level,
        title=f"{where}{declared.zh}", area_text=where, alert_items=declared.alert_items, measures=declared.measures,
        alert_items_en=declared.alert_items_en, measures_en=declared.measures_en, started_at=moment,
        relayed=bool(declared.relayed), sensed_at=moment, judged_at=moment + timedelta(milliseconds=random.randint(4, 60)),
        pushed_at=moment + timedelta(milliseconds=random.randint(70, 300)), rule=version, words=version.words[:300],
        value=value, threshold=version.threshold, unit=version.unit, trace=_trace(moment, limit, value, random),
        owner_unit=duty_unit(), issuer_unit=approving_unit(), subdistrict=street, community=community,
        grid_id=spot.grid_id, geometry=Point(*spot.point, srid=4326), address=spot.name[:200], synthetic=True,
    )  # fmt: skip


def _trace(moment: datetime, limit: float, value: float, random: Random) -> list[list[float]]:
    """Thirty readings that climb to the one that raised it."""
    base, rise = limit * 0.35, value - limit * 0.35
    steps = range(30)
    return [
        [
            round(moment.timestamp() - (29 - each) * 30, 1),
            round(
                base
                + rise * math.pow(each / 29, 3)
                + (random.uniform(-0.03, 0.03) * limit if each < 29 else 0),
                3,
            ),
        ]
        for each in steps
    ]


def _course(
    warning: Warning, district: District, random: Random, now: datetime, *, fresh: bool, place: int
) -> list[Moved]:
    """As far as it has come: most are judged false or lifted; the newest are open in every state."""
    true = random.random() < SHARES[warning.rule.sensor_kind][1]
    duty, commander, moves = district.duty, district.commander, []
    when = warning.pushed_at

    def go(verb: str, minutes: float, by: Asker = duty, why: str = "") -> None:
        nonlocal when
        when += timedelta(minutes=minutes)
        moves.append(Moved(verb, by, when, why))

    if fresh and place >= 3:
        return moves
    first = random.expovariate(1 / 4) + 0.4
    if not fresh and not true:
        go("dismiss", first, why=random.choice(WHYS) + DEMO)
        warning.accepted_at, warning.closed_at, warning.outcome = when, when, Outcome.FALSE
        return moves
    go("verify", min(first, 6), why="电话和视频核实" + DEMO)
    warning.accepted_at = when
    if fresh and place == 2:
        return moves
    # Orange and red are the city's; what the district does not issue ends here as withdrawn.
    own = (warning.level or 4) >= rules.YELLOW
    if not fresh and (not own or random.random() < 0.35):
        go("withdraw", random.uniform(4, 30), why="现场处置完毕，未达到发布条件" + DEMO)
        warning.closed_at, warning.outcome = when, Outcome.HIT
        return moves
    if not own:
        warning.level = rules.YELLOW
    go("draft", random.uniform(2, 12))
    go("send", random.uniform(0.5, 3))
    go("complete", random.uniform(3, 20), PLATFORM)
    go("approve", random.uniform(1, 8), commander)
    go("issue", random.uniform(0.5, 3))
    warning.issued_at, warning.issuer = when, warning.owner_unit
    warning.drafted_by_id, warning.approved_by_id = duty.person_id, commander.person_id
    warning.expires_at = when + timedelta(hours=6)
    if fresh:
        return moves
    go("lift", random.uniform(60, 420), why="监测数据恢复正常" + DEMO)
    warning.lifted_at = warning.closed_at = when
    go("review", random.uniform(600, 4000), why="处置及时" + DEMO)
    warning.outcome, warning.lessons = Outcome.HIT, "处置及时，措施到位。" + DEMO
    return moves


def _alarms(
    behind: Sequence[tuple[Warning, Spot, Version]],
    district: District,
    kinds: Sequence[str],
    random: Random,
    now: datetime,
    count: int,
) -> None:
    """The alarms behind the warnings, and many more that nobody made a warning of."""
    rows: list[Entry] = []
    made: list[Alarm] = []
    used: set[tuple[int, str]] = set()
    for warning, spot, version in behind:
        for extra in range(warning.alarm_count):
            near = spot if extra == 0 else random.choice(district.spots[spot.kind])
            moment = (warning.sensed_at or now) + timedelta(seconds=extra * 20)
            _alarm(made, rows, used, near, version, moment, warning, district, random, now)
    faults = list(Version.objects.filter(state="active", level=None).select_related("rule"))
    while len(made) < count:
        name = random.choice(kinds)
        spot = random.choice(district.spots[name])
        pool = [each for each in faults if each.sensor_kind == name] or district.versions[name]
        moment = now - timedelta(days=DAYS * random.random(), minutes=30)
        _alarm(made, rows, used, spot, random.choice(pool), moment, None, district, random, now)
    for start in range(0, len(made), 4000):
        copy_in(made[start : start + 4000])
    # The rows were drawn before the alarms had their keys.
    for row in rows:
        alarm: Any = row.__dict__.pop("of_alarm")
        row.subject_id = str(alarm.pk)
    record_all(sorted(rows, key=lambda each: each.at))


def _alarm(
    made: list[Alarm],
    rows: list[Entry],
    used: set[tuple[int, str]],
    spot: Spot,
    version: Version,
    moment: datetime,
    warning: Warning | None,
    district: District,
    random: Random,
    now: datetime,
) -> None:
    street = district.units.get(spot.subdistrict_id or 0)
    limit = version.threshold
    alarm = Alarm(
        version=version, key=spot.code, label=f"{spot.name}（{spot.code}）"[:200], kind=version.rule.kind,
        level=version.level, sensor_kind=spot.kind, asset_id=spot.asset_id,
        value=None if limit is None else round(limit * random.uniform(1, 1.3), 2), threshold=limit,
        unit=version.unit, words=version.words[:300], point=Point(*spot.point, srid=4326), subdistrict=street,
        owner_unit=street or duty_unit(), warning=warning, raised_at=moment, last_at=moment,
        judged_at=moment + timedelta(milliseconds=20), synthetic=True, state="unacknowledged", state_since=moment,
    )  # fmt: skip
    rows.append(_row(alarm, PLATFORM, moment, "报警", "", alarm.state))
    live = warning is not None and not warning.ended and warning.state != "lifted"
    # One live alarm per source: where there is one already, this one has run its course.
    live = live and (version.pk, spot.code) not in used
    for verb, by, minutes in _life(live, random):
        when = alarm.state_since + timedelta(minutes=minutes)
        if when > now:
            if live:
                break
            when = now - timedelta(seconds=1)
        row = take(alarm, Moved(verb, district.duty if by else PLATFORM, when), now)
        row.__dict__["of_alarm"] = alarm
        rows.append(row)
        if verb == "acknowledge":
            alarm.acknowledged_at, alarm.acknowledged_by_id = when, district.duty.person_id
        else:
            alarm.returned_at = alarm.last_at = when
    if not alarm.ended:
        used.add((version.pk, spot.code))
    alarm.derive_scope()
    made.append(alarm)


def _life(live: bool, random: Random) -> list[tuple[str, bool, float]]:
    """The steps of one alarm: an open warning's alarms are open too."""
    if live:
        return [("acknowledge", True, random.uniform(0.5, 4))] if random.random() < 0.5 else []
    return [("acknowledge", True, random.uniform(0.3, 12)), ("clear", False, random.uniform(2, 240))]


def _row(alarm: Alarm, by: Asker, at: datetime, verb: str, before: str, after: str) -> Entry:
    row = entry(by=by, at=at, verb=verb, subject=alarm, from_state=before, to_state=after)
    row.__dict__["of_alarm"] = alarm
    return row


def _around(district: District, random: Random, now: datetime) -> None:
    """Addresses of channels, and what happened without a warning."""
    Subscriber.objects.bulk_create(
        [
            Subscriber(channel="email", address="duty@example.org", name="区应急局值班邮箱" + DEMO),
            Subscriber(channel="sms", address="district-residents", name="街乡值班群组" + DEMO),
        ]
    )
    street = next(each for each in district.units.values() if each.kind == UnitKind.SUBDISTRICT)
    Missed.objects.bulk_create(
        Missed(
            kind=name,
            happened_at=now - timedelta(days=random.uniform(3, 85)),
            text=text + DEMO,
            unit=street,
            by_name=district.duty.name,
            by_id=district.duty.person_id,
            at=now - timedelta(days=2),
        )
        for name, text in (
            ("waterlogging", "桥下积水由群众来电发现，测点失联"),
            ("fire", "夜间商铺起火，烟感未接入"),
            ("gas_leak", "居民报告异味，附近无探测器"),
        )
    )
