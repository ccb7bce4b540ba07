"""Vector tiles of the sensors: clusters at low zoom, the sensors themselves at high zoom, by how they stand now."""

from __future__ import annotations

from datetime import datetime

from django.contrib.gis.geos import Polygon
from django.db import connection

from ancheng.base.asker import Asker
from ancheng.base.errors import Refusal
from ancheng.monitoring.sensors.filters import Filter, narrowed

DEEPEST = 22
SENSORS_FROM = 15
MOST = 4000
# What the map's signs are called: silent and invalid are faults, never heard is unknown.
STANDING = """
CASE WHEN l.time IS NULL THEN 1
     WHEN l.usable_time IS NULL OR l.usable_time < %s - make_interval(secs => s.silent_after_s) THEN 3
     WHEN l.usable_time < l.time THEN 3 ELSE 0 END
"""
WORDS = "CASE worst WHEN 3 THEN 'fault' WHEN 1 THEN 'unknown' ELSE 'normal' END"
TILE = """
WITH box AS (SELECT ST_TileEnvelope(%s, %s, %s) AS b),
found AS (
    SELECT s.id, s.name, ST_Transform(s.geometry, 3857) AS place, {standing} AS worst
    FROM ({rows}) s LEFT JOIN gateway_latest l ON l.sensor = s.id LIMIT %s
), grouped AS (
    SELECT count(*) AS count, max(worst) AS worst, min(id) AS id, min(name) AS name,
        ST_Centroid(ST_Collect(place)) AS place
    FROM found, box
    GROUP BY CASE WHEN %s THEN id ELSE 0 END,
        floor((ST_X(place) - ST_XMin(b)) / (ST_XMax(b) - ST_XMin(b)) * 8),
        floor((ST_Y(place) - ST_YMin(b)) / (ST_YMax(b) - ST_YMin(b)) * 8)
)
SELECT (SELECT ST_AsMVT(t, 'clusters') FROM (
    SELECT count, CASE WHEN count < 1000 THEN count::text ELSE round(count / 1000.0, 1)::text || 'k' END AS label,
        {words} AS worst, ST_AsMVTGeom(place, b) AS geom FROM grouped, box WHERE count > 1) t)
    || (SELECT ST_AsMVT(t, 'objects') FROM (
    SELECT id, name, {words} AS condition, 'circle' AS shape, ST_AsMVTGeom(place, b) AS geom
    FROM grouped, box WHERE count = 1) t)
"""


def address(asker: Asker, asked: Filter) -> str:
    """Where the map finds its tiles; another seat has another address, so no browser mixes them up."""
    scope = "district" if asker.sees_district else f"unit-{asker.unit_id}"
    parts = [each for each in (asked.query(), f"scope={scope}") if each]
    return "/sensors/tiles/{z}/{x}/{y}.mvt?" + "&".join(parts)


def tile(asker: Asker, asked: Filter, z: int, x: int, y: int, at: datetime) -> bytes:
    """One Mapbox vector tile of the sensors that `asker` may see and that `asked` describes."""
    if not (0 <= z <= DEEPEST and 0 <= x < 2**z and 0 <= y < 2**z):
        raise Refusal("没有这块地图瓦片。")
    single = z >= SENSORS_FROM
    rows = narrowed(asker, asked, at).filter(geometry__bboverlaps=_envelope(z, x, y))
    sql, own = rows.order_by().values("id", "name", "geometry", "silent_after_s").query.sql_with_params()
    text = TILE.format(standing=STANDING, rows=sql.replace("{", "{{").replace("}", "}}"), words=WORDS)
    with connection.cursor() as cursor:
        cursor.execute(text, [z, x, y, at, *own, MOST if single else 10**6, single])
        return bytes(cursor.fetchone()[0] or b"")


def _envelope(z: int, x: int, y: int) -> Polygon:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ST_XMin(b), ST_YMin(b), ST_XMax(b), ST_YMax(b) "
            "FROM (SELECT ST_Transform(ST_TileEnvelope(%s, %s, %s), 4326) AS b) t",
            [z, x, y],
        )
        return Polygon.from_bbox(cursor.fetchone())
