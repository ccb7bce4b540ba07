"""May this person see this object? At 1,000,000 rows, for every role: within 5 ms.

The peer is the same question as bare SQL on the same connection settings.

    python -m bench.scope_check [rows]
"""

from __future__ import annotations

import random
import sys
import time

from bench._register import SEED, district, fill
from bench._report import report
from bench._scratch import connect, percentile, scratch
from bench.list_page import _asker

ROWS, ASKED, GOAL_MS = 1_000_000, 400, 5.0


def measure(rows: int) -> None:
    """Each role asks for the same objects: some it may see, most it may not."""
    from ancheng.base.errors import Absent
    from ancheng.config.demo.people import accounts
    from ancheng.supervision.assets import queries

    chance = random.Random(SEED)
    ids = [chance.randint(1, rows) for _ in range(ASKED)]
    check: list[float] = []
    load: list[float] = []
    bare: list[float] = []
    seen: dict[str, int] = {}
    with connect() as database:
        for account in accounts():
            asker = _asker(account.username)
            queries.visible(asker).filter(pk=ids[0]).exists()
            own = queries.visible(asker).order_by("pk").values_list("pk", flat=True)[:20]
            for pk in [*ids, *own]:
                started = time.perf_counter()
                allowed = queries.visible(asker).filter(pk=pk).exists()
                check.append((time.perf_counter() - started) * 1000)
                started = time.perf_counter()
                try:
                    queries.one(asker, pk)
                    loaded = True
                except Absent:
                    loaded = False
                load.append((time.perf_counter() - started) * 1000)
                started = time.perf_counter()
                found = database.execute(
                    "SELECT 1 FROM assets_asset WHERE id = %s AND realm = 'actual' AND (%s OR seen_by @> ARRAY[%s]::bigint[])",
                    [pk, asker.sees_district, asker.unit_id],
                ).fetchone()
                bare.append((time.perf_counter() - started) * 1000)
                if not allowed == loaded == (found is not None):
                    raise SystemExit(f"{account.username} and object {pk}: the three answers differ")
                seen[account.username] = seen.get(account.username, 0) + allowed
    note = f"{len(check)} questions, {sum(seen.values())} allowed; worst {max(check):.2f} ms"
    report("scope check at 1,000,000 rows, p95", percentile(check, 0.95), GOAL_MS, "ms", note)
    report(
        "object loaded within scope, p95",
        percentile(load, 0.95),
        GOAL_MS,
        "ms",
        f"with its units; worst {max(load):.2f} ms",
    )
    print(f"  peer: bare SQL  p95 {percentile(bare, 0.95):.2f} ms, p50 {percentile(bare, 0.5):.2f} ms")


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    with scratch("scope"):
        district()
        print(f"  drawn: {rows} objects in {fill(rows):.0f} s")
        measure(rows)


if __name__ == "__main__":
    main()
