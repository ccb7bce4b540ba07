"""What lies within a result on the map: people, schools, hospitals, and what they need at least."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import shapely

from ancheng.base.asker import Asker
from ancheng.decision.runs.rules import needs
from ancheng.supervision.public import Occupied, occupied_inside

MOST_AREAS, MOST_NAMED, MOST_PLACES, MOST_COUNTED = 14, 30, 200, 2000
# Areas of probability and of depth are many small cells: they count as one.
CELLS = ("probability", "depth")


def areas(result: Mapping[str, Any]) -> list[tuple[str, shapely.Geometry]]:
    """The named areas of a result on WGS 84, the smallest (worst) first; cells of one name as one."""
    drawn = result.get("map") or {}
    if drawn.get("frame", "WGS84") != "WGS84":
        return []
    found: dict[str, list[shapely.Geometry]] = {}
    for feature in drawn.get("features", []):
        shape = feature.get("geometry") or {}
        if shape.get("type") not in ("Polygon", "MultiPolygon"):
            continue
        found.setdefault(area_name(feature.get("properties") or {}), []).append(shapely.geometry.shape(shape))
    rows = [(name, shapely.make_valid(shapely.union_all(shapes))) for name, shapes in found.items()]
    return sorted(rows, key=lambda each: float(each[1].area))[:MOST_AREAS]


def area_name(properties: Mapping[str, Any]) -> str:
    """What the legend calls an area."""
    if "minutes" in properties:
        return f"{properties['minutes']:g} min"
    if "depth_m" in properties:
        return f"≥ {properties['depth_m']:g} m"
    name = str(properties.get("name") or properties.get("value") or "范围")
    if "probability" in properties:
        return f"{name}（概率 ≥ {properties['probability']:.0%}）"
    if "value" in properties and "unit" in properties:
        return f"{properties['value']:g} {properties['unit']}：{name}"
    return name


def within(asker: Asker, result: Mapping[str, Any]) -> dict[str, Any]:
    """Who is inside each area and inside all together; {} where the result has no area on the map."""
    named = areas(result)
    if not named:
        return {}
    whole = shapely.union_all([shape for _, shape in named])
    found = occupied_inside(asker, shapely.to_wkt(whole, rounding_precision=7), at_most=MOST_COUNTED + 1)
    cut, found = len(found) > MOST_COUNTED, found[:MOST_COUNTED]
    spots = [shapely.Point(each.lon, each.lat) for each in found]
    rows = [
        {
            "name": name,
            **_counted([each for each, spot in zip(found, spots, strict=True) if shape.intersects(spot)]),
        }
        for name, shape in named
    ]
    together = _counted(found)
    return {
        "areas": rows,
        **together,
        # More stand inside than are looked at: every figure is too low, and the page says so.
        "cut_at": MOST_COUNTED if cut else None,
        "named": [_card(each) for each in sorted(found, key=_first)[:MOST_NAMED]],
        "needs": needs(together["people"]),
    }


@dataclass(frozen=True, slots=True)
class Inside:
    """The places inside a drawn area, the fullest first; how many have no figure, how many were left off."""

    places: list[dict[str, Any]]
    uncounted: int
    left_off: int


def people_inside(asker: Asker, area: shapely.Geometry, *, at_most: int = MOST_PLACES) -> Inside:
    """Who is registered inside an area on WGS 84, place by place; `people` is None where nobody knows."""
    found = occupied_inside(asker, shapely.to_wkt(area, rounding_precision=7))
    ranked = sorted(found, key=lambda each: -(each.people or 0))
    rows = [
        {"lon": round(each.lon, 6), "lat": round(each.lat, 6), "name": each.name, "people": each.people}
        for each in ranked[:at_most]
    ]
    return Inside(rows, sum(each.people is None for each in found), max(0, len(found) - at_most))


def sheltering(model: str, result: Mapping[str, Any]) -> dict[str, Any]:
    """What those who are moved need, all together and shelter by shelter; {} for other models."""
    if model != "area_evacuation":
        return {}
    people = sum(
        result.get(each) or 0 for each in ("sheltered_people", "without_room_people", "cut_off_people")
    )
    rows = [
        {
            "name": each["name"],
            "people": each["people"],
            "capacity": each["capacity"],
            "last_min": each["last_min"],
            "needs": needs(round(each["people"])),
        }
        for each in result.get("shelters") or ()
        if each["people"] > 0
    ]
    return {"sheltering": rows, "moved": people, "needs": needs(round(people))}


def _counted(found: list[Occupied]) -> dict[str, Any]:
    known = [each.people for each in found if each.people is not None]
    return {
        "objects": len(found),
        "people": sum(known) if known else (None if found else 0),
        "uncounted": len(found) - len(known),
        "schools": sum(each.sensitive in ("school", "kindergarten") for each in found),
        "hospitals": sum(each.sensitive in ("hospital", "care_home") for each in found),
    }


def _first(each: Occupied) -> tuple[bool, int]:
    return (not each.sensitive, -(each.people or 0))


def _card(each: Occupied) -> dict[str, Any]:
    return {
        "id": each.id,
        "kind": each.kind,
        "name": each.name,
        "url": each.url,
        "people": each.people,
        "sensitive": each.sensitive,
    }
