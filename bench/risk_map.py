"""The four-colour map of 100,000 graded objects: its tiles, colouring after one assessment, all areas anew.

A tile is measured twice: drawn by the database (nothing kept), and answered by the web page as a map asks for it.

    python -m bench.risk_map [objects]
"""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Callable
from typing import Any

from bench._register import district, fill
from bench._report import report
from bench._scratch import connect, percentile, scratch, signed_in

OBJECTS, NEAR_MS, FAR_MS, COLOUR_S, ALL_S = 100_000, 50.0, 150.0, 2.0, 5.0
NEAR, FAR, ROUNDS = (12, 13, 14, 15, 16), 9, 3
RISKS = """
INSERT INTO risks_risk (realm, seen_by, state, state_since, due_at, owner_unit_id, issuer_unit_id, geometry, source_crs,
  subdistrict_id, community_id, grid_id, address, number, title, subject, industry, accident_type, factors, asset_id,
  enterprise_id, identified_on, identified_by, unmitigated, residual, assessed_on, valid_until, trigger, synthetic)
SELECT 'actual', a.seen_by, 'controlled', now(), now() + interval '200 days', a.unit_id, a.subdistrict_id, a.geometry,
  'wgs84', a.subdistrict_id, a.community_id, a.grid_id, a.address, 'FX-B-' || a.id, a.name || '风险', 'asset', '商务',
  '火灾', '', a.id, a.enterprise_id, d.day, '量测', g.grade, greatest(g.grade - 1, 1), d.day, d.day + 364, 'first', true
FROM assets_asset a
CROSS JOIN LATERAL (SELECT CASE WHEN u < 0.02 THEN 4 WHEN u < 0.13 THEN 3 WHEN u < 0.55 THEN 2 ELSE 1 END AS grade
  FROM (SELECT random() + a.id * 0 AS u) r) g
CROSS JOIN LATERAL (SELECT current_date - (random() * 540 + a.id * 0)::int AS day) d
WHERE a.geometry IS NOT NULL AND a.subdistrict_id IS NOT NULL ORDER BY a.id LIMIT %(rows)s
"""
ASSESSMENTS = """
INSERT INTO risks_assessment (risk_id, method, inputs, residual_inputs, score, residual_score, unmitigated, residual,
  citation, trigger, basis, assessor_name, submitted_at, in_force_from, valid_until)
SELECT id, 'matrix', '{"L": 2, "C": 2}', '{"L": 1, "C": 2}', 4, 2, unmitigated, residual, '', 'first', '', '量测', now(),
  assessed_on, valid_until FROM risks_risk
"""


def graded(rows: int) -> None:
    """So many graded risks on the objects of the register."""
    from django.utils import timezone

    from ancheng.supervision.risks.aggregation import refresh

    with connect() as database:
        database.execute("SELECT setseed(0.110105)")
        database.execute(RISKS, {"rows": rows})
        database.execute(ASSESSMENTS)
        database.execute("VACUUM ANALYZE risks_risk")
        database.execute("VACUUM ANALYZE risks_assessment")
        found = database.execute("SELECT count(*) FROM risks_risk WHERE unmitigated > 0").fetchone()
    if found is None or found[0] != rows:
        raise SystemExit(f"{found} risks were graded instead of {rows}")
    refresh(at=timezone.now())


def tiles_at(zoom: int) -> list[tuple[int, int, int]]:
    """The tiles of a zoom in which risks lie, the fullest first, at most sixty."""
    cell = 22 - zoom
    with connect() as database:
        found = database.execute(
            "SELECT floor((east + 20037508.34) / (40075016.68 / 2 ^ %(z)s))::int,"
            " floor((20037508.34 - north) / (40075016.68 / 2 ^ %(z)s))::int, count(*) FROM risks_risk"
            " GROUP BY 1, 2 ORDER BY 3 DESC LIMIT 60",
            {"z": zoom},
        ).fetchall()
    if not found or cell < 0:
        raise SystemExit(f"no tile at zoom {zoom}")
    return [(zoom, x, y) for x, y, _ in found]


def timed(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return (time.perf_counter() - started) * 1000


def tiles(username: str) -> None:
    from django.utils import timezone

    from ancheng.kernel.people.models import Membership
    from ancheng.supervision.risks import tiles as drawing

    seat = Membership.objects.select_related("unit", "person").get(person__username=username).asker()
    client, asked = signed_in(username), drawing.Asked()
    for zooms, goal in ((NEAR, NEAR_MS), ((FAR,), FAR_MS)):
        for zoom in zooms:
            wanted = tiles_at(zoom)
            for z, x, y in wanted:
                drawing.drawn(seat, asked, z, x, y, timezone.now())
            made = [
                timed(lambda at=each: drawing.drawn(seat, asked, *at, timezone.now()))  # type: ignore[misc]
                for _ in range(ROUNDS)
                for each in wanted
            ]
            page = [
                timed(lambda at=each: _answered(client, seat, asked, at))  # type: ignore[misc]
                for _ in range(ROUNDS)
                for each in wanted
            ]
            size = max(len(drawing.drawn(seat, asked, *each, timezone.now())) for each in wanted)
            note = f"{username}, {len(wanted)} tiles, largest {size / 1000:.0f} kB, worst {max(made):.0f} ms"
            report(f"tile drawn, zoom {zoom}, p95", percentile(made, 0.95), goal, "ms", note)
            report(f"tile asked for, kept, zoom {zoom}, p95", percentile(page, 0.95), goal, "ms", username)


def _answered(client: Any, seat: Any, asked: Any, at: tuple[int, int, int]) -> None:
    from ancheng.supervision.risks import tiles as drawing

    z, x, y = at
    answer = client.get(drawing.address(seat, asked).format(z=z, x=x, y=y))
    if answer.status_code != 200 or not answer.content:
        raise SystemExit(f"tile {at} answered {answer.status_code}")


def colouring() -> None:
    """From the click on the decision to the first tile that shows it, through the web pages."""
    from django.utils import timezone

    from ancheng.base.asker import PLATFORM
    from ancheng.supervision.risks import actions, revision
    from ancheng.supervision.risks import tiles as drawing
    from ancheng.supervision.risks.models import Risk
    from ancheng.supervision.risks.values import Method, Stated, Trigger

    client, seconds = signed_in("office"), []
    for risk in Risk.objects.filter(unmitigated=1).order_by("-pk")[:8]:
        now = timezone.now()
        actions.begin(risk=risk, trigger=Trigger.CHANGE, by=PLATFORM, at=now)
        stated = Stated(Method.MATRIX, {"L": 5, "C": 5}, {"L": 2, "C": 5})
        actions.submit(risk=risk, stated=stated, by=PLATFORM, at=now)
        actions.review(risk=risk, by=PLATFORM, at=now)
        z, (x, y) = 16, _tile_of(risk, 16)
        before, known = _bytes(client, z, x, y), revision.current()
        started = time.perf_counter()
        answer = client.post(f"/risks/{risk.pk}/grade/", {"why": ""})
        if answer.status_code != 302 or revision.current() == known:
            raise SystemExit(f"the decision was refused: {answer.status_code}")
        if _bytes(client, z, x, y) == before:
            raise SystemExit("the tile does not show the new grade")
        seconds.append(time.perf_counter() - started)
        drawing.KEPT.clear()
    note = "worst of 8; an open map asks each second, which comes on top"
    report("colour after one assessment, seen in a tile", max(seconds), COLOUR_S - 1.0, "s", note)


def _tile_of(risk: Any, zoom: int) -> tuple[int, int]:
    spot = risk.geometry.point_on_surface
    row = math.asinh(math.tan(math.radians(spot.y)))
    return int((spot.x + 180) / 360 * 2**zoom), int((1 - row / math.pi) / 2 * 2**zoom)


def _bytes(client: Any, z: int, x: int, y: int) -> bytes:
    answer = client.get(f"/risks/tiles/{z}/{x}/{y}.mvt?scope=district")
    return bytes(answer.content)


def everything() -> None:
    from django.utils import timezone

    from ancheng.supervision.risks.aggregation import refresh, run_of_month
    from ancheng.supervision.risks.values import Basis, Rule

    seconds = [timed(lambda: refresh(at=timezone.now())) / 1000 for _ in range(3)]
    areas = refresh(at=timezone.now())[0].areas
    report("all areas graded anew, by two rules and two bases", max(seconds), ALL_S, "s", f"{areas} areas")
    month = "2026-03" if timezone.now().year >= 2026 else "2025-03"
    past = timed(
        lambda: run_of_month(rule=Rule.HIGHEST, basis=Basis.UNMITIGATED, month=month, at=timezone.now())
    )
    report("a past month, asked for the first time", past / 1000, ALL_S, "s")


def main() -> None:
    objects = int(sys.argv[1]) if len(sys.argv) > 1 else OBJECTS
    with scratch("risks"):
        district()
        fill(round(objects * 1.2))
        graded(objects)
        tiles("office")
        tiles("subdistrict")
        colouring()
        everything()


if __name__ == "__main__":
    main()
