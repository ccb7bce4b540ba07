"""A server clock that is set makes no reading late, early or silent."""

from __future__ import annotations

import asyncio

from hypothesis import given
from hypothesis import strategies as st

from ancheng.monitoring.gateway.clock import JUMP_NS, SECOND_NS, SETTLES_NS, SteadyClock
from ancheng.monitoring.gateway.intake import Intake
from ancheng.monitoring.gateway.seam import Flag
from tests.monitoring.making import now, post, running, stored

START = 1_800_000_000 * SECOND_NS


class Hands:
    """A wall clock and an even one, moved by hand."""

    def __init__(self):
        self.wall, self.even = START, 5 * SECOND_NS
        self.clock = SteadyClock(lambda: self.wall, lambda: self.even)

    def pass_s(self, seconds, *, jump=0):
        self.even += int(seconds * SECOND_NS)
        self.wall += int((seconds + jump) * SECOND_NS)
        return self.clock.now_us() * 1000


def test_time_passes_as_on_the_wall():
    hands = Hands()
    assert hands.pass_s(10) == START + 10 * SECOND_NS
    assert hands.clock.fault == ""


def test_a_slow_correction_is_followed():
    hands = Hands()
    for _ in range(100):
        found = hands.pass_s(60, jump=-0.5)
    assert found == hands.wall
    assert hands.clock.fault == ""


def test_a_jump_is_told_and_not_followed_until_it_has_stayed_for_ten_minutes():
    for jump in (3600, -3600):
        hands = Hands()
        assert hands.pass_s(1, jump=jump) == START + SECOND_NS
        assert ("拨快" if jump > 0 else "拨慢") in hands.clock.fault
        assert hands.pass_s(599) == START + 600 * SECOND_NS
        assert hands.pass_s(2) == hands.wall
        assert hands.clock.fault == ""


def test_a_clock_that_is_set_back_in_time_has_never_jumped():
    hands = Hands()
    hands.pass_s(1, jump=86_400)
    assert hands.pass_s(60, jump=-86_400) == hands.wall == START + 61 * SECOND_NS
    assert hands.clock.fault == ""


@given(
    st.lists(st.tuples(st.floats(0.001, 900), st.sampled_from([0, 0, 0, 40, -40, 3600, -3600])), max_size=40)
)
def test_time_never_runs_away_from_the_even_clock_by_an_unsettled_jump(steps):
    hands = Hands()
    before_ns, even = hands.clock.now_us() * 1000, hands.even
    odd_since = None
    for seconds, jump in steps:
        found = hands.pass_s(seconds, jump=jump)
        drift = (found - before_ns) - (hands.even - even)
        settled = odd_since is not None and hands.even - odd_since >= SETTLES_NS
        if abs(drift) > JUMP_NS + SECOND_NS:
            assert settled
        odd_since = None if not hands.clock.fault else (odd_since or hands.even)
        before_ns, even = found, hands.even


def test_devices_whose_time_is_right_are_neither_early_nor_late_when_the_server_is_set_back(site):
    """An hour back: what the devices say would lie in the future, and every one of them would fall silent."""
    jump = {"ns": 0}

    async def act():
        import time

        async with running() as (gateway, client):
            gateway.intake.clock = SteadyClock(lambda: time.time_ns() + jump["ns"])
            gateway.intake.evaluating.clock = gateway.intake.clock
            jump["ns"] = -3600 * SECOND_NS
            reading = {"sensor": "GM-1", "time": int(now().timestamp() * 1000), "value": 2.0}
            assert (await post(client, site.token, {"readings": [reading]})).status_code == 200
            health = (await client.get("/v1/health")).json()
            silent = gateway.intake.state.silent(gateway.intake.directory, gateway.intake.clock.now_us())
            return health, list(silent)

    health, silent = asyncio.run(act())
    assert "拨慢" in health["clock"]
    assert health["database"] == "ok"
    ((_, _, _, flag),) = stored()
    assert not flag & int(Flag.FUTURE)
    assert site.first.pk not in silent


def test_the_clock_of_the_gateway_is_that_of_its_rules():
    intake = Intake("")
    assert intake.evaluating.clock is intake.clock
