"""The long runs: `make soak`; SOAK_MINUTES says how long the killing goes on (10 unless told)."""

from __future__ import annotations

import os
import random
import sys
import time

import httpx
import pytest

from tests.faults.site import Episodes, Site, everything_once, open_to_the_database, under_load

pytestmark = [pytest.mark.soak, pytest.mark.django_db]
AWAY_S = 300


def said(line):
    sys.stdout.write(f"\n{line}\n")


@pytest.fixture
def site(tmp_path, template):
    open_to_the_database(tmp_path)
    found = Site(tmp_path)
    try:
        found.set_up(template)
        found.start_gateway()
        yield found
    finally:
        found.take_down()


def test_five_minutes_without_a_database_are_refused_not_buffered_without_bound(site):
    episodes = Episodes(site, "GM-37")
    with under_load(site) as loads:
        time.sleep(3)
        episodes.one()
        before_mb = site.memory_mb()
        site.kill_database()
        until, beats = time.monotonic() + AWAY_S, 0
        while time.monotonic() < until:
            answer = httpx.get(f"{site.address}/v1/health", trust_env=False)
            assert answer.status_code == 503
            assert answer.json()["database"] != "ok"
            beats += 1
            time.sleep(5)
        grown_mb = site.memory_mb() - before_mb
        site.start_database()
        back = time.monotonic()
        site.until_ready()
        recovered_s = time.monotonic() - back
        episodes.one()
        time.sleep(3)
    everything_once(site, loads)
    assert episodes.all_told()
    assert grown_mb < 50
    refused = sum(len(each.refusals) for each in loads)
    said(
        f"away {AWAY_S} s: {refused} requests refused, memory {grown_mb:+.1f} MB, ready {recovered_s:.1f} s after"
    )


def test_killed_at_random_for_minutes_nothing_is_lost_or_doubled(site):
    chance, kills = random.Random(110105), 0
    episodes = Episodes(site, "GM-38")
    until = time.monotonic() + 60 * float(os.environ.get("SOAK_MINUTES", "10"))
    with under_load(site) as loads:
        while time.monotonic() < until:
            episodes.one()
            time.sleep(chance.uniform(0.2, 3))
            what = chance.choice(("gateway", "database", "both"))
            if what != "database":
                site.kill_gateway()
            if what != "gateway":
                site.kill_database()
                site.start_database()
            if what != "database":
                site.start_gateway()
            site.until_ready()
            kills += 1
        time.sleep(2)
    everything_once(site, loads)
    assert episodes.all_told()
    count = sum(len(each.acknowledged) for each in loads)
    said(
        f"{kills} kills, {count} readings acknowledged and {len(episodes.raised_ms)} alarms raised, each once"
    )
