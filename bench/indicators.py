"""74 indicators over 5,000,000 records: full recompute over 24 months, one change, the scorecard page, a drill.

Half of the records are objects, half are rows of registers; the peer is one plain GROUP BY per indicator by
subdistrict in the same run, which knows no months, no days of validity and no parts. Results are counted from the
extract (`kernel/extract`), which triggers and a job keep true to the records; writing it for the first time is a line of
its own.

    python -m bench.indicators [records]
"""

from __future__ import annotations

import sys
import time
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench._register import district, drop_indexes, fill
from bench._report import report
from bench._scratch import connect, percentile, scratch, signed_in

RECORDS, MONTHS = 5_000_000, 24
FULL_S, ONE_MS, PAGE_MS, DRILL_MS = 10.0, 100.0, 500.0, 300.0
CHANGES, DRILLS = 20, 60

# The demonstration's rows again and again, each under a name of its own.
AGAIN = """
INSERT INTO registers_row (realm, seen_by, register, code, title, same, series, starts_on, ends_on, due_on, due_clock,
  closed_on, attributes, synthetic, version, created_at, updated_at, department_id, subdistrict_id, unit_id)
SELECT r.realm, r.seen_by, r.register, r.code || '-' || n, r.title, left(r.same, 250) || '#' || n, r.series, r.starts_on, r.ends_on,
  r.due_on, r.due_clock, r.closed_on, r.attributes, true, 1, r.created_at, r.updated_at, r.department_id,
  r.subdistrict_id, r.unit_id
FROM bench_row r CROSS JOIN generate_series(%(first)s::int, %(last)s::int) AS n
"""


def fill_registers(rows: int) -> int:
    """About so many rows of registers, those of the demonstration many times over; gives how many there are."""
    from django.utils import timezone

    from ancheng.administration.registers import demonstration

    drawn = demonstration.load(at=timezone.now())
    with connect() as database:
        database.execute("SET synchronous_commit = off")
        database.execute("CREATE TABLE bench_row AS SELECT * FROM registers_row")
        indexes = drop_indexes(database, "registers_row")
        for number in range(1, max(rows // drawn, 1)):
            database.execute(AGAIN, {"first": number, "last": number})
        for statement in indexes:
            database.execute(statement)
        database.execute("VACUUM ANALYZE registers_row")
        found = database.execute("SELECT count(*) FROM registers_row").fetchone()
    return int(found[0]) if found else 0


def days() -> list[date]:
    from django.utils import timezone

    from ancheng.administration.indicators.rules import month_ends
    from ancheng.base.clock import beijing_day

    return month_ends(beijing_day(timezone.now()), MONTHS)


def plain() -> float:
    """One GROUP BY per indicator and measure: how many there are and how many are met, by subdistrict."""
    from django.db.models import Count, Q

    from ancheng.administration.indicators.declare import Door
    from ancheng.administration.indicators.registry import INDICATORS

    began = time.perf_counter()
    for declared in INDICATORS.values():
        for each in declared.reading():
            if isinstance(each, Door):
                continue
            met = Q()
            for need in each.needs:
                met &= need.met
            counted = {"n": Count("pk")} | ({"met": Count("pk", filter=met)} if met else {})
            list(each.rows().order_by().values(each.area).annotate(**counted))
    return time.perf_counter() - began


def follow() -> float:
    """Bring the extract up to date for the first time: all formulas over all records; it is kept up from then on."""
    from ancheng.administration.indicators import engine

    began = time.perf_counter()
    engine.bring_up_to_date()
    return time.perf_counter() - began


def full(records: int) -> None:
    from django.utils import timezone

    from ancheng.administration.indicators import engine
    from ancheng.administration.indicators.models import Result

    peer = plain()
    began = time.perf_counter()
    written = engine.recompute(days=days(), at=timezone.now())
    took = time.perf_counter() - began
    slow = sorted(_each(), reverse=True)[:5]
    worst = "、".join(f"{number} {seconds:.2f}" for seconds, number in slow)
    note = f"{records} records, {written} results; plain GROUP BY {peer:.2f} s for one month; slowest {worst}"
    report("indicators_full", took, FULL_S, "s", note)
    assert Result.objects.count() == written


def _each() -> list[tuple[float, str]]:
    """What each indicator alone takes."""
    from ancheng.administration.indicators import engine
    from ancheng.administration.indicators.registry import INDICATORS

    found, months = [], days()
    for number, declared in INDICATORS.items():
        began = time.perf_counter()
        engine.count(declared, months)
        found.append((time.perf_counter() - began, number))
    return found


def one_change() -> None:
    """An object changes; the present month follows."""
    from django.utils import timezone

    from ancheng.administration.indicators import actions
    from ancheng.supervision.assets.models import Asset

    taken = []
    rows = Asset.objects.filter(kind__in=("school", "bridge", "fire_station"), subdistrict__isnull=False)
    for row in rows.order_by("pk")[:CHANGES]:
        now = timezone.now()
        Asset.objects.filter(pk=row.pk).update(
            updated_at=now, attributes={**row.attributes, "facilities_complete": False}
        )
        began = time.perf_counter()
        written = actions.refresh(at=timezone.now())
        taken.append((time.perf_counter() - began) * 1000)
        assert written
    report(
        "indicators_one_change", percentile(taken, 0.95), ONE_MS, "ms", f"median {percentile(taken, 0.5):.0f}"
    )


def pages() -> None:
    """The scorecard of each month, and the panel of many cells with its failing rows."""
    from ancheng.administration.indicators.models import Result
    from ancheng.administration.indicators.registry import INDICATORS

    client, months = signed_in("office"), days()[-12:]
    client.get("/indicators/")
    taken = []
    for month in months * 2:
        began = time.perf_counter()
        answer = client.get(f"/indicators/?month={month:%Y-%m}")
        taken.append((time.perf_counter() - began) * 1000)
        assert answer.status_code == 200
    size = len(answer.content) // 1024
    report(
        "scorecard_page", percentile(taken, 0.95), PAGE_MS, "ms", f"44 units × {len(INDICATORS)}, {size} kB"
    )
    cells = list(
        Result.objects.filter(month=months[-1], part="").order_by("pk").values_list("indicator", "unit")
    )
    taken, slowest = [], ("", 0.0)
    for number, unit in cells[:: max(len(cells) // DRILLS, 1)]:
        began = time.perf_counter()
        answer = client.get(f"/indicators/{number}/?unit={unit}", headers={"HX-Request": "true"})
        milliseconds = (time.perf_counter() - began) * 1000
        assert answer.status_code == 200
        taken.append(milliseconds)
        slowest = max(slowest, (number, milliseconds), key=lambda each: each[1])
    note = f"median {percentile(taken, 0.5):.0f}, slowest {slowest[0]} {slowest[1]:.0f}"
    report("indicator_drill", percentile(taken, 0.95), DRILL_MS, "ms", note)


def main() -> None:
    records = int(sys.argv[1]) if len(sys.argv) > 1 else RECORDS
    with scratch("indicators"):
        began = time.perf_counter()
        district()
        fill(records // 2)
        count = records // 2 + fill_registers(records - records // 2)
        print(f"filled {count} records in {timedelta(seconds=int(time.perf_counter() - began))}")
        print(f"extract of all formulas written for the first time in {follow():.0f} s")
        full(count)
        pages()
        one_change()


if __name__ == "__main__":
    main()
