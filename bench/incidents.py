"""Incidents: opened from a warning, heard by fifty in the room, and 200 at once with 2,000 tasks.

    python -m bench.incidents

`opened`: the click on a confirmed warning until its room is on the screen, with place, needs, plans and what lies in the
circle. `activated`: the form of a plan until its tasks, its call-down and its orders to the stores stand and the room is
shown again. `heard`: an entry of the log until the last of 50 watchers has it on the stream. `pages`: list and rooms
with 200 incidents open; beside it the bare query of one room's log.
"""

import http.client
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlencode, urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench._register import SEED, district
from bench._report import report
from bench._scratch import connect, cookie, percentile, scratch, served

WATCHERS, ENTRIES, OPENED, INCIDENTS, TASKS, LOOKS = 50, 40, 20, 200, 2_000, 160
APPS = ("command.resources", "command.duty", "command.contingency")


class Person:
    """One who is signed in, on a connection that stays open."""

    def __init__(self, address: str, username: str) -> None:
        parts = urlsplit(address)
        self.wire = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=60)
        self.cookies = cookie(username)

    def get(self, path: str) -> str:
        """The page that `path` leads to."""
        while True:
            self.wire.request("GET", path, headers={"Cookie": self.cookies})
            answer = self.wire.getresponse()
            text = answer.read().decode()
            if answer.status not in (301, 302):
                assert answer.status == 200, (path, answer.status, text[-400:])
                return text
            path = answer.headers["Location"]

    def post(self, path: str, **fields: Any) -> str:
        """Send a form from its own page; the page that it leads to."""
        token = self.get(path).partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
        body = urlencode({"csrfmiddlewaretoken": token, **fields})
        kind = {
            "Cookie": f"{self.cookies}; csrftoken={token}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        self.wire.request("POST", path, body, kind)
        answer = self.wire.getresponse()
        text = answer.read().decode()
        assert answer.status == 302, (path, answer.status, text[-600:])
        return self.get(answer.headers["Location"])


def _load(now: datetime) -> None:
    from importlib import import_module

    from django.db import transaction

    district(enterprises=300)
    with transaction.atomic():
        for app in APPS:
            import_module(f"ancheng.{app}.demonstration").load(at=now)


def _opened(person: Person) -> None:
    from ancheng.command.demonstration_places import spots
    from ancheng.contracts.monitoring import WarningConfirmed
    from ancheng.kernel.events.actions import announce

    places, spent = spots(), []
    for number in range(OPENED):
        at, place = datetime.now(UTC), places[number * 7 % len(places)]
        announce(
            WarningConfirmed(
                number + 1, f"YJ-{number}", "gas_leak", 3, "燃气浓度超限", place.point.x, place.point.y, "", None, None,
                "actual", None, at,
            )
        )  # fmt: skip
        began = time.perf_counter()
        page = person.get(f"/incidents/of/warning/{number + 1}/")
        spent.append(time.perf_counter() - began)
        assert "燃气抢修队伍" in page
    report(
        "incident_opened_p95",
        percentile(spent, 0.95),
        1,
        "s",
        f"median {percentile(spent, 0.5):.2f} s, to the room on the screen",
    )


def _activated(person: Person) -> None:
    from ancheng.command.contingency.models import Plan, Tier
    from ancheng.command.duty.models import CallList
    from ancheng.command.incidents.models import Incident

    plan = Plan.objects.filter(tier=Tier.GOVERNMENT, state="valid", matter="gas").first()
    plan = plan or Plan.objects.filter(tier=Tier.GOVERNMENT, state="valid").first()
    assert plan is not None
    called = CallList.objects.filter(unit_id=plan.owner_unit_id).first()
    spent = []
    for number, incident in enumerate(Incident.objects.order_by("pk")[:8]):
        began = time.perf_counter()
        person.post(
            f"/activation/plan/{plan.pk}/new/?incident={incident.pk}", matter="燃气泄漏", place="某路口", level=3,
            nonce=f"bench{number}", called=called.pk if called else "",
        )  # fmt: skip
        spent.append(time.perf_counter() - began)
    report(
        "plan_activated_p95",
        percentile(spent, 0.95),
        1,
        "s",
        "form, tasks, call-down, orders to the stores, and the room again",
    )


def _heard(address: str) -> None:
    """Each watcher holds a stream; what counts is when the last of them has the entry."""
    from ancheng.base.asker import PLATFORM
    from ancheng.command.incidents.actions import write
    from ancheng.command.incidents.models import Incident

    incident, parts, cookies = Incident.objects.order_by("pk").first(), urlsplit(address), cookie("duty")
    seen: list[list[float]] = [[] for _ in range(WATCHERS)]
    ready = threading.Barrier(WATCHERS + 1)

    def watch(number: int) -> None:
        wire = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=120)
        wire.request("GET", "/warnings/live/", headers={"Cookie": cookies})
        answer = wire.getresponse()
        assert answer.status == 200, answer.status
        ready.wait()
        while len(seen[number]) < ENTRIES:
            if answer.readline().startswith(b"event: incident"):
                seen[number].append(time.perf_counter())
        wire.close()

    threads = [threading.Thread(target=watch, args=(number,)) for number in range(WATCHERS)]
    for each in threads:
        each.start()
    ready.wait()
    time.sleep(1.5)
    begun = []
    for number in range(ENTRIES):
        begun.append(time.perf_counter())
        write(
            incident=incident, sort="situation", text=f"现场情况 {number}", by=PLATFORM, at=datetime.now(UTC)
        )
        time.sleep(0.15)
    for each in threads:
        each.join()
    spent = [1e3 * (max(one[number] for one in seen) - begun[number]) for number in range(ENTRIES)]
    report(
        "log_to_last_of_50_p95",
        percentile(spent, 0.95),
        200,
        "ms",
        f"median {percentile(spent, 0.5):.0f} ms, written and on every stream",
    )


def _pages(person: Person) -> None:
    from ancheng.base.asker import PLATFORM
    from ancheng.command.demonstration_places import spots
    from ancheng.command.incidents.actions import Wanted, add_tasks, open_incident
    from ancheng.command.incidents.models import Incident
    from ancheng.kernel.orgs.models import Unit, UnitKind

    random = Random(SEED)
    places, now = spots(), datetime.now(UTC)
    streets = list(Unit.objects.filter(kind=UnitKind.SUBDISTRICT).order_by("pk"))
    kinds = ("fire", "gas", "flood", "elevator", "pipe", "wind")
    for number in range(INCIDENTS - Incident.objects.count()):
        place = random.choice(places).point
        open_incident(
            title=f"测速事件{number}",
            kind=random.choice(kinds),
            source="phone",
            lon=place.x,
            lat=place.y,
            by=PLATFORM,
            at=now,
        )
    rows = list(Incident.objects.order_by("pk")[:INCIDENTS])
    for each in rows:
        wanted = [Wanted(f"任务{n}", random.choice(streets)) for n in range(TASKS // INCIDENTS)]
        add_tasks(incident=each, wanted=wanted, by=PLATFORM, at=now)
    # The server has hung up meanwhile; the next look opens the connection anew.
    person.wire.close()
    spent: dict[str, list[float]] = {}
    for number in range(LOOKS):
        one = random.choice(rows).pk
        for name, path in (
            ("list", "/incidents/"),
            ("room", f"/incidents/{one}/"),
            ("body", f"/incidents/{one}/body/"),
            ("map", "/incidents/?open=on"),
        ):
            if number % 4 and name in ("list", "map"):
                continue
            began = time.perf_counter()
            person.get(path)
            spent.setdefault(name, []).append(1e3 * (time.perf_counter() - began))
    for name, values in spent.items():
        report(
            f"incident_{name}_p95",
            percentile(values, 0.95),
            300,
            "ms",
            f"median {percentile(values, 0.5):.0f} ms, {INCIDENTS} incidents, {TASKS} tasks",
        )
    with connect() as wire:
        began = time.perf_counter()
        for each in rows[:50]:
            wire.execute(
                "SELECT * FROM incidents_logentry WHERE incident_id = %s ORDER BY seq DESC LIMIT 200",
                (each.pk,),
            ).fetchall()
        print(f"peer: the bare query of a room's log {20 * (time.perf_counter() - began):.2f} ms")


def main() -> int:
    with scratch("incidents"):
        _load(datetime.now(UTC))
        with served() as address:
            person = Person(address, "duty")
            person.get("/incidents/")
            _opened(person)
            _activated(person)
            _heard(address)
            _pages(person)
    return 0


if __name__ == "__main__":
    sys.exit(main())
