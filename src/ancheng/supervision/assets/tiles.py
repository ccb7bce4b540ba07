"""Vector tiles of the register: clusters at low zoom, the objects themselves at high zoom."""

from __future__ import annotations

import json
from datetime import datetime

from django.contrib.gis.geos import Polygon
from django.db import connection

from ancheng.base.asker import Asker
from ancheng.base.errors import Refusal
from ancheng.supervision.assets import revision
from ancheng.supervision.assets.filters import Filter
from ancheng.supervision.assets.kept import Kept
from ancheng.supervision.assets.queries import narrowed
from ancheng.supervision.assets.registry import KINDS

DEEPEST = 22
OBJECTS_FROM = 15
# A tile is divided into 2**3 × 2**3 clusters.
DIVISION = 3
MOST_OBJECTS = 4000

CLUSTERS = """
WITH found AS ({rows}),
grouped AS (
    SELECT count(*) AS count, max(condition) AS worst, ST_Centroid(ST_Collect(ST_PointOnSurface(geometry))) AS place,
           min(id) AS id, min(kind) AS kind
    FROM found GROUP BY cell >> %s
)
SELECT
  (SELECT ST_AsMVT(t, 'clusters') FROM (
     SELECT count, {label} AS label, {words} AS worst, ST_AsMVTGeom(ST_Transform(place, 3857), ST_TileEnvelope(%s, %s, %s)) AS geom
     FROM grouped WHERE count > 1) t)
  || (SELECT ST_AsMVT(t, 'objects') FROM (
     SELECT id, kind, {words} AS condition, ({shapes})->>kind AS shape,
            ST_AsMVTGeom(ST_Transform(place, 3857), ST_TileEnvelope(%s, %s, %s)) AS geom
     FROM grouped WHERE count = 1) t)
"""
OBJECTS = """
WITH found AS ({rows} LIMIT %s)
SELECT ST_AsMVT(t, 'objects') FROM (
    SELECT id, name, kind, {words} AS condition, ({shapes})->>kind AS shape,
           ST_AsMVTGeom(ST_Transform(geometry, 3857), ST_TileEnvelope(%s, %s, %s)) AS geom
    FROM (SELECT *, condition AS worst FROM found) f) t
"""
# As the sign on the map writes it: districts share few signs, so that each is drawn once.
LABEL = (
    "CASE WHEN count < 1000 THEN count::text WHEN count < 9950 THEN round(count / 1000.0, 1)::text || 'k'"
    " ELSE round(count / 1000.0)::text || 'k' END"
)
WORDS = "CASE worst WHEN 3 THEN 'fault' WHEN 2 THEN 'attention' WHEN 1 THEN 'unknown' ELSE 'normal' END"


KEPT = Kept(32 * 2**20)


def scope(asker: Asker) -> str:
    """Who sees the same objects: all of the district's, or those of one unit."""
    return "district" if asker.sees_district else f"unit-{asker.unit_id}"


def address(asker: Asker, asked: Filter | None = None) -> str:
    """Where the map finds its tiles; another seat has another address, so no browser mixes them up."""
    parts = [each for each in ((asked or Filter()).query(bbox=None), f"scope={scope(asker)}") if each]
    return "/assets/tiles/{z}/{x}/{y}.mvt?" + "&".join(parts)


def version(asker: Asker, asked: Filter, z: int, x: int, y: int, at: datetime) -> tuple[str, ...]:
    """What a tile depends on; the same version is the same picture."""
    # A span of hours moves on by itself, without any change of the register.
    moment = at.strftime("%Y%m%d%H%M") if asked.since else ""
    where = f"{z}/{x}/{y}"
    return (
        connection.settings_dict["NAME"],
        str(revision.current()),
        scope(asker),
        asked.query(),
        where,
        moment,
    )


def tile(asker: Asker, asked: Filter, z: int, x: int, y: int, at: datetime) -> bytes:
    """One Mapbox vector tile of the objects that `asker` may see and that `asked` describes."""
    if not (0 <= z <= DEEPEST and 0 <= x < 2**z and 0 <= y < 2**z):
        raise Refusal("没有这块地图瓦片。")
    # The revision is read before the objects: a change in between can only make the tile younger than its key.
    return KEPT.get(version(asker, asked, z, x, y, at), lambda: _drawn(asker, asked, z, x, y, at))


def _drawn(asker: Asker, asked: Filter, z: int, x: int, y: int, at: datetime) -> bytes:
    found = narrowed(asker, asked, at)
    if z >= OBJECTS_FROM:
        rows = found.filter(geometry__bboverlaps=_envelope(z, x, y)).values(
            "id", "name", "kind", "condition", "geometry"
        )
        return _run(OBJECTS, rows.query, [MOST_OBJECTS, z, x, y])
    depth = 2 * (DEEPEST - z)
    first = curve(x, y) << depth
    rows = found.filter(cell__gte=first, cell__lt=first + (1 << depth)).values(
        "id", "kind", "condition", "cell", "geometry"
    )
    return _run(CLUSTERS, rows.query, [2 * (DEEPEST - z - DIVISION), z, x, y, z, x, y])


def _run(template: str, query: object, params: list[int]) -> bytes:
    sql, own = query.sql_with_params()  # type: ignore[attr-defined]
    text = (
        template.replace("{rows}", sql)
        .replace("{words}", WORDS)
        .replace("{label}", LABEL)
        .replace("{shapes}", "%s::jsonb")
    )
    with connection.cursor() as cursor:
        cursor.execute(text, _in_order(template, list(own), params))
        return bytes(cursor.fetchone()[0] or b"")


def _in_order(template: str, own: list[object], params: list[int]) -> list[object]:
    """The parameters in the order in which the template names them."""
    shapes = json.dumps({key: kind.shape for key, kind in KINDS.items()})
    left = list(params)
    ordered: list[object] = []
    rest = template
    while True:
        places = {mark: rest.find(mark) for mark in ("{rows}", "{shapes}", "%s") if mark in rest}
        if not places:
            return ordered
        mark = min(places, key=lambda each: places[each])
        ordered += own if mark == "{rows}" else [shapes] if mark == "{shapes}" else [left.pop(0)]
        rest = rest[places[mark] + len(mark) :]


def curve(x: int, y: int) -> int:
    """The number of a tile on the Z curve of its zoom."""
    return sum((x >> bit & 1) << (2 * bit) | (y >> bit & 1) << (2 * bit + 1) for bit in range(DEEPEST))


def _envelope(z: int, x: int, y: int) -> Polygon:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ST_XMin(b), ST_YMin(b), ST_XMax(b), ST_YMax(b)"
            " FROM (SELECT ST_Transform(ST_TileEnvelope(%s, %s, %s), 4326) AS b) t",
            [z, x, y],
        )
        return Polygon.from_bbox(cursor.fetchone())
