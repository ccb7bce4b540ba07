"""Vector tiles of the four-colour map: graded areas under it, clusters of risks at low zoom, the risks at high zoom."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from django.db import connection
from django.http import QueryDict

from ancheng.base.asker import Asker
from ancheng.base.errors import Refusal
from ancheng.kernel.orgs.models import UnitKind
from ancheng.supervision.assets.kept import Kept
from ancheng.supervision.assets.tiles import DEEPEST, LABEL, curve, scope
from ancheng.supervision.risks import revision
from ancheng.supervision.risks.aggregation import last_day, live_run, run_of_month
from ancheng.supervision.risks.filters import one_of
from ancheng.supervision.risks.rules import INDUSTRIES
from ancheng.supervision.risks.values import Basis, Rule

RISKS_FROM = 15
# A tile is divided into 2**3 × 2**3 clusters.
DIVISION = 3
MOST_RISKS = 4000
KEPT = Kept(32 * 2**20)
AREAS = (UnitKind.SUBDISTRICT, UnitKind.COMMUNITY, UnitKind.GRID, UnitKind.ZONE)
# How coarse a border may be drawn, in degrees, by the zoom from which it is not.
COARSE = ((10, 0.0012), (12, 0.0003), (14, 0.00008))

LIVE = """
SELECT id, cell, east, north, {basis} AS grade FROM risks_risk
WHERE realm = 'actual' AND NOT (state = 'closed') AND {place} {scope} {industry}
"""
PAST = """
SELECT r.id, r.cell, r.east, r.north, coalesce(a.{basis}, 0) AS grade FROM risks_risk r
LEFT JOIN risks_assessment a ON a.risk_id = r.id
  AND a.in_force_from <= %(day)s AND (a.in_force_to IS NULL OR a.in_force_to > %(day)s)
WHERE r.realm = 'actual' AND r.identified_on <= %(day)s AND (r.closed_on IS NULL OR r.closed_on > %(day)s)
  AND {place} {scope} {industry}
"""
IN_CELLS = "cell >= %(first)s AND cell < %(last)s"
CLUSTERS = f"""
WITH found AS ({{rows}}),
grouped AS (
  SELECT count(*) AS count, max(grade) AS worst, min(id) AS id, avg(east) AS east, avg(north) AS north
  FROM found GROUP BY cell >> %(shift)s
),
drawn AS (
  SELECT id, count, worst AS grade, {LABEL} AS label,
    ST_AsMVTGeom(ST_SetSRID(ST_MakePoint(east, north), 3857), ST_TileEnvelope(%(z)s, %(x)s, %(y)s)) AS geom FROM grouped
)
SELECT (SELECT ST_AsMVT(t, 'clusters') FROM (SELECT count, grade, label, geom FROM drawn WHERE count > 1) t)
  || (SELECT ST_AsMVT(t, 'risks') FROM (SELECT id, grade, geom FROM drawn WHERE count = 1) t)
"""  # noqa: S608  # nosec B608 (only constants of this module)
RISKS = """
WITH found AS ({rows} LIMIT %(most)s)
SELECT ST_AsMVT(t, 'risks') FROM (
  SELECT f.id, k.title AS name, f.grade,
    ST_AsMVTGeom(ST_Transform(k.geometry, 3857), ST_TileEnvelope(%(z)s, %(x)s, %(y)s)) AS geom
  FROM found f JOIN risks_risk k ON k.id = f.id) t
"""
OVERLAPPING = "geometry && ST_Transform(ST_TileEnvelope(%(z)s, %(x)s, %(y)s), 4326)"
GRADED_AREAS = """
SELECT ST_AsMVT(t, 'areas') FROM (
  SELECT b.unit_id AS id, coalesce(nullif(o.short_name, ''), o.name) AS name, coalesce(g.grade, 0) AS grade,
    ST_AsMVTGeom(ST_Transform(ST_Simplify(b.area, %(coarse)s, true), 3857), ST_TileEnvelope(%(z)s, %(x)s, %(y)s)) AS geom
  FROM places_boundary b JOIN orgs_unit o ON o.id = b.unit_id
  LEFT JOIN risks_areagrade g ON g.run_id = %(run)s AND g.unit_id = b.unit_id
  WHERE b.kind = %(level)s AND b.area && ST_Transform(ST_TileEnvelope(%(z)s, %(x)s, %(y)s), 4326)) t
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which map is asked for; without a month the one of now, without a level that which suits the zoom."""

    rule: Rule = Rule.HIGHEST
    basis: Basis = Basis.UNMITIGATED
    level: str = ""
    month: str = ""
    industry: str = ""

    @property
    def day(self) -> date | None:
        return last_day(self.month) if self.month else None

    def query(self) -> str:
        parts = (
            ("rule", self.rule.value), ("basis", self.basis.value), ("level", self.level),
            ("month", self.month), ("industry", self.industry),
        )  # fmt: skip
        return urlencode([(name, value) for name, value in parts if value])


def read_asked(given: QueryDict) -> Asked:
    month = given.get("month", "")
    if month and not re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", month):
        raise Refusal("月份请写成 2026-03。")
    return Asked(
        Rule(one_of(given.get("rule", ""), tuple(Rule), "聚合规则") or Rule.HIGHEST),
        Basis(one_of(given.get("basis", ""), tuple(Basis), "口径") or Basis.UNMITIGATED),
        one_of(given.get("level", ""), (*AREAS, "none"), "区域层级"),
        month,
        one_of(given.get("industry", ""), INDUSTRIES, "行业"),
    )


def address(asker: Asker, asked: Asked) -> str:
    """Where the map finds its tiles; another seat has another address, so no browser mixes them up."""
    return f"/risks/tiles/{{z}}/{{x}}/{{y}}.mvt?{asked.query()}&scope={scope(asker)}"


def version(asker: Asker, asked: Asked, z: int, x: int, y: int) -> tuple[str, ...]:
    """What a tile depends on; the same version is the same picture."""
    return (
        str(connection.settings_dict["NAME"]),
        # A past month hardly changes, but a risk that was registered late belongs to it.
        str(revision.current()),
        scope(asker),
        asked.query(),
        f"{z}/{x}/{y}",
    )


def tile(
    asker: Asker, asked: Asked, z: int, x: int, y: int, at: datetime, *, known: tuple[str, ...] = ()
) -> bytes:
    """One Mapbox vector tile of the areas, and of the risks that `asker` may see; `known` is its version."""
    if not (0 <= z <= DEEPEST and 0 <= x < 2**z and 0 <= y < 2**z):
        raise Refusal("没有这块地图瓦片。")
    # The revision is read before the grades: a change in between can only make the tile younger than its key.
    return KEPT.get(known or version(asker, asked, z, x, y), lambda: drawn(asker, asked, z, x, y, at))


def level_at(z: int) -> str:
    """Which areas are coloured at a zoom."""
    return UnitKind.SUBDISTRICT if z < 12 else UnitKind.COMMUNITY if z < 14 else UnitKind.GRID


def drawn(asker: Asker, asked: Asked, z: int, x: int, y: int, at: datetime) -> bytes:
    """The tile, made anew."""
    place = {"z": z, "x": x, "y": y}
    with connection.cursor() as cursor:
        areas = b""
        run_id = _run_id(asked, at)
        if asked.level != "none" and run_id is not None:
            coarse = next((size for below, size in COARSE if z < below), 0.00001)
            level = asked.level or level_at(z)
            cursor.execute(GRADED_AREAS, {**place, "level": level, "coarse": coarse, "run": run_id})
            areas = bytes(cursor.fetchone()[0] or b"")
        text, params = _risks(asker, asked, z, x, y)
        cursor.execute(text, {**place, **params})
        return areas + bytes(cursor.fetchone()[0] or b"")


def _run_id(asked: Asked, at: datetime) -> int | None:
    if asked.month:
        return run_of_month(rule=asked.rule, basis=asked.basis, month=asked.month, at=at).pk
    found = live_run(asked.rule, asked.basis)
    return found.pk if found else None


def _risks(asker: Asker, asked: Asked, z: int, x: int, y: int) -> tuple[str, dict[str, object]]:
    near = z >= RISKS_FROM
    rows = (PAST if asked.month else LIVE).format(
        basis=asked.basis.value,
        place=OVERLAPPING if near else IN_CELLS,
        scope="" if asker.sees_district else "AND seen_by @> ARRAY[%(unit)s]::bigint[]",
        industry="AND industry = %(industry)s" if asked.industry else "",
    )
    depth = 2 * (DEEPEST - z)
    first = curve(x, y) << depth
    params = {
        "day": asked.day, "unit": asker.unit_id, "industry": asked.industry, "most": MOST_RISKS,
        "first": first, "last": first + (1 << depth), "shift": max(depth - 2 * DIVISION, 0),
    }  # fmt: skip
    return (RISKS if near else CLUSTERS).replace("{rows}", rows), params
