"""Drawing what no open file holds: community and grid areas, as Voronoi cells inside each subdistrict."""

from __future__ import annotations

from random import Random

from shapely import MultiPoint, MultiPolygon, Polygon, make_valid, prepare, voronoi_polygons
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry


def cells(area: BaseGeometry, count: int, random: Random) -> list[MultiPolygon]:
    """`area` cut into `count` pieces without gap or overlap; `random` decides where."""
    if count <= 1:
        return [_polygons(area)]
    points = spread(area, count, random)
    pieces = voronoi_polygons(MultiPoint(points), extend_to=area).geoms
    cut = [_polygons(make_valid(piece.intersection(area))) for piece in pieces]
    return [each for each in cut if not each.is_empty]


def spread(area: BaseGeometry, count: int, random: Random) -> list[Point]:
    """`count` points inside `area`, kept apart by choosing the farthest of several tries."""
    prepare(area)
    west, south, east, north = area.bounds
    chosen: list[Point] = []
    while len(chosen) < count:
        tries: list[Point] = []
        while len(tries) < 6:
            point = Point(random.uniform(west, east), random.uniform(south, north))
            if area.contains(point):
                tries.append(point)
        chosen.append(max(tries, key=lambda each: min((each.distance(old) for old in chosen), default=0.0)))
    return chosen


def _polygons(area: BaseGeometry) -> MultiPolygon:
    parts = area.geoms if hasattr(area, "geoms") else [area]
    return MultiPolygon([each for each in parts if isinstance(each, Polygon)])
