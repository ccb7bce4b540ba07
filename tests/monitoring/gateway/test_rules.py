"""Flags of readings: the same however they are cut into groups; silence by sensor."""

from __future__ import annotations

from itertools import accumulate, pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from ancheng.monitoring.gateway import rules
from ancheng.monitoring.gateway.seam import Flag

NOW = 1_800_000_000_000_000
MINUTE = 60_000_000
SENSORS = 4
reading = st.tuples(
    st.integers(0, SENSORS - 1),
    st.integers(-30, 30).map(lambda minutes: NOW + minutes * MINUTE),
    st.sampled_from([0.0, 5.0, 101.0, -1.0, float("nan"), float("inf")]),
)


def fresh():
    return {
        "low": np.zeros(SENSORS),
        "high": np.full(SENSORS, 100.0),
        "newest_us": np.full(SENSORS, rules.NEVER_US),
        "last_us": np.full(SENSORS, rules.NEVER_US),
    }


def judged(rows, state):
    sensor, time, value = (np.array(each) for each in zip(*rows, strict=True))
    sensor, value = sensor.astype(np.int32), value.astype(np.float64)
    found = rules.judge(sensor, time, value, now_us=NOW, **state)
    state["newest_us"][sensor[found.newer]] = time[found.newer]
    state["last_us"][sensor[found.later]] = time[found.later]
    return found.flag.tolist()


@settings(deadline=None)
@given(st.lists(reading, min_size=1, max_size=60), st.lists(st.integers(1, 20), max_size=10))
def test_flags_are_the_same_one_by_one_in_groups_and_all_at_once(rows, sizes):
    whole, single, cut = fresh(), fresh(), fresh()
    at_once = judged(rows, whole)
    one_by_one = [flag for row in rows for flag in judged([row], single)]
    cuts = [0, *(each for each in accumulate(sizes) if each < len(rows)), len(rows)]
    parts = [rows[start:end] for start, end in pairwise(cuts)]
    in_groups = [flag for part in parts for flag in judged(part, cut)]
    assert at_once == one_by_one == in_groups
    assert (whole["newest_us"] == single["newest_us"]).all()
    assert (whole["last_us"] == cut["last_us"]).all()


@settings(deadline=None)
@given(st.lists(reading, min_size=1, max_size=60))
def test_only_marked_readings_can_repeat_a_moment_of_their_sensor(rows):
    flags = judged(rows, fresh())
    unmarked = [
        (sensor, time)
        for (sensor, time, _), flag in zip(rows, flags, strict=True)
        if not flag & Flag.MAYBE_AGAIN
    ]
    assert len(unmarked) == len(set(unmarked))


def test_a_reading_from_the_future_does_not_make_the_next_one_late():
    state = fresh()
    assert judged([(0, NOW + 3600 * 10**6, 1.0)], state) == [int(Flag.FUTURE)]
    (flag,) = judged([(0, NOW, 1.0)], state)
    assert not flag & Flag.OUT_OF_ORDER


def test_who_was_never_heard_is_unknown_and_who_fell_silent_is_a_fault():
    heard = np.array([rules.NEVER_US, NOW - 400 * 10**6, NOW - 10 * 10**6, NOW - 400 * 10**6])
    after, watched = np.full(4, 300 * 10**6), np.array([True, True, True, False])
    assert rules.silent(heard, after, watched, NOW).tolist() == [1]
