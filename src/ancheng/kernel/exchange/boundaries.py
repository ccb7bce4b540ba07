"""Which unit each area of a file belongs to, and what adopting it would change."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import cos, radians

import shapely
from django.contrib.gis.db.models import Extent
from django.contrib.gis.geos import GEOSGeometry
from shapely.geometry import MultiPolygon

from ancheng.kernel.exchange.areas import Area, Areas
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.kernel.orgs.queries import by_name
from ancheng.kernel.places.models import Boundary

BOUNDED = (UnitKind.DISTRICT, UnitKind.SUBDISTRICT, UnitKind.ZONE, UnitKind.COMMUNITY, UnitKind.GRID)
# A boundary may lie this far from the district's own before it is taken for another place.
FAR_DEG = 0.5
# Neighbours that overlap by more than this share of the smaller one are pointed out.
OVERLAP_SHARE = 0.01


@dataclass(frozen=True, slots=True)
class Match:
    """One area with the unit it belongs to; `fault` tells why it will not be adopted."""

    area: Area
    name: str
    unit: Unit | None
    fault: str
    old_km2: float | None
    new_km2: float | None


def best_field(areas: Areas) -> str:
    """The property by which the most areas name a unit."""
    scores = Counter[str]()
    for field in areas.fields:
        found = _units({each.properties.get(field, "") for each in areas.features})
        scores[field] = len({unit.pk for unit in found.values()})
    best = max(areas.fields, key=lambda each: scores[each], default="")
    return best if scores[best] else ""


def matches(areas: Areas, field: str) -> list[Match]:
    """Every area with its unit; a unit named twice is matched by neither."""
    units = _units({each.properties.get(field, "") for each in areas.features})
    named = [units.get(each.properties.get(field, "")) for each in areas.features]
    times = Counter(unit.pk for unit in named if unit)
    old = Boundary.objects.filter(unit__in=[unit for unit in named if unit]).in_bulk()
    frame = _surroundings()
    return [
        _match(each, each.properties.get(field, ""), unit, times, old.get(unit.pk) if unit else None, frame)
        for each, unit in zip(areas.features, named, strict=True)
    ]


def overlaps(found: list[Match]) -> list[str]:
    """Pairs of units of one kind whose new areas overlap, as sentences."""
    sound = [each for each in found if each.unit and not each.fault and each.area.area]
    tree = shapely.STRtree([each.area.area for each in sound])
    told: list[str] = []
    for n, each in enumerate(sound):
        for other in tree.query(each.area.area):
            if other <= n or sound[other].unit.kind != each.unit.kind:  # type: ignore[union-attr]
                continue
            first, second = each.area.area, sound[other].area.area
            shared = shapely.intersection(first, second).area
            if shared > OVERLAP_SHARE * min(first.area, second.area):  # type: ignore[union-attr]
                told.append(f"“{each.unit}”与“{sound[other].unit}”的范围有重叠")
    return told[:50]


def km2(area: MultiPolygon | GEOSGeometry | None) -> float | None:
    """Square kilometres at the latitude of the area, within 1 % for a district."""
    if area is None:
        return None
    found = area if isinstance(area, MultiPolygon) else shapely.from_wkb(bytes(area.wkb))
    return float(found.area * 111.32 * 110.95 * cos(radians(found.centroid.y)))


def _units(names: set[str]) -> dict[str, Unit]:
    """The territorial unit that each name or division code means."""
    given = {each for each in names if each}
    found = {name: unit for name, unit in by_name(given).items() if unit.kind in BOUNDED}
    left = given - set(found)
    coded = Unit.objects.in_use().filter(adcode__in=[each for each in left if each.isdigit()])
    found |= {unit.adcode: unit for unit in coded if unit.kind in BOUNDED}
    whole = Unit.objects.in_use().filter(name__in=left, kind__in=BOUNDED)
    return {**{unit.name: unit for unit in whole}, **found}


def _match(
    area: Area,
    name: str,
    unit: Unit | None,
    times: Counter[int],
    old: Boundary | None,
    frame: tuple[float, float, float, float] | None,
) -> Match:
    fault = area.fault
    if not fault and unit is None:
        fault = "没有同名单位，不采用。" if name else "名称为空，不采用。"
    if not fault and unit is not None and times[unit.pk] > 1:
        fault = "同一单位有多个图形，请先合并为一个多部件面。"
    if not fault and area.area is not None and frame is not None:
        west, south, east, north = area.area.bounds
        if (
            west < frame[0] - FAR_DEG
            or south < frame[1] - FAR_DEG
            or east > frame[2] + FAR_DEG
            or north > frame[3] + FAR_DEG
        ):
            fault = "远离本区，请核对坐标系和经纬度次序。"
    return Match(area, name, unit, fault, km2(old.area) if old else None, km2(area.area))


def _surroundings() -> tuple[float, float, float, float] | None:
    """The extent of the boundaries known so far."""
    found = Boundary.objects.filter(kind__in=(UnitKind.DISTRICT, UnitKind.SUBDISTRICT)).aggregate(
        all=Extent("area")
    )["all"]
    return tuple(found) if found else None
