"""Vector tiles of the roads in use, so that a closure can be drawn on them where there is no base map."""

from __future__ import annotations

from collections import OrderedDict
from math import atan, degrees, pi, sinh
from threading import Lock

import shapely
from django.db import connection

from ancheng.base.errors import Absent, Refusal
from ancheng.command.dispatch import live
from ancheng.science.roads.graph import RoadClass

DEEPEST, SHALLOWEST = 15, 8
# Below these zooms only the greater roads are drawn.
ALL_FROM, SECONDARY_FROM = 14, 11
KEPT = 400
DRAWN = """
SELECT ST_AsMVT(t, 'roads') FROM (
    SELECT class, ST_AsMVTGeom(ST_Transform(ST_GeomFromWKB(line, 4326), 3857), ST_TileEnvelope(%s, %s, %s)) AS geom
    FROM unnest(%s::bytea[], %s::int[]) AS road(line, class)) t
"""
_kept: OrderedDict[tuple[str, int, int, int], bytes] = OrderedDict()
_lock = Lock()


def tile(z: int, x: int, y: int) -> tuple[str, bytes]:
    """The version of the roads, and one Mapbox vector tile of them; empty where no net is in use."""
    if not (SHALLOWEST <= z <= DEEPEST and 0 <= x < 2**z and 0 <= y < 2**z):
        raise Refusal("没有这块地图瓦片。")
    try:
        where = live.ground()
    except Absent:
        return "", b""
    key = (where.checksum, z, x, y)
    with _lock:
        known = _kept.get(key)
    if known is None:
        known = _drawn(where, z, x, y)
        with _lock:
            _kept[key] = known
            while len(_kept) > KEPT:
                _kept.popitem(last=False)
    return where.checksum, known


def _drawn(where: live.Ground, z: int, x: int, y: int) -> bytes:
    least = (
        RoadClass.FOOTWAY
        if z >= ALL_FROM
        else RoadClass.SECONDARY
        if z >= SECONDARY_FROM
        else RoadClass.ARTERIAL
    )
    arcs, lines = where.net.places.lines_in(*_box(z, x, y), least)
    classes = where.net.graph.road_class[arcs].tolist()
    with connection.cursor() as cursor:
        cursor.execute(DRAWN, [z, x, y, list(shapely.to_wkb(lines)), classes])
        return bytes(cursor.fetchone()[0] or b"")


def _box(z: int, x: int, y: int) -> tuple[float, float, float, float]:
    """West, south, east and north of a tile of the web map."""
    size = 2**z
    north, south = (degrees(atan(sinh(pi * (1 - 2 * row / size)))) for row in (y, y + 1))
    return 360 * x / size - 180, south, 360 * (x + 1) / size - 180, north
