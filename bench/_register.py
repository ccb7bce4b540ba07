"""A district with people, and a register of any size, drawn by the database itself."""

from __future__ import annotations

import itertools
import json
import random
import time
from collections.abc import Iterator
from typing import Any

from bench._scratch import connect

SEED = 110105
SAMPLES = 120  # drawn sets of attributes per kind

ROWS = """
INSERT INTO assets_asset (
  realm, seen_by, geometry, source_crs, subdistrict_id, community_id, grid_id, address, kind, code, name, initials,
  unit_id, department_id, enterprise_id, status, condition, attributes, outside_accepted, built_on, remarks,
  synthetic, version, created_at, updated_at)
SELECT 'actual',
  g.line || array_remove(ARRAY[k.department, e.id], NULL),
  CASE WHEN NOT k.placed THEN NULL
       WHEN k.line THEN ST_SetSRID(ST_MakeLine(ST_MakePoint(p.x, p.y), ST_MakePoint(p.x + 0.0015, p.y + 0.0006)), 4326)
       ELSE ST_SetSRID(ST_MakePoint(p.x, p.y), 4326) END,
  'wgs84', g.street, g.community, g.id, r.name || d.house || '号', k.kind,
  k.prefix || '-' || lpad(d.n::text, 7, '0'), r.name || d.house || '号' || k.zh, r.initials || d.house || 'h' || k.initials,
  CASE WHEN k.kept THEN k.department ELSE g.street END, k.department, e.id,
  CASE WHEN d.fate < 0.96 THEN 'in_use' WHEN d.fate < 0.98 THEN 'suspended' WHEN d.fate < 0.992 THEN 'planned' ELSE 'retired' END,
  s.condition, s.attributes, false, DATE '2026-01-01' - (d.fate * 9000)::int, '', true, 1, t.at, t.at
FROM (SELECT n, width_bucket(random(), %(upto)s::float8[]) AS kind, 1 + floor(random() * %(grids)s)::int AS grid,
        1 + floor(random() * %(roads)s)::int AS road, 1 + floor(random() * %(samples)s)::int AS sample,
        1 + floor(random() * 9)::int AS firm, 1 + floor(random() * 400)::int AS house, random() AS fate,
        (random() - 0.5) * 0.008 AS dx, (random() - 0.5) * 0.006 AS dy, random() AS age, random() AS bulk
      FROM generate_series(%(first)s::int, %(last)s::int) AS n) d
JOIN bench_kind k ON k.number = d.kind
JOIN bench_grid g ON g.number = d.grid
JOIN bench_road r ON r.number = d.road
JOIN bench_sample s ON s.kind = k.kind AND s.number = d.sample
LEFT JOIN bench_firm e ON k.firm AND e.street = g.street AND e.number = d.firm
CROSS JOIN LATERAL (SELECT g.x + d.dx AS x, g.y + d.dy AS y) p
CROSS JOIN LATERAL (SELECT now() - d.age * d.age * interval '300 days' AS exact) u
-- One in ten came with an import: thousands of rows bear one stamp.
CROSS JOIN LATERAL (SELECT CASE WHEN d.bulk < 0.1 THEN date_trunc('day', u.exact) ELSE u.exact END AS at) t
"""


def district(*, enterprises: int = 6000) -> None:
    """Units, areas and accounts of the demonstration district."""
    from datetime import timedelta

    from django.db import transaction
    from django.utils import timezone

    from ancheng.config.demo import district as units
    from ancheng.config.demo import people

    then = timezone.now() - timedelta(days=75)
    with transaction.atomic():
        units.load(at=then, enterprises=enterprises, echo=lambda line: None)
        people.load(at=then)


def fill(rows: int) -> float:
    """`rows` objects over all units; gives the seconds that it took."""
    started = time.perf_counter()
    with connect() as database:
        database.execute("SET maintenance_work_mem = '768MB'")
        database.execute("SET work_mem = '128MB'")
        database.execute("SET synchronous_commit = off")
        database.execute("SELECT setseed(0.110105)")
        kinds = _kinds(database)
        grids, roads = places(database), _roads(database)
        indexes = drop_indexes(database, "assets_asset")
        shares = {"upto": _cumulated(kinds), "grids": grids, "roads": roads, "samples": SAMPLES}
        for first in range(1, rows + 1, 100_000):
            database.execute(ROWS, shares | {"first": first, "last": min(first + 99_999, rows)})
        for statement in indexes:
            database.execute(statement)
        database.execute("VACUUM ANALYZE")
        found = database.execute("SELECT count(*) FROM assets_asset").fetchone()
        if found is None or found[0] != rows:
            raise SystemExit(f"{found} rows were drawn instead of {rows}")
    from ancheng.supervision.assets import revision

    revision.advance()
    return time.perf_counter() - started


def drop_indexes(database: Any, table: str) -> list[str]:
    """Drop the indexes that are no constraints, and give the statements that make them again."""
    found = database.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %(table)s AND indexname NOT IN"
        " (SELECT conname FROM pg_constraint WHERE conrelid = %(table)s::regclass)",
        {"table": table},
    ).fetchall()
    for name, _ in found:
        database.execute(f'DROP INDEX "{name}"')
    return [statement for _, statement in found]


def _kinds(database: Any) -> list[int]:
    """Tables of kinds and of drawn attributes; gives the share of each kind."""
    from ancheng.supervision.assets.declare import Shape
    from ancheng.supervision.assets.demonstration import KEPT_BY_DEPARTMENT, WITH_ENTERPRISE
    from ancheng.supervision.assets.demonstration_values import MIX
    from ancheng.supervision.assets.facts import quick_initials
    from ancheng.supervision.assets.registry import KINDS

    departments = _departments()
    database.execute(
        "CREATE TABLE bench_kind (number int, kind text, prefix text, zh text, initials text, department bigint,"
        " kept bool, firm bool, line bool, placed bool)"
    )
    with database.cursor().copy("COPY bench_kind FROM STDIN") as copy:
        for number, key in enumerate(MIX):
            kind = KINDS[key]
            department = departments.get(kind.department)
            line = (
                Shape.LINE in kind.geometry
                and Shape.POINT not in kind.geometry
                and Shape.POLYGON not in kind.geometry
            )
            copy.write_row(
                (
                    number,
                    key,
                    kind.prefix,
                    kind.zh,
                    quick_initials(kind.zh),
                    department,
                    department is not None and kind.group in KEPT_BY_DEPARTMENT,
                    key in WITH_ENTERPRISE,
                    line,
                    kind.prefix != "DB",
                )
            )
    _samples(database, list(MIX))
    return list(MIX.values())


def _samples(database: Any, keys: list[str]) -> None:
    from datetime import date

    from ancheng.supervision.assets.demonstration_values import draw
    from ancheng.supervision.assets.registry import KINDS
    from ancheng.supervision.assets.rules import condition_of

    chance, today = random.Random(SEED), date.today()  # noqa: DTZ011
    database.execute("CREATE TABLE bench_sample (kind text, number int, attributes jsonb, condition int)")
    with database.cursor().copy("COPY bench_sample FROM STDIN") as copy:
        for key, number in itertools.product(keys, range(1, SAMPLES + 1)):
            values = draw(key, KINDS[key], chance, today)
            condition = int(condition_of(KINDS[key], values, today))
            copy.write_row((key, number, json.dumps(values, ensure_ascii=False), condition))
    database.execute("ANALYZE bench_sample")


def _departments() -> dict[str, int]:
    from ancheng.kernel.orgs.models import Unit, UnitKind

    rows = Unit.objects.exclude(short_name="").exclude(
        kind__in=[UnitKind.COMMUNITY, UnitKind.GRID, UnitKind.ENTERPRISE]
    )
    return dict(rows.values_list("short_name", "pk"))


def places(database: Any) -> int:
    """Tables of grids, with the units above them and a point, and of enterprises; gives how many grids."""
    database.execute(
        "CREATE TABLE bench_grid AS SELECT row_number() OVER (ORDER BY u.id)::int AS number, u.id,"
        " u.ancestors || u.id AS line, u.parent_id AS community, c.parent_id AS street,"
        " ST_X(ST_PointOnSurface(coalesce(b.area, s.area))) AS x, ST_Y(ST_PointOnSurface(coalesce(b.area, s.area))) AS y"
        " FROM orgs_unit u JOIN orgs_unit c ON c.id = u.parent_id"
        " LEFT JOIN places_boundary b ON b.unit_id = c.id LEFT JOIN places_boundary s ON s.unit_id = c.parent_id"
        " WHERE u.kind = 'grid'"
    )
    database.execute(
        "CREATE TABLE bench_firm AS SELECT id, parent_id AS street, row_number() OVER"
        " (PARTITION BY parent_id ORDER BY id)::int AS number FROM orgs_unit WHERE kind = 'enterprise'"
    )
    return int(database.execute("SELECT count(*) FROM bench_grid").fetchone()[0])


def _roads(database: Any) -> int:
    from ancheng.supervision.assets.demonstration import FIRST, SECOND
    from ancheng.supervision.assets.facts import quick_initials

    names = [first + second for first, second in itertools.product(FIRST, SECOND)]
    database.execute("CREATE TABLE bench_road (number int, name text, initials text)")
    with database.cursor().copy("COPY bench_road FROM STDIN") as copy:
        for number, name in enumerate(names, 1):
            copy.write_row((number, name, quick_initials(name)))
    return len(names)


def _cumulated(shares: list[int]) -> list[float]:
    """Where one kind ends and the next begins between 0 and 1."""
    total = sum(shares)
    return list(_running(shares, total))[:-1]


def _running(shares: list[int], total: int) -> Iterator[float]:
    so_far = 0
    for each in shares:
        so_far += each
        yield so_far / total
