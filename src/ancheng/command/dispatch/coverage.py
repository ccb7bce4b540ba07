"""Who is reached in time: rings of fire and micro stations, shelters by the roads, people outside both measures."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
import shapely
from django.core.cache import cache
from numpy.typing import NDArray

from ancheng.base.asker import PLATFORM, Asker
from ancheng.base.editions import Edition
from ancheng.command.dispatch import live, rules
from ancheng.command.shelters import queries as shelters
from ancheng.command.shelters.models import Shelter
from ancheng.command.shelters.rules import Coverage, Place, Served, coverage, nearest
from ancheng.kernel.orgs.models import Unit
from ancheng.science.roads.places import FARTHEST_M
from ancheng.science.roads.reach import Reach
from ancheng.science.roads.speeds import Mode
from ancheng.science.roads.travel import Travel
from ancheng.supervision.public import objects_of

KEEP_S = 3600
# The inside of a block whose streets are reached is reached; a hole that is larger than this (hectares) is one.
YARD_HA = 25.0
KINDS = {"fire": ("fire_station", rules.FIRE_MINUTES), "micro": ("micro_station", rules.MICRO_MINUTES)}


@dataclass(frozen=True, slots=True)
class Rings:
    """What the stations of one kind reach in their minutes: the area as GeoJSON, and who of the people is outside."""

    kind: str
    edition: Edition[float]
    stations: int
    off_net: int
    shapes: tuple[dict[str, object], ...]
    km2: float
    people: int
    reached: int
    unknown: int
    outside: tuple[tuple[int, float, float], ...]

    @property
    def percent(self) -> float | None:
        return round(100 * self.reached / self.people, 1) if self.people else None


def rings(kind: str, *, at: datetime, on: date) -> Rings:
    """The rings at this hour with the closures of now; kept while neither roads nor hour change."""
    where = live.ground()
    closed = hash(where.closed(at))
    key = f"dispatch:rings:{kind}:{where.checksum}:{closed}:{at:%Y%m%d%H}"
    found: Rings | None = cache.get(key)
    if found is None:
        found = _rings(kind, where, at, on)
        cache.set(key, found, KEEP_S)
    return found


def _rings(kind: str, where: live.Ground, at: datetime, on: date) -> Rings:
    asset_kind, editions = KINDS[kind]
    edition = editions.in_force(on)
    spots = [each.point for each in objects_of(asset_kind, PLATFORM) if each.point]
    starts: list[int] = []
    if spots:
        nodes, far = where.net.doors(Mode.EMERGENCY).nearest(
            *(np.array(each) for each in zip(*spots, strict=True))
        )
        starts = nodes[far <= FARTHEST_M].tolist()
    area = Reach(where.travel(at)).any_of(starts, edition.value * 60)
    people, reached, unknown, outside = 0, 0, 0, []
    found = shelters.service(PLATFORM, on)[0]
    inside = _reached(where, at, starts, [each.point for each in found], edition.value * 60)
    for each, there in zip(found, inside, strict=True):
        unknown += each.people is None
        people += each.people or 0
        reached += (each.people or 0) if there else 0
        if not there:
            outside.append((each.unit.pk, *each.point))
    metres = 111_195.0**2 * float(np.cos(np.radians(where.net.graph.lat.mean())))
    whole = _without_yards(area.shape, YARD_HA * 1e4 / metres)
    parts = tuple(
        json.loads(shapely.to_geojson(each)) for each in shapely.get_parts(whole) if not each.is_empty
    )
    return Rings(
        kind, edition, len(spots), len(spots) - len(starts), parts, round(whole.area * metres / 1e6, 1), people, reached, unknown,
        tuple(outside),
    )  # fmt: skip


def _without_yards(shape: shapely.Geometry, least: float) -> shapely.Geometry:
    """The shape with its small holes filled (square degrees)."""
    rows = [each for each in shapely.get_parts(shape) if not each.is_empty]
    filled = [
        shapely.Polygon(
            each.exterior, [hole for hole in each.interiors if shapely.Polygon(hole).area >= least]
        )
        for each in rows
    ]
    return shapely.union_all(filled) if filled else shapely.Polygon()


def _reached(
    where: live.Ground, at: datetime, starts: list[int], points: list[tuple[float, float]], limit: float
) -> list[bool]:
    """Whether the road nearest to each point is reached from any start within the limit (seconds)."""
    if not starts or not points:
        return [False] * len(points)
    goals, off = where.net.doors(Mode.EMERGENCY).nearest(
        *(np.array(each) for each in zip(*points, strict=True))
    )
    seconds = where.travel(at).from_any(starts, goals.tolist())
    return ((seconds <= limit) & (off <= FARTHEST_M)).tolist()


@dataclass(frozen=True, slots=True)
class ByRoad:
    """A community with its people: the nearest shelter in a straight line and by road, in metres."""

    unit: Unit
    people: int | None
    point: tuple[float, float]
    straight: Served
    road: Served
    shelter: Shelter | None


def shelters_by_road(asker: Asker, *, at: datetime, on: date) -> tuple[list[ByRoad], Coverage, Coverage]:
    """Both measures side by side; by road means on foot over roads that are open now."""
    found, straight = shelters.service(asker, on)
    standing = [
        each
        for each in Shelter.objects.filter(in_service=True, geometry__isnull=False)
        if each.geometry.geom_type == "Point"
    ]
    metres = _walk(found, standing, at)
    places = [Place(each.unit.pk, *each.point) for each in found]
    goals = [Place(each.pk, each.geometry.x, each.geometry.y) for each in standing]
    served = nearest(places, goals, on, lambda a, b: metres.get((a.key, b.key)))
    by_key = {each.pk: each for each in standing}
    people = {each.unit.pk: each.people for each in found}
    rows = [
        ByRoad(each.unit, each.people, each.point, each.served, way, by_key.get(way.shelter or 0))
        for each, way in zip(found, served, strict=True)
    ]
    return rows, straight, coverage(served, people)


def _walk(
    found: list[shelters.CommunityServed], standing: list[Shelter], at: datetime
) -> dict[tuple[int, int], float]:
    """Metres on foot from each community to each shelter, the way to and from the road included; no way is absent."""
    if not found or not standing:
        return {}
    table = _metres([each.point for each in found], [(s.geometry.x, s.geometry.y) for s in standing], at)
    rows, columns = np.nonzero(np.isfinite(table))
    return {
        (found[a].unit.pk, standing[b].pk): float(table[a, b])
        for a, b in zip(rows.tolist(), columns.tolist(), strict=True)
    }


def _metres(
    starts: Sequence[tuple[float, float]], goals: Sequence[tuple[float, float]], at: datetime
) -> NDArray[np.float64]:
    """Metres on foot from each start to each goal (longitude, latitude); infinite where no way leads there."""
    where = live.ground()
    doors = where.net.doors(Mode.FOOT)
    begin, off_begin = doors.nearest(*(np.array(each) for each in zip(*starts, strict=True)))
    end, off_end = doors.nearest(*(np.array(each) for each in zip(*goals, strict=True)))
    table = _on_foot(where, at).table(begin.tolist(), end.tolist()) + off_begin[:, None] + off_end[None, :]
    near = (off_begin <= FARTHEST_M)[:, None] & (off_end <= FARTHEST_M)[None, :]
    found: NDArray[np.float64] = np.where(near, table, np.inf)
    return found


def on_foot_m(
    start: tuple[float, float], goals: Sequence[tuple[float, float]], at: datetime
) -> list[float | None]:
    """Metres on foot from one place to each of some others; None where no way leads there."""
    if not goals:
        return []
    return [float(each) if np.isfinite(each) else None for each in _metres([start], goals, at)[0]]


_feet: dict[tuple[str, tuple[int, ...]], Travel] = {}


def _on_foot(where: live.Ground, at: datetime) -> Travel:
    """Travel whose seconds are metres, for feet."""
    key = (where.checksum, where.closed(at))
    if key not in _feet:
        _feet.clear()
        barred = ~np.isfinite(where.travel(at, mode=Mode.FOOT).seconds)
        _feet[key] = where.net.roads.travel(np.where(barred, np.inf, where.net.graph.length_m), key[1])
    return _feet[key]


def evacuation_route(row: ByRoad, at: datetime) -> dict[str, object] | None:
    """The way on foot from a community to its shelter by road, as GeoJSON; None where no open road leads there."""
    if row.shelter is None:
        return None
    where = live.ground()
    doors = where.net.doors(Mode.FOOT)
    goal = doors.one(row.shelter.geometry.x, row.shelter.geometry.y).node
    route = _on_foot(where, at).route(doors.one(*row.point).node, goal)
    if route is None or not route.arcs:
        return None
    return {"type": "LineString", "coordinates": where.net.graph.line(route.arcs)}
