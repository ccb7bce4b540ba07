"""A level of 6,500 units opens within 150 ms: the fragment that a click on ▸ brings.

The peer is the bare SQL of all 6,500 rows, of which the fragment shows the first stretch.
"""

from __future__ import annotations

import re
import time

from bench._report import report
from bench._scratch import connect, percentile, scratch, signed_in

CHILDREN, TIMES, GOAL_MS = 6_500, 60, 150.0


def measure() -> None:
    from ancheng.kernel.orgs.models import Unit, UnitKind

    parent = Unit.objects.filter(kind=UnitKind.ENTERPRISE).order_by("pk")[0].parent
    client = signed_in("office")
    address = f"/units/{parent.pk}/level/"
    first, rows = _timed(client, address)
    times = [_timed(client, address)[0] for _ in range(TIMES)]
    note = f"{rows} rows at once; first time {first:.0f} ms; p50 {percentile(times, 0.5):.0f} ms"
    report("level of 6,500 units opens, p95", percentile(times, 0.95), GOAL_MS, "ms", note)
    stretches, shown = _to_the_end(client, address)
    if shown < CHILDREN:
        raise SystemExit(f"only {shown} of {CHILDREN} units can be reached from the page")
    report(
        "each further stretch of the level, worst", max(stretches), GOAL_MS, "ms",
        f"{len(stretches)} stretches to the last of {shown} units",
    )  # fmt: skip
    with connect() as database:
        started = time.perf_counter()
        database.execute(
            'SELECT id, name, short_name, child_count FROM orgs_unit WHERE parent_id = %s ORDER BY "order", name',
            [parent.pk],
        ).fetchall()
        print(f"  peer: bare SQL of all rows  {(time.perf_counter() - started) * 1000:.1f} ms")


def _timed(client: object, address: str) -> tuple[float, int]:
    started = time.perf_counter()
    answer = client.get(address, headers={"HX-Request": "true"})  # type: ignore[attr-defined]
    spent = (time.perf_counter() - started) * 1000
    if answer.status_code != 200:
        raise SystemExit(f"{address} answered {answer.status_code}")
    return spent, answer.content.decode().count("data-row")


def _to_the_end(client: object, address: str) -> tuple[list[float], int]:
    """Follow "more" to the last unit."""
    times, shown, next_one = [], 0, address
    while next_one:
        started = time.perf_counter()
        text = client.get(next_one, headers={"HX-Request": "true"}).content.decode()  # type: ignore[attr-defined]
        times.append((time.perf_counter() - started) * 1000)
        shown += text.count("data-row")
        more = re.search(r'hx-get="([^"]+\?(?:start|after)=[^"]+)"', text)
        next_one = more.group(1).replace("&amp;", "&") if more else ""
    return times, shown


def main() -> None:
    with scratch("level"):
        from bench._register import district

        district(enterprises=CHILDREN)
        with connect() as database:
            # The demonstration spreads the enterprises; here they all stand below one subdistrict.
            database.execute(
                "WITH one AS (SELECT parent_id AS id FROM orgs_unit WHERE kind = 'enterprise' ORDER BY id LIMIT 1),"
                " up AS (SELECT p.id, p.ancestors || p.id AS line, p.path FROM orgs_unit p JOIN one USING (id))"
                " UPDATE orgs_unit u SET parent_id = up.id, ancestors = up.line,"
                " path = up.path || split_part(u.path, '/', -2) || '/' FROM up WHERE u.kind = 'enterprise'"
            )
            database.execute(
                "UPDATE orgs_unit p SET child_count = (SELECT count(*) FROM orgs_unit c WHERE c.parent_id = p.id)"
            )
            database.execute("VACUUM ANALYZE orgs_unit")
        measure()


if __name__ == "__main__":
    main()
