"""The objects of the demonstration district: drawn the same way every time, all marked 演示数据."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import numpy as np
import shapely
from django.db import connection, transaction
from shapely.geometry import LineString, Point
from shapely.geometry.base import BaseGeometry

from ancheng.base.asker import PLATFORM
from ancheng.base.realm import Realm
from ancheng.kernel.audit.actions import record
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.kernel.places.models import Boundary
from ancheng.kernel.places.queries import Located
from ancheng.supervision.assets import facts, revision
from ancheng.supervision.assets.declare import Group, Kind, Shape
from ancheng.supervision.assets.demonstration_values import MIX, draw
from ancheng.supervision.assets.registry import KINDS
from ancheng.supervision.assets.rules import Value, condition_of

SEED = 110105
FIRST = (
    "安平",
    "永宁",
    "和顺",
    "康泰",
    "广善",
    "清源",
    "德馨",
    "文昌",
    "景明",
    "福绥",
    "东篱",
    "晴川",
    "映月",
    "松石",
    "槐荫",
    "望舒",
    "云锦",
    "听涛",
    "怀远",
    "望岳",
)
SECOND = ("路", "街", "大街", "东路", "西路", "南街", "北街", "中街", "一巷", "二巷", "三条", "胡同")
# The kinds that a department keeps itself; the others are kept where they stand.
KEPT_BY_DEPARTMENT = frozenset({Group.FIRE, Group.TRANSPORT, Group.MUNICIPAL})
COLUMNS = (
    "realm",
    "seen_by",
    "geometry",
    "source_crs",
    "subdistrict_id",
    "community_id",
    "grid_id",
    "address",
    "kind",
    "code",
    "name",
    "initials",
    "unit_id",
    "department_id",
    "enterprise_id",
    "status",
    "condition",
    "attributes",
    "outside_accepted",
    "built_on",
    "remarks",
    "synthetic",
    "version",
    "created_at",
    "updated_at",
)


@dataclass(frozen=True, slots=True)
class Drawn:
    """One drawn object, before it is given units."""

    kind: str
    code: str
    name: str
    address: str
    geometry: BaseGeometry | None
    longitude: float
    latitude: float
    attributes: dict[str, Value]
    built_on: date | None
    status: str


def objects(seed: int, areas: Sequence[BaseGeometry], count: int, today: date) -> Iterator[Drawn]:
    """`count` objects inside the areas, the same for the same seed, areas, count and day."""
    random = Random(seed)  # noqa: S311  # nosec B311
    kinds = [key for key, share in _shares(count).items() for _ in range(share)]
    numbers: dict[str, int] = {}
    for key, (longitude, latitude) in zip(kinds, _points(seed, areas, len(kinds)), strict=True):
        kind = KINDS[key]
        numbers[key] = numbers.get(key, 0) + 1
        road = random.choice(FIRST) + random.choice(SECOND)
        address = f"{road}{random.randint(1, 400)}号"
        yield Drawn(
            key,
            f"{kind.prefix}-{numbers[key]:07d}",
            _name(key, kind, road, numbers[key], address),
            address,
            _geometry(kind, longitude, latitude, random),
            longitude,
            latitude,
            draw(key, kind, random, today),
            today - timedelta(days=random.randint(300, 12000)),
            random.choices(("in_use", "suspended", "planned", "retired"), (960, 20, 12, 8))[0],
        )


@transaction.atomic
def load(*, count: int, at: datetime) -> int:
    """Copy `count` demonstration objects into the register; boundaries and units must be there already."""
    bounds = list(Boundary.objects.filter(kind=UnitKind.SUBDISTRICT).order_by("unit__adcode", "unit_id"))
    areas = [shapely.from_wkb(bytes(each.area.wkb)) for each in bounds]
    drawn = list(objects(SEED, areas, count, facts.day_of(at)))
    places = _located(drawn)
    lines, departments, enterprises = _units()
    clock = Random(SEED + 1)  # noqa: S311  # nosec B311
    with connection.cursor() as cursor:
        sql = f"COPY assets_asset ({', '.join(COLUMNS)}) FROM STDIN"
        with cursor.copy(sql) as copy:
            for each, place in zip(drawn, places, strict=True):
                department = departments.get(KINDS[each.kind].department)
                street = place.subdistrict_id
                own = department if KINDS[each.kind].group in KEPT_BY_DEPARTMENT else street
                sites = enterprises.get(street or 0) if each.kind in WITH_ENTERPRISE else None
                enterprise = clock.choice(sites) if sites else None
                seen = {
                    line
                    for unit in (own, department, enterprise, street, place.community_id, place.grid_id)
                    if unit
                    for line in lines[unit]
                }
                touched = at - timedelta(seconds=clock.randint(60, 86400 * 300))
                copy.write_row(
                    _row(each, place, own or department, department, enterprise, sorted(seen), touched, at)
                )
    first = Unit.objects.filter(kind=UnitKind.DISTRICT).first()
    if first:
        record(by=PLATFORM, at=at, verb="装载演示对象", subject=first, after={"count": len(drawn)})
    revision.advance()
    return len(drawn)


LEVEL_FIELDS = {
    UnitKind.SUBDISTRICT.value: "subdistrict_id",
    UnitKind.COMMUNITY.value: "community_id",
    UnitKind.GRID.value: "grid_id",
}
WITH_ENTERPRISE = frozenset(
    {"enterprise_site", "hazardous_chemical_unit", "warehouse", "vehicle", "pressure_vessel"}
)


def _shares(count: int) -> dict[str, int]:
    """How many of each kind; the largest kind takes what rounding leaves over."""
    total = sum(MIX.values())
    shares = {key: max(count * share // total, 1 if count >= len(MIX) else 0) for key, share in MIX.items()}
    shares["elevator"] = max(shares["elevator"] + count - sum(shares.values()), 0)
    return shares


def _points(seed: int, areas: Sequence[BaseGeometry], count: int) -> list[tuple[float, float]]:
    """Points in the areas, denser in the smaller (inner) ones, without regard to kind."""
    rng = np.random.default_rng(seed)
    weights = np.array([area.area**0.35 for area in areas])
    chosen = rng.choice(len(areas), size=count, p=weights / weights.sum())
    spots = np.empty((count, 2))
    for number, area in enumerate(areas):
        wanted = np.flatnonzero(chosen == number)
        spots[wanted] = _inside(area, len(wanted), rng)
    return [(round(float(x), 6), round(float(y), 6)) for x, y in spots]


def _inside(area: BaseGeometry, count: int, rng: np.random.Generator) -> Any:
    shapely.prepare(area)
    west, south, east, north = area.bounds
    found = np.empty((0, 2))
    while len(found) < count:
        tries = np.round(rng.uniform((west, south), (east, north), size=(2 * count + 16, 2)), 6)
        found = np.concatenate([found, tries[shapely.contains_xy(area, tries[:, 0], tries[:, 1])]])
    return found[:count]


def _geometry(kind: Kind, x: float, y: float, random: Random) -> BaseGeometry | None:
    """A point, or a short line that starts there; a standard has no place."""
    if kind.prefix == "DB":
        return None
    if kind.geometry == {Shape.POINT} or Shape.POLYGON in kind.geometry or Shape.LINE not in kind.geometry:
        return Point(x, y)
    turn, length = random.random() * 2 * np.pi, random.uniform(0.0004, 0.004)
    bend = turn + random.uniform(-0.4, 0.4)
    middle = (x + np.cos(turn) * length / 2, y + np.sin(turn) * length / 2)
    end = (middle[0] + np.cos(bend) * length / 2, middle[1] + np.sin(bend) * length / 2)
    return LineString([(x, y), middle, end])


def _name(key: str, kind: Kind, road: str, number: int, address: str) -> str:
    if key == "local_standard":
        return f"安全生产地方标准（演示）第{number:02d}项"
    if key == "enterprise_site":
        return f"{road}演示企业{number:05d}号场所"
    if key in (
        "school",
        "kindergarten",
        "shelter",
        "fire_station",
        "functional_zone",
        "bridge",
        "rail_station",
    ):
        return f"{road}演示{kind.zh}{number:03d}"
    if key.startswith(("pipe_", "road", "rail_")):
        return f"{road}{kind.zh}{number:04d}段"
    return f"{address}{kind.zh}"


def _located(drawn: Sequence[Drawn]) -> list[Located]:
    """The units around each object, from all boundaries at once."""
    bounds = list(Boundary.objects.filter(kind__in=LEVEL_FIELDS).order_by("-unit_id"))
    tree = shapely.STRtree([shapely.from_wkb(bytes(each.area.wkb)) for each in bounds])
    spots = shapely.points([each.longitude for each in drawn], [each.latitude for each in drawn])
    found: list[dict[str, int]] = [{} for _ in drawn]
    for spot, bound in tree.query(spots, predicate="covered_by").T:
        found[spot][LEVEL_FIELDS[bounds[bound].kind]] = bounds[bound].unit_id
    return [Located(**each) for each in found]


def _units() -> tuple[dict[int, list[int]], dict[str, int], dict[int, list[int]]]:
    """Each unit's line of superiors, the departments by short name, and the enterprises by subdistrict."""
    lines: dict[int, list[int]] = {}
    departments: dict[str, int] = {}
    enterprises: dict[int, list[int]] = {}
    rows = Unit.objects.order_by("pk").values_list("pk", "ancestors", "kind", "short_name", "parent_id")
    for pk, ancestors, kind, short, parent in rows:
        lines[pk] = [*ancestors, pk]
        if kind == UnitKind.ENTERPRISE:
            enterprises.setdefault(parent or 0, []).append(pk)
        elif short and kind not in (UnitKind.COMMUNITY, UnitKind.GRID):
            departments.setdefault(short, pk)
    return lines, departments, enterprises


def _row(
    drawn: Drawn,
    place: Any,
    unit: int | None,
    department: int | None,
    enterprise: int | None,
    seen: list[int],
    touched: datetime,
    at: datetime,
) -> tuple[Any, ...]:
    here = drawn.geometry is not None
    geometry = shapely.to_wkb(drawn.geometry, hex=True, include_srid=False) if drawn.geometry else None
    return (
        Realm.ACTUAL.value,
        seen,
        geometry,
        "wgs84",
        place.subdistrict_id if here else None,
        place.community_id if here else None,
        place.grid_id if here else None,
        drawn.address,
        drawn.kind,
        drawn.code,
        drawn.name,
        facts.quick_initials(drawn.name),
        unit,
        department,
        enterprise,
        drawn.status,
        int(condition_of(KINDS[drawn.kind], drawn.attributes, facts.day_of(at))),
        json.dumps(drawn.attributes, ensure_ascii=False),
        False,
        drawn.built_on,
        "",
        True,
        1,
        touched,
        touched,
    )
