"""Readings through the gateway: stored durably and evaluated; latest values, curves, the silent sweep, memory.

Generator, gateway and PostgreSQL share this machine. Each rate stands beside its goal and the bound that a bare
prototype reached on two processors, and beside a peer that inserts row by row.

python bench/gateway.py [MILLIONS of readings in the day of the curve, default 10 [SHARE of the requests, default 1]]
"""

import os
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import httpx
import numpy as np
import psycopg

from bench._gateway_load import SENSORS
from bench._report import report
from bench._scratch import connect, percentile, scratch

HERE = Path(__file__).resolve().parent
PORT = 8191
RUNS = (
    # name, form, readings a request, requests, connections, goal, bound, in readings or requests a second
    ("gateway_json_100", "rows", 100, 20_000, 24, 250_000, 340_000),
    ("gateway_columns_1000", "columns", 1000, 4_000, 16, 600_000, 910_000),
    ("gateway_single", "rows", 1, 60_000, 64, 8_000, 11_500),
)


def prepare() -> str:
    """A source of 20,000 sensors; gives its token."""
    from ancheng.base.asker import PLATFORM
    from ancheng.kernel.copying import copy_in
    from ancheng.kernel.orgs.actions import add_unit
    from ancheng.kernel.orgs.models import UnitKind
    from ancheng.monitoring.sensors.actions import issue_token, open_source
    from ancheng.monitoring.sensors.models import Sensor

    at = datetime.now(UTC)
    unit = add_unit(
        kind=UnitKind.DISTRICT, name="区", short_name="区", parent=None, adcode="110105", by=PLATFORM, at=at
    )
    source = open_source(code="load", name="load", unit=unit, way="http", contact="", by=PLATFORM, at=at)
    copy_in(
        [
            Sensor(
                kind="gas_methane", code=f"S-{number}", name="甲烷", source=source, unit=unit, low=0, high=100,
                interval_s=10, silent_after_s=60, created_at=at, updated_at=at, seen_by=unit.line,
            )
            for number in range(SENSORS)
        ]
    )  # fmt: skip
    return issue_token(source=source, label="bench", by=PLATFORM, at=at)[1]


def health() -> dict[str, Any]:
    return httpx.get(f"http://127.0.0.1:{PORT}/v1/health", trust_env=False, timeout=30).json()  # type: ignore[no-any-return]


def until(met: Any, within_s: float = 120) -> None:
    end = time.monotonic() + within_s
    while time.monotonic() < end:
        try:
            if met(health()):
                return
        except httpx.TransportError:
            pass
        time.sleep(0.02)
    raise SystemExit("the gateway did not get there in time")


def cpu_s(pids: list[int]) -> float:
    """Processor seconds that these processes have used so far."""
    total = 0.0
    for each in pids:
        try:
            told = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        total += (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")
    return total


def database_pids(own: psycopg.Connection[Any]) -> list[int]:
    rows = own.execute("SELECT pid FROM pg_stat_activity WHERE datname = current_database()").fetchall()
    return [each for (each,) in rows]


def rates(token: str, gateway_pid: int, share: float) -> int:
    """Send all runs; how many different readings there were."""
    own = connect()
    start_ms = int(time.time() * 1000) - 3_500_000
    sent = 0
    for name, form, size, whole, connections, goal, bound in RUNS:
        count = int(whole * share)
        sent += size * count
        before, backends = _stored(own), database_pids(own)
        used = cpu_s([gateway_pid]), cpu_s(backends), os.times().children_user + os.times().children_system
        said = subprocess.run(
            [sys.executable, str(HERE / "_gateway_load.py"), str(PORT), token, form, str(size), str(count),
             str(connections), str(start_ms)],
            capture_output=True, text=True, check=True, timeout=600,
        ).stdout.split()  # fmt: skip
        taken_s = float(said[0])
        began = time.perf_counter()
        until(lambda told: told["evaluated"] >= told["position"] and not told["behind"])
        taken_s += time.perf_counter() - began
        # A reading without a batch name that was sent again is there twice until it is settled.
        assert _stored(own) - before >= size * count, (_stored(own) - before, size * count)
        start_ms += size * count // SENSORS + 1000
        rate = size * count / taken_s
        unit = "requests/s" if size == 1 else "readings/s"
        parts = (
            cpu_s([gateway_pid]) - used[0],
            cpu_s(backends) - used[1],
            os.times().children_user + os.times().children_system - used[2],
        )
        # What it costs does not depend on who else uses the processors.
        each = [share / (size * count) * 1e6 for share in parts]
        note = (
            f"bound {bound:,} (ratio {rate / bound:.2f}); refused and sent again {said[1]}; all stored, all evaluated; "
            f"CPU a reading {sum(each):.2f} µs (gateway {each[0]:.2f}, database {each[1]:.2f}, generator with its "
            f"preparation {each[2]:.2f}), load {os.getloadavg()[0]:.0f}"
        )
        report(name, rate, goal, unit, note)
    own.close()
    return sent


def _stored(own: psycopg.Connection[Any]) -> int:
    found = own.execute("SELECT coalesce(sum(readings), 0) FROM gateway_stretch").fetchone()
    return int(found[0]) if found else 0


def settling(sent: int) -> None:
    """How fast what was taken becomes curves after the burst; and that each reading is there once."""
    own = connect()
    began = time.perf_counter()
    question = "SELECT count(*) FROM (SELECT 1 FROM gateway_unsettled LIMIT 1) t"
    while time.perf_counter() - began < 240:
        found = own.execute(question).fetchone()
        if found and not found[0]:
            break
        time.sleep(0.5)
    settled = own.execute("SELECT count(*) FROM gateway_reading").fetchone()
    assert settled is not None
    assert settled[0] == sent, (settled, sent)
    took = time.perf_counter() - began
    report("gateway_settled_after", took, 120, "s", f"{sent:,} readings, each there exactly once")
    own.close()


def peer() -> None:
    """One INSERT and one commit for each reading."""
    own = connect()
    own.execute("CREATE TABLE peer (sensor int, time timestamptz, value float8, PRIMARY KEY (sensor, time))")
    began, rows, at = time.perf_counter(), 0, datetime.now(UTC)
    while time.perf_counter() - began < 4:
        own.execute(
            "INSERT INTO peer VALUES (%s, %s, %s)", [rows % SENSORS, at + timedelta(seconds=rows), 1.0]
        )
        rows += 1
    report(
        "peer_row_at_a_time",
        rows / (time.perf_counter() - began),
        0,
        "readings/s",
        "INSERT and commit per reading",
    )
    own.close()


def latest() -> None:
    from ancheng.monitoring.gateway.postgres.readings import PostgresReadings

    own = connect()
    times = []
    for _ in range(15):
        began = time.perf_counter()
        found = PostgresReadings(own).latest()
        times.append((time.perf_counter() - began) * 1e3)
    assert len(found) == SENSORS
    report("latest_of_20000", percentile(times, 0.95), 200, "ms", "p95 of 15")
    own.close()


def curve(millions: float) -> None:
    """A day of another month, of so many readings, settled by hour as it would be; then single sensor-days of it."""
    from ancheng.monitoring.gateway.postgres import partitions
    from ancheng.monitoring.gateway.postgres.readings import PostgresReadings

    own = connect()
    day = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=40)
    begins = day - timedelta(hours=8)
    first = own.execute("SELECT min(id) FROM sensors_sensor").fetchone()
    per_hour = int(millions * 1e6 / SENSORS / 24)
    with own.transaction(), own.cursor() as cursor:
        partitions.ensure(cursor, {day.date()})
    began = time.perf_counter()
    for hour in range(24):
        own.execute(
            "INSERT INTO gateway_reading (sensor, flag, time, value, position) "
            "SELECT s, 0, %s::timestamptz + make_interval(secs => n * 3600.0 / %s), n %% 97, 0 "
            "FROM generate_series(%s::int, %s::int) s, generate_series(0, %s::int - 1) n",
            [begins + timedelta(hours=hour), per_hour, first[0], first[0] + SENSORS - 1, per_hour],
        )
        own.execute(
            "INSERT INTO gateway_hour SELECT s, %s, %s, 0, 96, 48.0 * %s FROM generate_series(%s::int, %s::int) s",
            [per_hour, begins + timedelta(hours=hour), per_hour, first[0], first[0] + SENSORS - 1],
        )
    own.execute("ANALYZE gateway_reading")
    loaded = time.perf_counter() - began
    start_us, random, times = int(begins.timestamp() * 1e6), Random(1), []
    for _ in range(200):
        sensor = first[0] + random.randrange(SENSORS)
        began = time.perf_counter()
        found = PostgresReadings(own).curve(sensor, start_us, start_us + 86_400_000_000, points=3000)
        times.append((time.perf_counter() - began) * 1e3)
    assert len(found.time_us) == per_hour * 24
    note = f"{per_hour * 24 * SENSORS:,} readings in the day, {per_hour * 24} a curve; p50 {percentile(times, 0.5):.1f} ms; loaded in {loaded:.0f} s"
    report("sensor_day_curve_p95", percentile(times, 0.95), 25, "ms", note)
    own.close()


def sweep() -> None:
    from ancheng.monitoring.gateway import rules
    from ancheng.monitoring.gateway.state import State

    many = 1_000_000
    heard = np.full(many, 1_000_000_000, np.int64)
    heard[:100] = 0
    after, watched = np.full(many, 300_000_000, np.int64), np.ones(many, np.bool_)
    times = []
    for _ in range(20):
        began = time.perf_counter()
        found = rules.silent(heard, after, watched, 1_200_000_000)
        times.append((time.perf_counter() - began) * 1e3)
    assert len(found) == 100
    report("gateway_silent_sweep", percentile(times, 0.95), 10, "ms", f"{many:,} sensors, 100 silent")
    report(
        "gateway_state_100000", State(100_000).bytes / 2**20, 200, "MB", "arrays of the intake; see rss below"
    )


def main() -> int:
    millions = float(sys.argv[1]) if len(sys.argv) > 1 else 10.0
    share = float(sys.argv[2]) if len(sys.argv) > 2 else 1.0
    with scratch("gateway"):
        token = prepare()
        began = time.perf_counter()
        child = subprocess.Popen(
            [sys.executable, "-m", "bench._gateway_process", str(PORT)],
            cwd=HERE.parent,
            start_new_session=True,
        )
        try:
            until(lambda told: told["ready"])
            print(f"gateway ready after {time.perf_counter() - began:.1f} s")
            sent = rates(token, child.pid, share)
            pages = int(Path(f"/proc/{child.pid}/statm").read_text().split()[1])
            report(
                "gateway_rss",
                pages * 4096 / 2**20,
                400,
                "MB",
                f"whole process, {SENSORS:,} sensors, after the burst",
            )
            settling(sent)
            latest()
        finally:
            child.terminate()
            child.wait(30)
        peer()
        curve(millions)
    sweep()
    return 0


if __name__ == "__main__":
    sys.exit(main())
