"""20 signed-in users at once on the demonstration district: 95 of 100 pages within 200 ms.

Two loads on a real server (`ancheng serve`): people who read (a pause of 1 to 3 seconds between pages, with the
fragments that a page asks for by itself), and all 20 clicking without a pause, which shows what the machine gives.

    python -m bench.pages_at_20 [seconds]
"""

from __future__ import annotations

import http.client
import os
import random
import sys
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field

from bench._register import SEED
from bench._report import report
from bench._scratch import cookie, percentile, scratch, served

USERS, SECONDS, GOAL_MS = 20, 30, 200.0


@dataclass
class Seen:
    """What one load measured: milliseconds by page."""

    pages: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    fragments: list[float] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    @property
    def all(self) -> list[float]:
        return [each for times in self.pages.values() for each in times]


def addresses() -> list[tuple[str, str]]:
    """The usual pages, by name; ids that every district-wide role may see."""
    from ancheng.administration.programme.models import Programme
    from ancheng.kernel.orgs.models import Unit, UnitKind
    from ancheng.kernel.tasks.models import Task
    from ancheng.supervision.assets.models import Asset

    street = Unit.objects.filter(kind=UnitKind.SUBDISTRICT).order_by("pk")[0]
    programme = Programme.objects.order_by("-pk")[0]
    return [
        ("home", "/"),
        ("objects", "/assets/"),
        ("objects of a kind", "/assets/?kind=hydrant"),
        ("objects found", "/assets/?q=消火栓"),
        ("objects that are wrong", f"/assets/?condition=fault&subdistrict={street.pk}"),
        *(("one object", f"/assets/{pk}/") for pk in Asset.objects.order_by("pk").values_list("pk", flat=True)[:3]),
        ("my tasks", "/tasks/mine/"),
        ("tasks", "/tasks/"),
        *(("one task", f"/tasks/{pk}/") for pk in Task.objects.order_by("pk").values_list("pk", flat=True)[:3]),
        ("programme matrix", f"/programme/{programme.pk}/"),
        ("programme group", f"/programme/groups/{programme.groups.order_by('pk')[0].pk}/"),
        ("units", "/units/"),
        ("one unit", f"/units/{street.pk}/"),
        ("search", "/search/?q=水务"),
        ("inbox", "/inbox/"),
    ]  # fmt: skip


FRAGMENTS = ("/inbox/bell/", "/assets/tiles/10/843/387.mvt", "/assets/tiles/12/3374/1551.mvt")


def load(address: str, cookies: list[str], seconds: float, *, pause: tuple[float, float] | None) -> Seen:
    """All users over the pages for `seconds`."""
    seen, until = Seen(), time.perf_counter() + seconds
    every, lock = addresses(), threading.Lock()

    def user(number: int) -> None:
        chance = random.Random(SEED + number)
        where = address.removeprefix("http://")
        connection = http.client.HTTPConnection(where, timeout=60)
        headers = {"Cookie": cookies[number % len(cookies)], "Accept-Language": "zh-CN"}
        if pause:
            time.sleep(chance.uniform(0, pause[1]))
        while time.perf_counter() < until:
            name, target = chance.choice(every)
            spent, status = _get(connection, target, headers)
            extra = _get(connection, chance.choice(FRAGMENTS), headers) if pause else None
            with lock:
                seen.pages[name].append(spent)
                if status not in (200, 404):
                    seen.refused.append(f"{target} {status}")
                if extra:
                    seen.fragments.append(extra[0])
            if pause:
                time.sleep(chance.uniform(*pause))
        connection.close()

    users = [threading.Thread(target=user, args=(number,)) for number in range(USERS)]
    for each in users:
        each.start()
    for each in users:
        each.join()
    return seen


def _get(connection: http.client.HTTPConnection, target: str, headers: dict[str, str]) -> tuple[float, int]:
    from urllib.parse import quote

    started = time.perf_counter()
    connection.request("GET", quote(target, safe="/?&=,%"), headers=headers)
    answer = connection.getresponse()
    answer.read()
    return (time.perf_counter() - started) * 1000, answer.status


def told(name: str, seen: Seen, seconds: float, note: str) -> None:
    if seen.refused:
        raise SystemExit(f"pages were refused: {seen.refused[:3]}")
    times = seen.all
    rate = len(times) / seconds
    report(
        name, percentile(times, 0.95), GOAL_MS, "ms",
        f"{rate:.1f} pages/s, {(len(times) + len(seen.fragments)) / seconds:.1f} requests/s;"
        f" p50 {percentile(times, 0.5):.0f} ms, worst {max(times):.0f} ms; {note}",
    )  # fmt: skip
    ranked = sorted(seen.pages.items(), key=lambda each: -percentile(each[1], 0.95))
    for page, own in ranked[:20]:
        print(
            f"    {page:<24} p50 {percentile(own, 0.5):6.0f}  p95 {percentile(own, 0.95):6.0f} ms  ({len(own)})"
        )


def alone(address: str, cookies: list[str]) -> float:
    """Milliseconds of the usual pages with nobody else there: the bound for one process is its reciprocal."""
    connection = http.client.HTTPConnection(address.removeprefix("http://"), timeout=60)
    times = []
    for turn in range(4):
        for _, target in addresses():
            spent, _ = _get(connection, target, {"Cookie": cookies[0]})
            if turn:
                times.append(spent)
    connection.close()
    return sum(times) / len(times)


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS
    with scratch("pages"):
        from django.db import transaction

        from ancheng.config.demo.loader import load as load_demo
        from ancheng.config.demo.people import accounts

        with transaction.atomic():
            load_demo(None, lambda line: None)
        district_wide = {"office", "office2", "duty", "commander", "auditor"}
        cookies = [cookie(each.username) for each in accounts() if each.username in district_wide]
        with served() as address:
            load(address, cookies, 8, pause=None)  # every process has met every page once
            one = alone(address, cookies)
            print(
                f"  nobody else there: {one:.1f} ms a page; {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
            )
            people = load(address, cookies, seconds, pause=(1.0, 3.0))
            told("page at 20 users who read, p95", people, seconds, "pause 1-3 s, fragments beside")
            crowd = load(address, cookies, seconds, pause=None)
            told(
                "page at 20 users without a pause, p95",
                crowd,
                seconds,
                f"at most {1000 / one:.0f} pages/s per process",
            )


if __name__ == "__main__":
    main()
