"""A floor plan from GeoJSON in metres: walls that must close, doors, exits, obstacles and where people stand."""

from __future__ import annotations

import json
from dataclasses import dataclass
from math import isfinite
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from ancheng.science.model import BadInput

KINDS = ("floor", "wall", "door", "exit", "obstacle", "people")
WALL_M = 0.05
# An exit is a passage of so many metres that all must walk through, and then the band in which they are out.
PASSAGE_M, EXIT_M = 0.3, 0.4
# Lines are drawn onto a grid of a centimetre; ends that fall together there meet.
SNAP_M = 0.01
SMALLEST_M, LARGEST_M = 1.0, 1000.0
MOST_FEATURES = 5000


@dataclass(frozen=True, slots=True)
class Crowd:
    """So many people within an area."""

    area: BaseGeometry
    people: int
    name: str


@dataclass(frozen=True, slots=True)
class Exit:
    """A way out: people are out when they reach its area, at the end of its passage."""

    name: str
    area: shapely.Polygon
    passage: BaseGeometry
    width_m: float


@dataclass(frozen=True, slots=True)
class Plan:
    """Where one can walk (connected parts), the exits and the crowds."""

    parts: tuple[shapely.Polygon, ...]
    exits: tuple[Exit, ...]
    crowds: tuple[Crowd, ...]


def read_plan(text: str) -> Plan:
    """The plan that a GeoJSON collection draws; walls with holes, rooms without a way out and the like are refused.

    Each feature's `kind` is one of KINDS. Either floors are drawn as areas, or walls as lines that close rooms together
    with doors (inside) and exits (to the outside).
    """
    shapes = _shapes(text)
    lines = [shape for shape, _ in shapes["wall"] if shape.geom_type in ("LineString", "MultiLineString")]
    if shapes["floor"]:
        ground = shapely.union_all([shape for shape, _ in shapes["floor"]])
    else:
        ground = _rooms(lines, [shape for shape, _ in (*shapes["door"], *shapes["exit"])])
    if not shapes["exit"]:
        raise BadInput("平面图中没有出口（kind 为 exit），请标出出口。")
    solid = [shape for shape, _ in (*shapes["wall"], *shapes["obstacle"])]
    # A wall does not shut the doors and exits that are drawn in its line.
    openings = shapely.union_all([shape for shape, _ in (*shapes["door"], *shapes["exit"])])
    walls = shapely.union_all(solid).buffer(WALL_M, cap_style="flat") if solid else shapely.Polygon()
    walk = ground.difference(walls.difference(openings.buffer(WALL_M * 2, cap_style="flat")))
    exits = tuple(_exit(shape, says, n, walk) for n, (shape, says) in enumerate(shapes["exit"], start=1))
    walk = shapely.union_all([walk, *(each.passage for each in exits)])
    parts = tuple(each for each in shapely.get_parts(walk) if each.geom_type == "Polygon" and each.area > 0.1)
    if not parts:
        raise BadInput("平面图中没有可通行的区域，请核对墙体和障碍物。")
    crowds = tuple(_crowd(shape, says, n, walk) for n, (shape, says) in enumerate(shapes["people"], start=1))
    return Plan(parts, exits, crowds)


def _shapes(text: str) -> dict[str, list[tuple[BaseGeometry, dict[str, Any]]]]:
    try:
        told = json.loads(text)
        features = told["features"]
        rows = [(each["geometry"], each.get("properties") or {}) for each in features]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise BadInput("平面图应为 GeoJSON 要素集合（FeatureCollection），坐标为米。") from None
    if len(rows) > MOST_FEATURES:
        raise BadInput(f"平面图要素超过 {MOST_FEATURES} 个，请先简化。")
    found: dict[str, list[tuple[BaseGeometry, dict[str, Any]]]] = {kind: [] for kind in KINDS}
    for n, (geometry, says) in enumerate(rows, start=1):
        kind = says.get("kind") if isinstance(says, dict) else None
        if kind not in KINDS:
            raise BadInput(f"平面图第 {n} 个要素的 kind 应为 {'、'.join(KINDS)} 之一。")
        try:
            shape = shapely.geometry.shape(geometry)
            ok = not shape.is_empty and all(isfinite(each) for each in shape.bounds) and shape.is_valid
        except Exception:  # noqa: BLE001 - whatever a geometry of a stranger does to the reader, it is no plan
            ok = False
        if not ok:
            raise BadInput(f"平面图第 {n} 个要素（{kind}）的图形无效或自相交，请重新绘制。")
        found[kind].append((shapely.force_2d(shape), says))
    everything = [shape for rows_ in found.values() for shape, _ in rows_]
    if not everything:
        raise BadInput("平面图是空的，请绘制墙体或地面、出口和人员。")
    west, south, east, north = shapely.total_bounds(everything)
    size = max(east - west, north - south)
    if not SMALLEST_M <= size <= LARGEST_M:
        raise BadInput(
            f"平面图大小为 {size:.3g} m，应为 {SMALLEST_M:g} 至 {LARGEST_M:g} m；经纬度或毫米坐标请先换算为米。"
        )
    return found


def _rooms(walls: list[BaseGeometry], openings: list[BaseGeometry]) -> BaseGeometry:
    """The rooms that walls, doors and exits close; a loose end is a hole in a wall and is refused with its place."""
    if not walls:
        raise BadInput("平面图中既没有地面（floor）也没有墙线（wall），请补充。")
    closing = [each if each.geom_type.endswith("LineString") else each.boundary for each in openings]
    noded = shapely.union_all([*walls, *closing], grid_size=SNAP_M)
    rooms, _, dangles, invalid = shapely.polygonize_full(shapely.get_parts(noded))
    loose = [*shapely.get_parts(dangles), *shapely.get_parts(invalid)]
    ends = {point: 0 for each in loose for point in (each.coords[0], each.coords[-1])}
    if ends:
        met = [each for part in shapely.get_parts(noded) for each in (part.coords[0], part.coords[-1])]
        alone = sorted(point for point in ends if met.count(point) == 1) or sorted(ends)
        x, y = alone[0]
        raise BadInput(
            f"墙线有缺口：在（{x:.2f}，{y:.2f}）处断开（共 {len(alone)} 处），请把墙线接上，或在缺口处画出门（door）或出口（exit）；独立的隔墙请画成障碍物（obstacle）。"
        )
    if shapely.is_empty(rooms):
        raise BadInput("墙线没有围成房间，请核对墙线是否闭合。")
    return shapely.union_all(shapely.get_parts(rooms))


def _exit(shape: BaseGeometry, says: dict[str, Any], n: int, walk: BaseGeometry) -> Exit:
    name = str(says.get("name") or f"出口{n}")[:60]
    if shape.geom_type == "LineString":
        width = float(shape.length)
        passage = shape.buffer(PASSAGE_M + EXIT_M, cap_style="flat").difference(walk)
        area = passage.difference(shape.buffer(PASSAGE_M, cap_style="flat"))
        if area.is_empty:
            # A line drawn across the floor, not along its edge.
            passage = area = shape.buffer(EXIT_M / 2, cap_style="flat")
    else:
        passage = area = shape
        width = float(shapely.minimum_rotated_rectangle(shape).length) / 4
    parts = [each for each in shapely.get_parts(area.buffer(0)) if each.geom_type == "Polygon"]
    if not parts or shapely.distance(passage, walk) > WALL_M * 2:
        raise BadInput(f"“{name}”没有与可通行的区域相接，请核对出口位置。")
    if width < 0.5:
        raise BadInput(f"“{name}”宽 {width:.2f} m，不足 0.5 m，人员无法通过，请核对。")
    best = shapely.convex_hull(max(parts, key=lambda each: each.area))
    # The band and the floor must overlap, not merely touch, to be one.
    near = shape.buffer(WALL_M * 2, cap_style="flat") if shape.geom_type == "LineString" else shape
    return Exit(name, best, shapely.union_all([passage, best, near]), width)


def _crowd(shape: BaseGeometry, says: dict[str, Any], n: int, walk: BaseGeometry) -> Crowd:
    people = says.get("people")
    if isinstance(people, bool) or not isinstance(people, int) or not 1 <= people <= 5000:
        raise BadInput(f"第 {n} 处人员的 people 应为 1 至 5000 的整数。")
    area = shape.intersection(walk)
    if area.is_empty or area.area < 0.1:
        raise BadInput(f"第 {n} 处人员不在可通行的区域内，请核对位置。")
    return Crowd(area, people, str(says.get("name") or f"人员{n}")[:60])
