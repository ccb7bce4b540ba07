"""Pages of the list of 1,000,000 dangers, and an export of 100,000 of them, each as people ask for it.

A page of any filter, in any role, at any depth: 95 of 100 within 300 ms. The export runs in a process of its own,
through the same address as the button, and is read to its end: under 20 s, under 300 MB.

    python -m bench.danger_list [rows] [filters]
"""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
import time
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlencode

from bench._register import SEED, district, drop_indexes, places
from bench._report import report
from bench._scratch import connect, percentile, scratch, signed_in

ROWS, FILTERS, GOAL_MS = 1_000_000, 100, 300.0
EXPORTED, EXPORT_SECONDS, EXPORT_MB = 100_000, 20.0, 300.0
YEARS = 10
OLDER = re.compile(r'[?&;]after=([^"&]+)')

DRAW = """
INSERT INTO dangers_danger (
  realm, seen_by, geometry, source_crs, address, state, state_since, due_at, number, title, grade, source, description,
  clause, requirement, interim, result, source_type, source_id, source_label, found_at, found_by_name, due_on,
  rectified_at, accepted_at, closed_at, sent_back, reopened, extended, listed, account_since, account_due_on, synthetic,
  community_id, enterprise_id, grid_id, issuer_unit_id, owner_unit_id, subdistrict_id, found_unit_id)
SELECT 'actual', g.line || array_remove(ARRAY[e.id, o.department], NULL),
  ST_SetSRID(ST_MakePoint(g.x + d.dx, g.y + d.dy), 4326), 'wgs84', '安平路' || d.house || '号', s.state,
  t.at + interval '9 days', CASE WHEN s.open THEN t.at + d.spell * interval '60 days' END,
  'YH-' || extract(year FROM t.at)::int || '-' || lpad(d.n::text, 7, '0'), w.title, CASE WHEN d.grave < 0.03 THEN 'major' ELSE 'general' END,
  (ARRAY['self_check','inspection','patrol','hotline','sensor','accident','supervision'])[1 + floor(d.origin * 7)::int],
  '现场发现：' || w.title || '，需要整改。', '安全生产法第四十一条', '立即整改', '', '', '', '', '', t.at, '巡查员',
  (t.at + interval '15 days')::date, t.at + interval '7 days', t.at + interval '8 days',
  CASE WHEN s.state = 'closed' THEN t.at + interval '9 days' END, (d.spell * 1.1)::int, (d.grave > 0.99)::int, 0,
  s.open AND d.grave < 0.004, CASE WHEN d.grave < 0.006 THEN t.at::date END, CASE WHEN d.grave < 0.006 THEN t.at::date + 90 END,
  true, g.community, e.id, g.id, coalesce(o.department, g.street), coalesce(e.id, g.street), g.street, g.street
FROM (SELECT n, 1 + floor(random() * %(grids)s)::int AS grid, 1 + floor(random() * 9)::int AS firm,
        1 + floor(random() * 400)::int AS house, 1 + floor(random() * %(words)s)::int AS word,
        1 + floor(random() * %(offices)s)::int AS office, random() AS age, random() AS fate, random() AS grave,
        random() AS origin, random() AS spell, (random() - 0.5) * 0.008 AS dx, (random() - 0.5) * 0.006 AS dy
      FROM generate_series(%(first)s::int, %(last)s::int) AS n) d
JOIN bench_grid g ON g.number = d.grid
JOIN bench_word w ON w.number = d.word
LEFT JOIN bench_firm e ON e.street = g.street AND e.number = d.firm AND d.origin < 0.7
LEFT JOIN bench_office o ON o.number = d.office AND d.fate > 0.5
CROSS JOIN LATERAL (SELECT now() - d.age * %(years)s * interval '365 days' AS at) t
-- What is old is done; of the last half year a third is still open.
CROSS JOIN LATERAL (SELECT d.age < 0.05 AND d.spell < 0.35 OR d.age >= 0.05 AND d.spell < 0.01 AS open) u
CROSS JOIN LATERAL (SELECT u.open, CASE WHEN u.open
  THEN (ARRAY['found','graded','ordered','ordered','ordered','rectified','accepted','returned','enforced'])[1 + floor(d.fate * 9)::int]
  WHEN d.fate < 0.03 THEN 'rejected' WHEN d.fate < 0.035 THEN 'shut' ELSE 'closed' END AS state) s
"""
WHAT = (
    "消防通道堵塞",
    "灭火器过期",
    "配电箱未关闭",
    "燃气软管老化",
    "临边无防护",
    "电动车违规充电",
    "应急灯损坏",
)
WHERE = ("一层大厅", "地下车库", "后厨", "库房", "楼梯间", "配电室", "施工现场", "屋面", "车间", "宿舍")


def fill(rows: int) -> float:
    """`rows` dangers of ten years over all grids; gives the seconds that it took."""
    started = time.perf_counter()
    with connect() as database:
        for setting in ("maintenance_work_mem = '512MB'", "work_mem = '128MB'", "synchronous_commit = off"):
            database.execute(f"SET {setting}")
        database.execute("SELECT setseed(0.110105)")
        grids = places(database)
        database.execute("CREATE TABLE bench_word (number int, title text)")
        titles = [f"{where}{what}" for where in WHERE for what in WHAT]
        with database.cursor().copy("COPY bench_word FROM STDIN") as copy:
            for number, title in enumerate(titles, 1):
                copy.write_row((number, title))
        database.execute(
            "CREATE TABLE bench_office AS SELECT row_number() OVER (ORDER BY id)::int AS number, id AS department"
            " FROM orgs_unit WHERE kind = 'department'"
        )
        found = database.execute("SELECT count(*) FROM bench_office").fetchone()
        counts = {"grids": grids, "words": len(titles), "offices": found[0] if found else 0, "years": YEARS}
        indexes = drop_indexes(database, "dangers_danger")
        for first in range(1, rows + 1, 100_000):
            database.execute(DRAW, counts | {"first": first, "last": min(first + 99_999, rows)})
        for statement in indexes:
            database.execute(statement)
        database.execute("VACUUM ANALYZE")
        drawn = database.execute("SELECT count(*) FROM dangers_danger").fetchone()
        if drawn is None or drawn[0] != rows:
            raise SystemExit(f"{drawn} rows were drawn instead of {rows}")
    return time.perf_counter() - started


def filters(count: int) -> list[dict[str, Any]]:
    """`count` different filters as officers set them, the same every time."""
    from django.utils import timezone

    from ancheng.kernel.orgs.models import Unit, UnitKind
    from ancheng.supervision.dangers.filters import STATES
    from ancheng.supervision.dangers.models import Danger, Grade, Source

    chance, today = random.Random(SEED), timezone.localdate()

    def keys(kind: UnitKind, most: int = 400) -> list[int]:
        return list(Unit.objects.filter(kind=kind).order_by("pk").values_list("pk", flat=True)[:most])

    streets, offices, firms = (
        keys(each) for each in (UnitKind.SUBDISTRICT, UnitKind.DEPARTMENT, UnitKind.ENTERPRISE)
    )
    numbers = list(Danger.objects.order_by("pk").values_list("number", flat=True)[:20_000:2_500])
    words = ("灭火器", "燃气", "后厨", "通道", "安平路12号", "配电室配电箱", "电", "不存在的名称")

    def days() -> dict[str, Any]:
        until = today - timedelta(days=chance.randint(0, 3000))
        return {"since": until - timedelta(days=chance.choice((7, 31, 366))), "until": until}

    draws = [
        dict,
        lambda: {"state": chance.choice(STATES)},
        lambda: {"grade": chance.choice(Grade.values)},
        lambda: {"source": chance.choice(Source.values)},
        lambda: {"state": chance.choice(STATES), "grade": "major"},
        lambda: {"source": chance.choice(Source.values), "state": chance.choice(STATES)},
        lambda: {"open": 1},
        lambda: {"late": 1},
        lambda: {"soon": 1},
        lambda: {"mine": 1},
        lambda: {"account": 1},
        lambda: {"listed": 1},
        lambda: {"reopened": 1},
        lambda: {"unit": chance.choice(streets + offices)},
        lambda: {"unit": chance.choice(streets + offices), "late": 1},
        lambda: {"owner": chance.choice(firms)},
        lambda: {"enterprise": chance.choice(firms)},
        lambda: {"subdistrict": chance.choice(streets)},
        lambda: {"subdistrict": chance.choice(streets), "state": chance.choice(STATES)},
        lambda: {"subdistrict": chance.choice(streets), "grade": "major", "open": 1},
        lambda: {"q": chance.choice(words)},
        lambda: {"q": chance.choice(numbers)},
        lambda: {"q": chance.choice(words), "state": chance.choice(STATES)},
        lambda: {"q": chance.choice(words), "subdistrict": chance.choice(streets)},
        days,
        lambda: {**days(), "grade": "major"},
    ]
    found: dict[str, dict[str, Any]] = {}
    for number in range(count * 20):
        asked = draws[number % len(draws)]()
        found.setdefault(urlencode(asked), asked)
        if len(found) == count:
            break
    return list(found.values())


def measure(count: int) -> None:
    """Every filter in every role, and the page that follows it; the first visit of each role not counted."""
    from ancheng.config.demo.people import accounts

    seats = [(each.username, str(each.role)) for each in accounts()]
    clients = {name: signed_in(name) for name, _ in seats}
    for client in clients.values():
        client.get("/dangers/")
    asked, times, shown = filters(count), [], 0
    for each in asked:
        for name, role in seats:
            query = urlencode(each)
            for _number in range(2):
                started = time.perf_counter()
                answer = clients[name].get(f"/dangers/?{query}")
                times.append(((time.perf_counter() - started) * 1000, role, query))
                if answer.status_code != 200:
                    raise SystemExit(f"/dangers/?{query} answered {answer.status_code} for {role}")
                shown += answer.content.count(b"data-row")
                older = OLDER.search(answer.content.decode())
                if not older:
                    break
                query = urlencode({**each, "after": unquote(unescape(older[1]))})
    figures = [each for each, _, _ in times]
    note = (
        f"{len(asked)} filters x {len(seats)} roles, {len(times)} pages, {shown} rows shown;"
        f" p50 {percentile(figures, 0.5):.0f} ms, worst {max(figures):.0f} ms"
    )
    report("list page of 1,000,000 dangers, p95", percentile(figures, 0.95), GOAL_MS, "ms", note)
    load = Path("/proc/loadavg").read_text().split()[0]
    print(f"  load of the machine meanwhile: {load}")
    for time_ms, role, query in sorted(times, reverse=True)[:12]:
        print(f"  slow: {time_ms:7.0f} ms  {role:<14} {query}")


def measure_export() -> None:
    """The export in a process of its own, whose greatest memory is its own."""
    child = subprocess.run(
        [sys.executable, "-m", "bench.danger_list", "--export"],
        capture_output=True,
        text=True,
        check=False,
    )
    if child.returncode:
        raise SystemExit(child.stderr[-3000:])
    got = json.loads(child.stdout.strip().splitlines()[-1])
    note = f"{got['rows']} rows, {got['bytes'] / 1e6:.1f} MB of workbook; {got['cpu']:.1f} s of processor"
    report("export of 100,000 dangers", got["seconds"], EXPORT_SECONDS, "s", note)
    more = f"the process before it: {got['idle_mb']:.0f} MB"
    report("memory of that export", got["peak_mb"], EXPORT_MB, "MB", more)


def export() -> None:
    """Ask for the workbook as the button does and read it to its end."""
    import django

    django.setup()
    from django.utils import timezone

    from ancheng.supervision.dangers.models import Danger

    client = signed_in("office")
    client.get("/dangers/")
    # The newest 100,000: the day on which the list is as long as that.
    mark = Danger.objects.order_by("-found_at").values_list("found_at", flat=True)[EXPORTED - 1]
    since = timezone.localtime(mark).date()
    rows = Danger.objects.filter(found_at__date__gte=since).count()
    idle, started, worked = _peak_mb(), time.perf_counter(), time.process_time()
    answer = client.get(f"/dangers/export.xlsx?since={since}")
    size = sum(len(each) for each in answer.streaming_content)
    seconds, worked = time.perf_counter() - started, time.process_time() - worked
    if answer.status_code != 200 or rows < EXPORTED:
        raise SystemExit(f"status {answer.status_code}, {rows} rows")
    got = {
        "rows": rows,
        "bytes": size,
        "seconds": seconds,
        "cpu": worked,
        "idle_mb": idle,
        "peak_mb": _peak_mb(),
    }
    print(json.dumps(got))


def _peak_mb() -> float:
    """The greatest resident memory of this very process so far; getrusage would hand down its parent's."""
    status = Path("/proc/self/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) / 1024  # type: ignore[index]


def main() -> None:
    if "--export" in sys.argv:
        export()
        return
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    with scratch("dangers"):
        district()
        print(f"  drawn: {rows} dangers in {fill(rows):.0f} s", flush=True)
        count = int(sys.argv[2]) if len(sys.argv) > 2 else FILTERS
        measure(count)
        measure_export()


if __name__ == "__main__":
    main()
