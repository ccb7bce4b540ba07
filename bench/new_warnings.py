"""Alarms raised per second, stored, audited and sorted into cards; and how long a card takes to reach a browser's stream.

python -m bench.new_warnings
"""

import http.client
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench._report import report
from bench._scratch import connect, cookie, percentile, scratch, served

BATCH, BATCHES, LOOKS = 5_000, 6, 300


def _district() -> Any:
    """Units, a watch, and one active rule."""
    from ancheng.base.asker import PLATFORM
    from ancheng.base.roles import Role
    from ancheng.kernel.orgs.actions import add_unit
    from ancheng.kernel.orgs.models import UnitKind
    from ancheng.kernel.people.models import Membership, Person
    from ancheng.monitoring.rules.actions import install_defaults
    from ancheng.monitoring.rules.models import Version

    now = datetime.now(UTC)
    how = {"by": PLATFORM, "at": now}
    district = add_unit(kind=UnitKind.DISTRICT, name="测试区", short_name="测试区", adcode="110105", **how)
    for kind, name in ((UnitKind.COORDINATION, "区安委办"), (UnitKind.DEPARTMENT, "区应急局")):
        unit = add_unit(kind=kind, name=name, short_name=name, parent=district, **how)
        person = Person.objects.create(username=name, name=name)
        role = Role.DUTY if kind == UnitKind.DEPARTMENT else Role.OFFICE
        Membership.objects.create(person=person, unit=unit, role=role, valid_from=now.date())
    install_defaults(at=now, only=["gas_methane"])
    return Version.objects.filter(level=3).select_related("rule").first()


def _raised(version: Any, number: int, at: datetime) -> Any:
    from ancheng.monitoring.warnings.values import Raised

    return Raised(
        version_id=version.pk, key=f"GM-{number:07d}", at=at, kind=version.rule.kind, label=f"探测器{number}",
        level=3, judged_at=at, value=25.0, threshold=20.0, unit="%LEL", words="达到或高于 20 %LEL",
        sensor_kind="gas_methane", point=(116.3 + number % 500 / 1000, 39.8 + number % 300 / 1000),
    )  # fmt: skip


def _bulk(version: Any) -> None:
    from ancheng.monitoring.warnings.alarm_actions import raise_alarms
    from ancheng.monitoring.warnings.models import Alarm, Warning

    raise_alarms(raised=[_raised(version, 10**6, datetime.now(UTC))], at=datetime.now(UTC))
    rates, first = [], datetime.now(UTC)
    for number in range(BATCHES):
        at = datetime.now(UTC)
        batch = [_raised(version, number * BATCH + each, at) for each in range(BATCH)]
        began = time.perf_counter()
        raise_alarms(raised=batch, at=at)
        rates.append(BATCH / (time.perf_counter() - began))
    assert Alarm.objects.filter(raised_at__gte=first).count() == BATCH * BATCHES
    cards = Warning.objects.count()
    report("new_alarms", sorted(rates)[len(rates) // 2], 5_000, "/s", f"{cards} cards; best {max(rates):.0f}, worst {min(rates):.0f}; {_peer():.0f}/s row at a time")  # fmt: skip


def _peer() -> float:
    """One INSERT and one commit for each, into a table without audit, cards or indexes."""
    with connect() as wire:
        wire.execute("CREATE TABLE plain (id bigserial, key text, at timestamptz, value float8, words text)")
        began, count = time.perf_counter(), 0
        while time.perf_counter() - began < 1.5:
            wire.execute(
                "INSERT INTO plain (key, at, value, words) VALUES (%s, now(), %s, %s)",
                (f"k{count}", 1.0, "x"),
            )
            count += 1
        return count / (time.perf_counter() - began)


def _latency(version: Any, address: str) -> None:
    from ancheng.monitoring.warnings.alarm_actions import raise_alarms

    parts = urlsplit(address)
    wire = http.client.HTTPConnection(parts.hostname, parts.port, timeout=30)
    wire.request("GET", "/warnings/live/", headers={"Cookie": cookie("区应急局")})
    answer = wire.getresponse()
    assert answer.status == 200, answer.status
    time.sleep(1.0)
    spent = []
    for number in range(LOOKS):
        at = datetime.now(UTC)
        began = time.perf_counter()
        raise_alarms(raised=[_raised(version, 2 * 10**6 + number, at)], at=at)
        while not answer.readline().startswith(b"event: card"):
            pass
        spent.append((time.perf_counter() - began) * 1e3)
    wire.close()
    report("card_latency_p50", percentile(spent, 0.5), 10, "ms", "from the raised rule to the stream, stored")
    report("card_latency_p99", percentile(spent, 0.99), 50, "ms", f"{LOOKS} alarms, one after the other")


def main() -> int:
    with scratch("warnings"):
        version = _district()
        with served() as address:
            _latency(version, address)
        _bulk(version)
    return 0


if __name__ == "__main__":
    sys.exit(main())
