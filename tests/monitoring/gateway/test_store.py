"""The reading store: curves at every scale, rollups that add up, days that expire, a restart that forgets nothing."""

from __future__ import annotations

import math
import time
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from ancheng.monitoring.gateway.models import Keeper, Latest, Quarantined, Stretch, Tally
from ancheng.monitoring.gateway.policy import Retention
from ancheng.monitoring.gateway.postgres import partitions
from ancheng.monitoring.gateway.postgres.readings import PostgresReadings
from ancheng.monitoring.gateway.seam import Flag
from tests.monitoring.making import plain, post, settle, stored, with_gateway

pytestmark = pytest.mark.django_db(transaction=True)
HOUR_MS = 3_600_000


def send(site, code, first_ms, values, step_ms):
    rows = [
        {"sensor": code, "time": first_ms + number * step_ms, "value": value}
        for number, value in enumerate(values)
    ]

    async def act(gateway, client):
        for start in range(0, len(rows), 20_000):
            answer = await post(client, site.token, {"readings": rows[start : start + 20_000]})
            assert answer.status_code == 200

    with_gateway(act)


def curve(sensor, start_ms, end_ms, points):
    with plain() as own:
        return PostgresReadings(own).curve(sensor.pk, start_ms * 1000, end_ms * 1000, points=points)


def test_minutes_hours_and_days_say_what_the_readings_say(site):
    start = (int(time.time() * 1000) - 30 * HOUR_MS) // HOUR_MS * HOUR_MS
    values = [float(each % 50) for each in range(7200)]
    send(site, "GM-1", start, values[:5000], 1000)
    settle()
    send(site, "GM-1", start, values, 1000)  # half of it again: counted once
    for points, step in ((100_000, 0), (130, 60), (5, 3600), (1, 86400)):
        found = curve(site.first, start, start + 2 * HOUR_MS, points)
        assert found.step_s == step
        assert int(found.count.sum()) == 7200
        assert float((found.value * found.count).sum()) == pytest.approx(sum(values))
        assert (found.low.min(), found.high.max()) == (0.0, 49.0)
    settle()
    for points, step in ((130, 60), (5, 3600), (1, 86400)):
        found = curve(site.first, start, start + 2 * HOUR_MS, points)
        assert (found.step_s, int(found.count.sum())) == (step, 7200)
        assert float((found.value * found.count).sum()) == pytest.approx(sum(values))


def test_what_is_unusable_is_a_gap_and_in_no_mean(site):
    start = int(time.time() * 1000) - HOUR_MS
    send(site, "GM-1", start, [10.0, 500.0, None, 20.0], 1000)
    raw = curve(site.first, start, start + 10_000, 100)
    assert [each if math.isfinite(each) else None for each in raw.value.tolist()] == [10.0, None, None, 20.0]
    settle()
    hours = curve(site.first, start - 90 * 24 * HOUR_MS, start + HOUR_MS, 5)
    assert (hours.value.tolist(), hours.count.tolist()) == ([15.0], [2])


def test_days_older_than_they_are_kept_are_dropped_and_no_others(site):
    now = int(time.time() * 1000)
    send(site, "GM-1", now - 40 * 24 * HOUR_MS, [1.0], 1000)
    send(site, "GM-1", now, [2.0], 1000)
    settle()
    today = datetime.now(UTC).date()
    with plain() as own, own.cursor() as cursor:
        before = set(partitions.existing(cursor).values())
        gone = partitions.expire(cursor, today, Retention(readings=30, minutes=30, hours=30))
        assert {each for each in before if each in gone} == set(gone)
        assert gone
    assert [each[2] for each in stored()] == [2.0]


def test_what_is_past_its_days_is_forgotten_and_the_head_of_the_log_never(site):
    now = int(time.time() * 1000)
    send(site, "GM-1", now, [1.0], 1000)
    send(site, "GM-1", now + 1, [1.0], 1000)
    with_gateway(lambda gateway, client: post(client, site.token, b"garbage"))
    long_ago = datetime.now(UTC) - timedelta(days=200)
    Stretch.objects.update(received_us=int(long_ago.timestamp() * 1e6))
    Quarantined.objects.update(received_at=long_ago)
    head = Stretch.objects.order_by("position").last()
    with plain() as own:
        PostgresReadings(own).expire(datetime.now(UTC).date())
    assert list(Stretch.objects.all()) == [head]
    assert not Quarantined.objects.exists()


def test_a_reading_too_old_to_be_kept_makes_no_partition(site):
    with plain() as own, own.cursor() as cursor:
        before = partitions.existing(cursor)
    ancient = int((datetime.now(UTC) - timedelta(days=400)).timestamp() * 1000)
    answer = with_gateway(
        lambda gateway, client: post(
            client, site.token, {"readings": [{"sensor": "GM-1", "time": ancient, "value": 1.0}]}
        )
    )
    assert answer.status_code == 422
    settle()
    with plain() as own, own.cursor() as cursor:
        assert partitions.existing(cursor) == before


def test_a_restarted_gateway_knows_what_it_knew(site):
    now = int(time.time() * 1000)

    async def crashes(gateway, client):
        await post(client, site.token, {"readings": [{"sensor": "GM-1", "time": now, "value": 1.0}]})

    with_gateway(crashes)
    # As if killed before the keeper wrote down the latest values, and with them how far they tell.
    Latest.objects.all().delete()
    Keeper.objects.update(latest_position=0)

    async def again(gateway, client):
        state = gateway.intake.state
        assert state.last[site.first.pk] == now * 1000
        assert state.usable_value[site.first.pk] == 1.0
        await post(client, site.token, {"readings": [{"sensor": "GM-1", "time": now, "value": 9.0}]})

    with_gateway(again)
    assert [(value, flag & Flag.MAYBE_AGAIN) for _, _, value, flag in stored()] == [(1.0, 0)]


def test_latest_values_and_tallies_are_written_down_at_the_end(site):
    now = int(time.time() * 1000)
    send(site, "GM-1", now - 1000, [3.0, 400.0], 1000)
    found = Latest.objects.get(sensor=site.first.pk)
    assert (found.value, found.usable_value, found.flag) == (400.0, 3.0, Flag.OUT_OF_RANGE)
    with plain() as own:
        (told,) = PostgresReadings(own).latest()
        assert (told.sensor, told.time_us, told.value) == (site.first.pk, now * 1000, 400.0)
        assert abs(told.received_us / 1e6 - time.time()) < 60
        assert PostgresReadings(own).latest([site.second.pk]) == []
    tally = Tally.objects.get(source_id=site.source.pk)
    assert (tally.received, tally.unusable) == (2, 1)


def test_a_silent_sensor_is_found_by_the_sweep_and_a_speaking_one_is_not(site):
    now = int(time.time() * 1000)
    send(site, "GM-1", now - 10 * 60_000, [1.0], 1000)
    send(site, "GM-2", now, [1.0], 1000)

    async def sweep(gateway, client):
        return gateway.intake.state.silent(gateway.intake.directory, now * 1000)

    assert np.array(with_gateway(sweep)).tolist() == [site.first.pk]


class Recorder:
    """An evaluator that writes down what it is shown."""

    def __init__(self):
        self.seen, self.ticks, self.restored = [], 0, False

    def restore(self, log):
        self.restored = True
        self.seen += [(each.position, len(each.batch)) for each in log.read(0)]

    def take(self, entry):
        self.seen.append((entry.position, len(entry.batch)))

    def tick(self, now_us):
        self.ticks += 1


def test_the_rules_see_every_stretch_once_in_order_and_again_after_a_restart(site):
    import asyncio

    now = int(time.time() * 1000)
    first, second = Recorder(), Recorder()

    async def act(gateway, client):
        for number in range(5):
            await post(
                client, site.token, {"readings": [{"sensor": "GM-1", "time": now + number, "value": 1.0}]}
            )
        await asyncio.sleep(1.5)

    with_gateway(act, first)
    assert first.restored
    assert first.ticks >= 1
    assert [size for _, size in first.seen] == [1] * 5
    assert [at for at, _ in first.seen] == sorted(at for at, _ in first.seen)
    settle()
    with_gateway(lambda gateway, client: asyncio.sleep(0), second)
    assert second.seen == first.seen


def test_a_broken_rule_stops_neither_the_store_nor_its_neighbour(site):
    import asyncio

    class Broken(Recorder):
        def take(self, entry):
            raise RuntimeError("broken")

    good, now = Recorder(), int(time.time() * 1000)

    async def act(gateway, client):
        await post(client, site.token, {"readings": [{"sensor": "GM-1", "time": now, "value": 1.0}]})
        await asyncio.sleep(0.3)
        return (await client.get("/v1/health")).json()

    assert "broken" in with_gateway(act, Broken(), good)["rules"]
    assert len(good.seen) == 1
    assert len(stored()) == 1
