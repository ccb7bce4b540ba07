"""Points, plans, check-ins and events of the demonstration district, drawn the same way every time."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from django.db import connection, transaction

from ancheng.base.asker import Asker
from ancheng.base.clock import beijing, beijing_day
from ancheng.base.realm import Realm
from ancheng.base.roles import Role
from ancheng.kernel.documents.models import NumberSeries
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.kernel.people.models import Membership
from ancheng.supervision.dangers.demonstration_rows import Journal, Shadow, allocate, copy_in
from ancheng.supervision.dangers.models import Danger
from ancheng.supervision.grid.models import Event, Patroller, PatrollerKind, Plan, Point, SensorSign
from ancheng.supervision.grid.workflows.grid_event import WORKFLOW

SEED = 110105
EVENTS = 2_400
ROUNDS = 6
EVERY_DAYS = 7
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨"
SEEN = (
    ("消火栓被遮挡", "fire"), ("楼道堆放杂物", "fire"), ("电动自行车进楼充电", "electric"),
    ("私拉电线", "electric"), ("餐馆燃气软管老化", "gas"), ("井盖缺失", "road"), ("路面塌陷", "road"),
    ("施工围挡倾斜", "building"), ("外墙脱落", "building"), ("占用消防车通道", "fire"),
    ("广场聚集人员较多", "crowd"), ("疑似危险物品堆放", "environment"),
)  # fmt: skip
EVENT_COLUMNS = (
    "id", "realm", "seen_by", "state", "state_since", "due_at", "owner_unit_id", "issuer_unit_id", "geometry",
    "source_crs", "subdistrict_id", "community_id", "grid_id", "address", "number", "title", "kind",
    "description", "point_id", "danger_id", "found_unit_id", "found_by_id", "found_by_name", "found_at",
    "handled_by_id", "result", "synthetic",
)  # fmt: skip
CHECK_IN_COLUMNS = (
    "realm", "seen_by", "point_id", "by_name", "at", "longitude", "latitude", "accuracy_m", "distance_m", "near",
    "note", "synthetic",
)  # fmt: skip
POINT_COLUMNS = (
    "id", "realm", "seen_by", "geometry", "source_crs", "subdistrict_id", "community_id", "grid_id", "address",
    "name", "unit_id", "asset_id", "edition", "synthetic",
)  # fmt: skip


@transaction.atomic
def load(*, at: datetime) -> None:
    """Draw the grid's past; units, people, objects and dangers must be there already."""
    random = Random(SEED + 2)  # noqa: S311  # nosec B311
    journal = Journal(at)
    units = {
        each.pk: each
        for each in Unit.objects.filter(kind__in=(UnitKind.GRID, UnitKind.COMMUNITY, UnitKind.SUBDISTRICT))
    }
    _people(units, random, at)
    points = _points(units, random)
    _patrols(points, units, random, journal)
    _events(points, units, random, journal)
    grids = [pk for pk, each in sorted(units.items()) if each.kind == UnitKind.GRID]
    SensorSign.objects.bulk_create(
        SensorSign(grid_id=pk, at=at - timedelta(minutes=random.randint(1, 90)))
        for pk in random.sample(grids, len(grids) // 8)
    )
    journal.write()


def _people(units: dict[int, Unit], random: Random, at: datetime) -> None:
    since = beijing_day(at) - timedelta(days=400)
    rows = []
    for pk, unit in sorted(units.items()):
        inspector = unit.kind == UnitKind.COMMUNITY
        if unit.kind == UnitKind.SUBDISTRICT or random.random() > (1.0 if inspector else 0.95):
            continue
        kind = PatrollerKind.INSPECTOR if inspector else PatrollerKind.GRID_WORKER
        name = f"{random.choice(SURNAMES)}{'巡查' if inspector else '网格'}员"
        rows.append(
            Patroller(unit_id=pk, name=name, kind=kind, since=since, synthetic=True, seen_by=unit.line)
        )
    Patroller.every.bulk_create(rows, batch_size=1000)


def _points(units: dict[int, Unit], random: Random) -> list[dict[str, Any]]:
    """Up to two objects in each of two grids out of three carry a code."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT ON (grid_id, id %% 2) grid_id, id, name, address, subdistrict_id, community_id,"
            " encode(ST_AsEWKB(p), 'hex'), ST_X(p), ST_Y(p) FROM assets_asset,"
            " LATERAL (SELECT ST_PointOnSurface(geometry) AS p) AS spot"
            " WHERE grid_id IS NOT NULL AND geometry IS NOT NULL AND status <> 'retired' AND realm = %s"
            " ORDER BY grid_id, id %% 2, id",
            [Realm.ACTUAL.value],
        )
        found = cursor.fetchall()
    walked = {pk for pk in units if units[pk].kind == UnitKind.GRID and random.random() < 0.66}
    chosen = [row for row in found if row[0] in walked]
    rows = []
    for pk, row in zip(allocate(Point, len(chosen)), chosen, strict=True):
        grid, asset, name, address, street, community, geometry, longitude, latitude = row
        lines = {line for unit in (grid, street, community) if unit in units for line in units[unit].line}
        rows.append(
            {"id": pk, "realm": Realm.ACTUAL.value, "seen_by": sorted(lines), "geometry": geometry,
             "source_crs": "wgs84", "subdistrict_id": street, "community_id": community, "grid_id": grid,
             "address": address, "name": f"{name}巡查点"[:120], "unit_id": grid, "asset_id": asset, "edition": 1,
             "synthetic": True, "place": (longitude, latitude)}
        )  # fmt: skip
    copy_in("grid_point", POINT_COLUMNS, ([row[key] for key in POINT_COLUMNS] for row in rows))
    return rows


def _patrols(points: list[dict[str, Any]], units: dict[int, Unit], random: Random, journal: Journal) -> None:
    today = beijing_day(journal.now)
    starts_on = today - timedelta(days=EVERY_DAYS * ROUNDS - 3)
    by_community: dict[int, list[dict[str, Any]]] = {}
    for each in points:
        by_community.setdefault(units[each["unit_id"]].parent_id or 0, []).append(each)
    planned = [pk for pk in sorted(by_community) if pk in units and random.random() < 0.8]
    plans = Plan.every.bulk_create(
        Plan(
            title=f"{units[pk].short_name}每周安全巡查",
            unit_id=pk,
            every_days=EVERY_DAYS,
            starts_on=starts_on,
            synthetic=True,
            seen_by=units[pk].line,
        )
        for pk in planned
    )
    through = Plan.points.through
    through.objects.bulk_create(
        (through(plan=plan, point_id=each["id"]) for plan in plans for each in by_community[plan.unit_id]),
        batch_size=2000,
    )
    rows = []
    for plan in plans:
        zeal = min(random.betavariate(4, 1.6), 0.97)
        for number in range(ROUNDS):
            for each in by_community[plan.unit_id]:
                if random.random() < zeal:
                    rows += _visit(
                        each, starts_on + timedelta(days=EVERY_DAYS * number), units, random, journal
                    )
    copy_in("grid_checkin", CHECK_IN_COLUMNS, rows)


def _visit(
    point: dict[str, Any], first: date, units: dict[int, Unit], random: Random, journal: Journal
) -> list[tuple[Any, ...]]:
    day = first + timedelta(days=random.randint(0, EVERY_DAYS - 1))
    at = beijing(journal.now).replace(
        year=day.year, month=day.month, day=day.day, hour=random.randint(8, 18), minute=random.randint(0, 59)
    )
    if at > journal.now:
        return []
    by = _walker(units[point["unit_id"]])
    known = random.random() < 0.93
    metres = (
        round(random.expovariate(1 / 25), 1) if random.random() < 0.96 else float(random.randint(250, 900))
    )
    near = metres <= 130 if known else None
    longitude, latitude = point["place"]
    journal.note(
        Point, point["id"], point["name"], "巡查签到", by, at, after={"distance_m": metres if known else None, "near": near}
    )  # fmt: skip
    return [
        (Realm.ACTUAL.value, point["seen_by"], point["id"], by.name, at, longitude if known else None,
         latitude + metres / 111_195 if known else None, 15.0 if known else None, metres if known else None, near,
         "", True)
    ]  # fmt: skip


def _walker(unit: Unit) -> Asker:
    return Asker(None, "演示网格员", unit.pk, str(unit), Role.GRID)


def _events(points: list[dict[str, Any]], units: dict[int, Unit], random: Random, journal: Journal) -> None:
    seats = Membership.objects.filter(person__demonstration=True).select_related("unit", "person")
    officers = {seat.unit_id: seat.asker() for seat in seats.filter(role=Role.SUBDISTRICT).order_by("-pk")}
    moments = sorted(
        journal.now - timedelta(days=180 * random.random() ** 1.2, hours=1) for _ in range(EVENTS)
    )
    with_officer = [each for each in points if each["subdistrict_id"] in officers]
    numbers: dict[int, int] = {}
    rows, entrusted = [], []
    dangers = list(
        Danger.objects.filter(synthetic=True, source="patrol", grid_id__isnull=False)
        .filter(found_at__gte=journal.now - timedelta(days=180))
        .order_by("pk")[:300]
    )
    by_moment = iter(sorted(dangers, key=lambda each: each.found_at))
    danger = next(by_moment, None)
    for pk, found_at in zip(allocate(Event, EVENTS), moments, strict=True):
        year = beijing(found_at).year
        numbers[year] = numbers.get(year, 0) + 1
        linked = danger if danger and danger.found_at - timedelta(hours=6) <= found_at else None
        if linked:
            danger = next(by_moment, None)
            if linked.subdistrict_id not in officers or linked.grid_id not in units:
                linked = None
        row = _event(pk, f"WG-{year}-{numbers[year]:06d}", found_at, random.choice(with_officer), linked, units, officers, random, journal)  # fmt: skip
        rows.append([row[name] for name in EVENT_COLUMNS])
        if linked and row["danger_id"]:
            linked.source_type, linked.source_id = "grid.event", str(pk)
            linked.source_label = f"{row['number']} {row['title']}"[:200]
            entrusted.append(linked)
    copy_in("grid_event", EVENT_COLUMNS, rows)
    Danger.every.bulk_update(entrusted, ["source_type", "source_id", "source_label"], batch_size=500)
    for year, last in numbers.items():
        NumberSeries.objects.update_or_create(key="grid_event", year=year, defaults={"last": last})


def _event(
    pk: int, number: str, found_at: datetime, point: dict[str, Any], danger: Danger | None,
    units: dict[int, Unit], officers: dict[int, Asker], random: Random, journal: Journal,
) -> dict[str, Any]:  # fmt: skip
    title, kind = random.choice(SEEN)
    grid = units[danger.grid_id] if danger and danger.grid_id else units[point["unit_id"]]
    street = (danger.subdistrict_id if danger else point["subdistrict_id"]) or 0
    officer, walker = officers[street], _walker(grid)
    lines = set(grid.line) | set(units[street].line)
    row: dict[str, Any] = {
        "id": pk, "realm": Realm.ACTUAL.value, "seen_by": sorted(lines), "owner_unit_id": grid.pk,
        "issuer_unit_id": street, "geometry": danger.geometry.hexewkb.decode() if danger else point["geometry"],
        "source_crs": "wgs84", "subdistrict_id": street, "community_id": grid.parent_id, "grid_id": grid.pk,
        "address": danger.address if danger else point["address"], "number": number,
        "title": danger.title if danger else title, "kind": "other" if danger else kind,
        "description": "演示数据：由系统生成的历史记录。", "point_id": None if danger else point["id"],
        "danger_id": None, "found_unit_id": grid.pk, "found_by_id": None, "found_by_name": walker.name,
        "found_at": found_at, "handled_by_id": None, "result": "", "synthetic": True,
    }  # fmt: skip
    case = Shadow(pk, f"{number} {row['title']}", grid.pk, street)
    journal.open(Event, WORKFLOW, case, "发现事件", walker, found_at)

    def go(verb: str, hours: float, by: Asker, why: str = "") -> bool:
        moment = (case.state_since or found_at) + timedelta(hours=hours)
        if moment > journal.now:
            return False
        journal.take(Event, WORKFLOW, case, verb, by, moment, why)
        return True

    if danger is None and random.random() < 0.3:
        if go("settle", 0.2, walker, "当场处置完毕。（演示数据）"):
            row["result"] = "当场处置完毕。（演示数据）"
    elif go("report", 0.3, walker) and go("accept", random.uniform(0.5, 30), officer):
        if danger is not None:
            if go("entrust", random.uniform(0.2, 6), officer, danger.number):
                row["danger_id"] = danger.pk
                _follow(danger, case, row, officer, journal, go, random)
        elif go("dispatch", random.uniform(0.2, 12), officer, "请及时处置。（演示数据）") and go("handle", random.uniform(2, 150), walker, "已处置完毕。（演示数据）"):  # fmt: skip
            row["result"] = "已处置完毕。（演示数据）"
            if go("check", random.uniform(1, 60), officer):
                go("close", random.uniform(1, 40), officer)
    row.update(state=case.state, state_since=case.state_since, due_at=case.due_at)
    return row


def _follow(
    danger: Danger,
    case: Shadow,
    row: dict[str, Any],
    officer: Asker,
    journal: Journal,
    go: Any,
    random: Random,
) -> None:
    """An event that became a danger is closed when the danger is."""
    if danger.state not in ("closed", "rejected", "shut") or case.state_since is None:
        return
    hours = max((danger.state_since - case.state_since).total_seconds() / 3600, 0.1)
    if go("follow", hours, officer, "隐患已办结"):
        row["result"] = "隐患已办结"
        go("close", random.uniform(1, 40), officer)
