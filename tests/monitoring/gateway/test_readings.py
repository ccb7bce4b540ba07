"""Readings come in over HTTP: durable, each once, what is strange flagged, what is wrong in quarantine."""

from __future__ import annotations

import math
import time

import pytest

from ancheng.monitoring.gateway.models import Quarantined, Receipt, Stretch
from ancheng.monitoring.gateway.seam import Flag
from tests.monitoring.making import make_sensor, make_source, post, settle, stored, with_gateway

pytestmark = pytest.mark.django_db(transaction=True)


def ms(seconds_ago: float = 0) -> int:
    return int((time.time() - seconds_ago) * 1000)


def rows(*several):
    return {"readings": [dict(zip(("sensor", "time", "value"), each, strict=True)) for each in several]}


def test_an_acknowledged_batch_is_there_before_and_after_it_is_settled(site):
    at = ms(5)

    async def act(gateway, client):
        return (await post(client, site.token, rows(("GM-1", at, 3.5), ("GM-2", at, 4)))).json()

    told = with_gateway(act)
    assert (told["accepted"], told["quarantined"], told["repeated"]) == (2, 0, False)
    expected = [(site.first.pk, at * 1000, 3.5, 0), (site.second.pk, at * 1000, 4.0, 0)]
    assert stored() == expected
    assert settle() == 2
    assert stored() == expected


def test_columns_and_iso_times_say_the_same_as_rows_and_milliseconds(site):
    async def act(gateway, client):
        body = {"sensors": ["GM-1", "GM-2"], "times": ["2026-11-25T08:00:00+08:00", "2026-11-25T00:00:01Z"]}
        return await post(client, site.token, body | {"values": [1, None]})

    answer = with_gateway(act)
    assert answer.status_code == 200
    first, second = stored()
    assert first[:3] == (site.first.pk, 1_795_564_800_000_000, 1.0)
    assert second[1] == 1_795_564_801_000_000
    assert math.isnan(second[2])
    assert second[3] & Flag.NOT_A_NUMBER


def test_a_batch_sent_again_counts_once(site):
    async def act(gateway, client):
        body = rows(("GM-1", ms(3), 1.0)) | {"batch": "b-1"}
        return [(await post(client, site.token, body)).json()["repeated"] for _ in range(3)]

    assert with_gateway(act) == [False, True, True]
    assert len(stored()) == 1
    assert Receipt.objects.count() == 1
    assert sum(Stretch.objects.values_list("readings", flat=True)) == 1


def test_the_same_batch_twice_in_one_group_counts_once(site):
    import asyncio

    async def act(gateway, client):
        body = rows(("GM-1", ms(3), 1.0)) | {"batch": "twice"}
        answers = await asyncio.gather(*(post(client, site.token, body) for _ in range(20)))
        return sorted(each.json()["repeated"] for each in answers)

    assert with_gateway(act) == [False] + [True] * 19
    assert len(stored()) == 1


def test_the_same_moment_of_a_sensor_is_seen_once_by_every_reader(site):
    at = ms(30)

    async def act(gateway, client):
        await post(client, site.token, rows(("GM-1", at, 1.0), ("GM-1", at, 9.0)))
        await post(client, site.token, rows(("GM-1", at, 8.0)))
        read = list(gateway.intake.log.read(0))
        return [len(each.batch) for each in read]

    per_stretch = with_gateway(act)
    assert per_stretch[0] == 1
    assert [each[2] for each in stored()] == [1.0]
    settle()
    assert [each[2] for each in stored()] == [1.0]
    with_gateway(lambda gateway, client: post(client, site.token, rows(("GM-1", at, 7.0))))
    assert [each[2] for each in stored()] == [1.0]
    assert settle() == 0
    assert [each[2] for each in stored()] == [1.0]


def test_late_disordered_future_unlawful_and_missing_values_are_kept_and_flagged(site):
    async def act(gateway, client):
        await post(client, site.token, rows(("GM-1", ms(10), 1.0)))
        body = rows(
            ("GM-1", ms(20), 2.0), ("GM-1", ms(3600), 3.0), ("GM-2", ms(-3600), 4.0), ("GM-2", ms(1), 101.0)
        )
        return (await post(client, site.token, body)).json()

    assert with_gateway(act)["accepted"] == 4
    flags = {value: Flag(flag) for _, _, value, flag in stored()}
    assert flags[1.0] == Flag(0)
    assert flags[2.0] == Flag.OUT_OF_ORDER | Flag.MAYBE_AGAIN
    assert flags[3.0] == Flag.OUT_OF_ORDER | Flag.LATE | Flag.MAYBE_AGAIN
    assert flags[4.0] == Flag.FUTURE
    # The reading from the future must not make the sensor deaf to what is really newer.
    assert flags[101.0] == Flag.OUT_OF_RANGE | Flag.MAYBE_AGAIN


def test_bare_nan_in_the_json_is_no_value_and_not_zero(site):
    async def act(gateway, client):
        body = b'{"readings": [{"sensor": "GM-1", "time": %d, "value": NaN}]}' % ms()
        return await post(client, site.token, body)

    assert with_gateway(act).json()["accepted"] == 1
    assert math.isnan(stored()[0][2])


@pytest.mark.parametrize(
    ("frame", "fault"),
    [
        (b"not json", "unreadable"),
        (b"\xff\xfe\x00", "unreadable"),
        (b"[" * 100_000, "unreadable"),
        (b"{}", "shape"),
        (b"17", "shape"),
        (b'{"readings": [7]}', "shape"),
        (b'{"sensors": ["GM-1"], "times": [], "values": []}', "shape"),
        (b'{"readings": [{"sensor": "GM-1", "time": "2026-11-25T08:00:00", "value": 1}]}', "no_time"),
        (b'{"readings": [{"sensor": "GM-1", "time": true, "value": 1}]}', "no_time"),
        (b'{"readings": [{"sensor": "GM-1", "time": 1, "value": 1}]}', "time_span"),
        (b'{"readings": [{"sensor": "GM-1", "time": 99999999999999999999, "value": 1}]}', "time_span"),
        (b'{"readings": [{"sensor": "GM-1", "time": 1795564800000, "value": ""}]}', "value"),
        (b'{"readings": [{"sensor": "GM-1", "time": 1795564800000, "value": true}]}', "value"),
        (b'{"readings": [{"sensor": "GM-1", "time": 1795564800000}]}', "value"),
        (b'{"readings": [{"sensor": "nobody", "time": 1795564800000, "value": 1}]}', "unknown_sensor"),
        (
            b'{"batch": "a\\u0000b", "readings": [{"sensor": "x\\ud800\\u0000", "time": 1, "value": 1}]}',
            "unknown_sensor",
        ),
    ],
)
def test_a_frame_that_is_no_reading_is_in_quarantine_with_its_reason_and_never_a_zero(site, frame, fault):
    answer = with_gateway(lambda gateway, client: post(client, site.token, frame))
    assert answer.status_code == 422
    kept = Quarantined.objects.get()
    assert kept.fault == fault
    assert kept.reason
    assert kept.source_id == site.source.pk
    assert stored() == []


def test_the_good_readings_of_a_batch_are_taken_beside_the_bad(site):
    async def act(gateway, client):
        return (await post(client, site.token, rows(("GM-1", ms(), 1.0), ("GM-9", ms(), 2.0)))).json()

    told = with_gateway(act)
    assert (told["accepted"], told["quarantined"]) == (1, 1)
    assert told["faults"][0]["sensor"] == "GM-9"
    assert Quarantined.objects.get().sensor_code == "GM-9"


def test_a_source_cannot_speak_for_anothers_sensor(site):
    _, other = make_source("water")
    answer = with_gateway(lambda gateway, client: post(client, other, rows(("GM-1", ms(), 1.0))))
    assert answer.status_code == 422
    assert Quarantined.objects.get().fault == "foreign_sensor"
    assert stored() == []


def test_no_token_a_wrong_token_and_a_revoked_token_open_nothing(site):
    from ancheng.base.asker import PLATFORM
    from ancheng.monitoring.sensors.actions import revoke_token
    from tests.monitoring.making import now

    revoke_token(token=site.source.tokens.get(), by=PLATFORM, at=now())

    async def act(gateway, client):
        body = rows(("GM-1", ms(), 1.0))
        bare = await client.post("/v1/readings", json=body)
        return [
            bare.status_code,
            *[(await post(client, each, body)).status_code for each in ("x", site.token)],
        ]

    assert with_gateway(act) == [401, 401, 401]
    assert stored() == []


def test_a_quarantined_frame_is_read_again_once_its_sensor_is_registered(site):
    import asyncio

    from ancheng.base.asker import PLATFORM
    from ancheng.monitoring.sensors.actions import replay
    from tests.monitoring.making import now

    with_gateway(lambda gateway, client: post(client, site.token, rows(("GM-7", ms(), 1.25))))
    seventh = make_sensor(site.source, "GM-7")
    assert replay(source=site.source, ids=[], by=PLATFORM, at=now()) == 1

    async def act(gateway, client):
        for _ in range(60):
            await asyncio.sleep(0.1)
            if stored():
                break
        await asyncio.sleep(1.2)

    with_gateway(act)
    assert [(sensor, value) for sensor, _, value, _ in stored()] == [(seventh.pk, 1.25)]
    assert Flag(stored()[0][3]) & Flag.REPLAYED
    assert Quarantined.objects.get().replayed_at is not None


def test_more_than_may_wait_is_refused_with_when_to_come_again(site, monkeypatch):
    from ancheng.monitoring.gateway import policy

    monkeypatch.setattr(policy, "PENDING_READINGS", 1)

    async def act(gateway, client):
        return await post(client, site.token, rows(("GM-1", ms(), 1.0), ("GM-1", ms(1), 1.0)))

    answer = with_gateway(act)
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) >= 1
    assert stored() == []


def test_a_body_over_the_limit_is_refused_unread(site):
    answer = with_gateway(lambda gateway, client: post(client, site.token, b" " * (10 * 2**20)))
    assert answer.status_code == 413
    assert stored() == []


def test_a_second_gateway_on_the_same_database_does_not_start(site):
    from ancheng.base.errors import Conflict
    from ancheng.monitoring.gateway.intake import Intake
    from tests.monitoring.making import conninfo

    async def act(gateway, client):
        with pytest.raises(Conflict, match="已有网关"):
            Intake(conninfo()).start()

    with_gateway(act)
