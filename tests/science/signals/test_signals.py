"""Signal rules: what an officer may rely on, whatever the order in which somebody looks."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ancheng.science.signals.declare import (
    All,
    Anomaly,
    BadRule,
    During,
    Either,
    Forecast,
    Held,
    Level,
    Not,
    Rate,
    Repeated,
    Silent,
    Stuck,
    Unlawful,
    inputs,
)
from ancheng.science.signals.engine import Change, Group, goodness
from ancheng.science.signals.words import from_json, in_words, to_json

NAN = float("nan")


def fired(condition, readings, *, until=None, low=-np.inf, high=np.inf, bindings=None, sensors=1):
    """Changes as (time, raised) for one binding; readings are (time, value) or (sensor, time, value)."""
    group = Group(condition, bindings or [{"": 0}], sensors)
    changes = []
    for each in readings:
        sensor, time, value = each if len(each) == 3 else (0, *each)
        arrays = np.array([sensor]), np.array([float(time)]), np.array([float(value)])
        changes += group.feed(*arrays, goodness(arrays[2], low, high))
    if until is not None:
        changes += group.tick(float(until))
    return [(each.time, each.raised) for each in changes]


def test_a_value_exactly_at_the_threshold_raises():
    assert fired(Level(above=20), [(0, 19.999), (1, 20.0)]) == [(1, True)]
    assert fired(Level(below=0.1), [(0, 0.2), (1, 0.1)]) == [(1, True)]


def test_it_clears_only_below_the_margin():
    assert fired(Level(above=20, clear_margin=2), [(0, 21), (1, 19), (2, 18), (3, 17.9)]) == [
        (0, True),
        (3, False),
    ]


def test_a_first_value_between_threshold_and_margin_is_no_alarm():
    assert fired(Level(above=20, clear_margin=2), [(0, 19)]) == []


def test_held_counts_from_the_first_reading_beyond_and_not_from_the_look():
    rule = Held(Level(above=20), for_s=60)
    assert fired(rule, [(0, 25), (30, 25), (50, 10), (55, 25), (200, 25)]) == [(115, True)]
    assert fired(rule, [(0, 25)], until=59.9) == []
    assert fired(rule, [(0, 25)], until=3600) == [(60, True)]


def test_timed_clearing_waits_and_starts_anew_when_it_returns():
    rule = Held(Level(above=20), clear_for_s=100)
    readings = [(0, 25), (10, 5), (50, 25), (60, 5), (200, 5)]
    assert fired(rule, readings) == [(0, True), (160, False)]


def test_a_silent_gas_detector_raises_a_fault_not_an_all_clear():
    assert fired(Silent(60), [(0, 1), (50, 1)], until=200) == [(110, True)]
    assert fired(Level(above=20), [(0, 25)], until=10**6) == [(0, True)], "silence does not clear an alarm"


def test_a_sensor_that_speaks_again_is_no_longer_silent():
    assert fired(Silent(60), [(0, 1), (100, 1)]) == [(60, True), (100, False)]


def test_a_sensor_that_was_never_heard_is_unknown_and_not_silent():
    assert fired(Silent(60), [], until=10**6) == []
    assert fired(Not(Level(above=20)), [], until=100) == []


def test_no_number_is_neither_an_alarm_nor_an_all_clear_but_a_fault():
    assert fired(Level(above=20), [(0, 25), (1, NAN), (2, 25)]) == [(0, True)]
    assert fired(Unlawful(), [(0, 1), (1, NAN), (2, 1)]) == [(1, True), (2, False)]
    assert fired(Silent(60), [(0, 1), (30, NAN), (59, NAN)], until=70) == [(60, True)]


def test_a_value_that_the_sensor_cannot_measure_is_a_fault_and_no_alarm():
    assert fired(Level(above=20), [(0, 1e9)], low=0, high=100) == []
    assert fired(Unlawful(), [(0, 1e9)], low=0, high=100) == [(0, True)]


def test_a_rise_is_measured_over_its_stretch():
    rule = Rate(over_s=60, rise_per_s=0.1)
    assert fired(rule, [(0, 0), (30, 100), (60, 5)]) == []
    assert fired(rule, [(0, 0), (60, 6), (120, 6)]) == [(60, True), (120, False)]
    assert fired(Rate(over_s=60, fall_per_s=0.1), [(0, 10), (60, 4)]) == [(60, True)]


def test_a_value_that_does_not_move_is_stuck():
    rule = Stuck(for_s=100, tolerance=0.5)
    assert fired(rule, [(0, 7), (60, 7.4), (100, 6.6), (110, 9)]) == [(100, True), (110, False)]


def test_three_times_in_an_hour():
    rule = Repeated(Level(above=20), times=3, within_s=3600)
    blips = [(t + offset, value) for t in (0, 1000, 2000) for offset, value in ((0, 25), (10, 5))]
    changes = fired(rule, blips, until=10_000)
    assert changes[0] == (2000, True)
    assert changes[1][0] == pytest.approx(3600)
    assert not changes[1][1]
    assert fired(rule, [(t * 2, v) for t, v in blips]) == []


def test_a_river_that_keeps_rising_is_forecast_to_reach_its_mark():
    rule = Forecast(over_s=600, horizon_s=3600, above=5.0)
    assert fired(rule, [(0, 1.0), (600, 1.5)]) == [], "0.5 m in ten minutes makes 4.5 m in an hour"
    assert fired(rule, [(0, 1.0), (600, 1.6), (1200, 1.6)]) == [(600, True), (1200, False)]
    assert fired(Forecast(over_s=60, horizon_s=600, below=0.1), [(0, 1.0), (60, 0.9)]) == [(60, True)]


def test_a_rule_of_the_night_sleeps_by_day_and_wakes_while_the_condition_lasts():
    # Second 0 is 08:00 of a Thursday in Beijing.
    night = During(Level(above=20), from_s=22 * 3600, to_s=6 * 3600)
    assert fired(night, [(0, 25)], until=24 * 3600) == [(14 * 3600, True), (22 * 3600, False)]
    friday = During(Level(above=20), from_s=9 * 3600, to_s=10 * 3600, days=(4,))
    assert fired(friday, [(0, 25)], until=3 * 86400) == [(25 * 3600, True), (26 * 3600, False)]


def test_an_area_needs_all_its_sensors_and_unknown_is_not_yes():
    rule = All((Level(above=50, input="rain"), Level(above=0.27, input="depth")))
    bind = [{"rain": 0, "depth": 1}]
    assert fired(rule, [(0, 0, 80)], bindings=bind, sensors=2) == []
    assert fired(rule, [(0, 0, 80), (1, 5, 0.3), (0, 9, 10)], bindings=bind, sensors=2) == [
        (5, True),
        (9, False),
    ]


def test_either_is_decided_by_one_even_when_the_other_is_unknown():
    rule = Either((Level(above=50, input="a"), Level(above=1, input="b")))
    assert fired(rule, [(1, 0, 2)], bindings=[{"a": 0, "b": 1}], sensors=2) == [(0, True)]


def test_not_of_unknown_stays_unknown():
    rule = All((Level(above=50, input="a"), Not(Level(above=1, input="b"))))
    bind = [{"a": 0, "b": 1}]
    assert fired(rule, [(0, 0, 80)], bindings=bind, sensors=2) == []
    assert fired(rule, [(0, 0, 80), (1, 1, 0)], bindings=bind, sensors=2) == [(1, True)]


def test_late_and_repeated_readings_change_nothing():
    assert fired(Level(above=20), [(10, 5), (5, 25), (10, 25), (11, 6)]) == []


def test_held_over_silence_adds_both_times():
    assert fired(Held(Silent(60), for_s=30), [(0, 1)], until=500) == [(90, True)]


def test_a_daily_pattern_is_normal_and_a_night_peak_is_not():
    rule = Anomaly(season_s=86400, bins=24, least=5, deviations=6)
    rng = np.random.default_rng(1)
    days = [
        (d * 86400 + h * 3600, 100 + 50 * (8 <= h <= 20) + rng.normal()) for d in range(10) for h in range(24)
    ]
    assert fired(rule, days) == []
    assert fired(rule, [*days, (10 * 86400 + 3 * 3600, 150)]) == [(10 * 86400 + 3 * 3600, True)]


def test_one_sensor_may_serve_many_bindings():
    group = Group(Level(above=20), [{"": 0}, {"": 0}, {"": 1}], 2)
    changes = group.feed(np.array([0]), np.array([1.0]), np.array([30.0]), np.array([True]))
    assert [(each.binding, each.raised) for each in changes] == [(0, True), (1, True)]


RULES = [
    Forecast(over_s=5, horizon_s=20, above=30.0, below=2.0),
    During(Level(above=20, clear_margin=2), from_s=28810, to_s=28840),
    During(Held(Level(above=15), for_s=7), from_s=28845, to_s=28805, days=(3,)),
    Held(During(Level(above=10), from_s=28805, to_s=28830), for_s=9, clear_for_s=4),
    Level(above=20, clear_margin=3),
    Held(Level(above=20), for_s=7, clear_for_s=5),
    Held(Silent(6), for_s=2),
    Rate(over_s=5, rise_per_s=1.5),
    Stuck(for_s=6, tolerance=1),
    Repeated(Level(above=20), times=2, within_s=9),
    Unlawful(),
    Anomaly(season_s=10, bins=2, least=2, deviations=1.5),
    All((Held(Level(above=15, input="a"), for_s=3), Not(Level(above=25, input="b")))),
    Either(
        (
            Silent(5, input="a"),
            Repeated(Held(Level(above=10, input="b"), clear_for_s=2), times=2, within_s=20),
        )
    ),
]
reading = st.tuples(
    st.integers(0, 1), st.integers(0, 60), st.one_of(st.integers(0, 40).map(float), st.just(NAN))
)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(RULES),
    st.lists(reading, max_size=40),
    st.lists(st.integers(1, 8), max_size=12),
    st.lists(st.booleans(), min_size=50, max_size=50),
    st.booleans(),
)
def test_cutting_the_readings_up_ticking_and_restarting_change_nothing(rule, readings, cuts, ticks, restart):
    readings = sorted(readings, key=lambda each: each[1]) if restart else readings
    names = inputs(rule)
    bindings = [{name: number for number, name in enumerate(names)}] if names != ("",) else [{"": 0}, {"": 1}]
    one = Group(rule, bindings, 2)
    expected: list[Change] = []
    for each in readings:
        expected += _feed(one, [each])
    expected += one.tick(100.0)
    many, found, start = Group(rule, bindings, 2), [], 0
    for number, size in enumerate([*cuts, len(readings)]):
        chunk = readings[start : start + size]
        start += size
        found += _feed(many, chunk)
        # A tick may not run ahead of readings that are still to come.
        ahead = readings[start:]
        if ticks[number] and ahead:
            found += many.tick(float(min(each[1] for each in ahead)) - 0.5)
        if restart:
            kept, many = many.dump(), Group(rule, bindings, 2)
            many.restore(kept)
    found += many.tick(100.0)
    assert sorted(found, key=_order) == sorted(expected, key=_order)


def _order(change):
    return change.binding, change.time, change.raised


def _feed(group, readings):
    if not readings:
        return []
    sensor, time, value = (np.array(each) for each in zip(*readings, strict=True))
    value = value.astype(float)
    return group.feed(sensor, time.astype(float), value, goodness(value))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: type(rule).__name__)
def test_a_rule_survives_json_and_speaks_chinese(rule):
    assert from_json(to_json(rule)) == rule
    words = in_words(rule, "%LEL")
    assert any("一" <= each <= "鿿" for each in words)


@pytest.mark.parametrize(
    ("given", "word"),
    [
        ({}, "kind"),
        ({"kind": "level"}, "上限"),
        ({"kind": "level", "above": "高"}, "数字"),
        ({"kind": "level", "above": 1, "below": 2}, "小于"),
        ({"kind": "level", "above": 1, "colour": 3}, "colour"),
        ({"kind": "silent"}, "after_s"),
        ({"kind": "silent", "after_s": 0}, "大于"),
        ({"kind": "repeated", "of": {"kind": "unlawful"}, "times": 1, "within_s": 5}, "次数"),
        ({"kind": "all", "of": []}, "组合"),
        ({"kind": "all", "of": {}}, "列表"),
        ({"kind": "level", "above": float("nan")}, "有限"),
        (["level"], "kind"),
        ({"kind": "forecast", "over_s": 60, "horizon_s": 60}, "上限"),
        ({"kind": "during", "of": {"kind": "unlawful"}, "from_s": 5, "to_s": 5}, "相同"),
        ({"kind": "during", "of": {"kind": "unlawful"}, "from_s": 5, "to_s": 9, "days": [7]}, "生效日"),
        ({"kind": "during", "of": {"kind": "unlawful"}, "from_s": 5, "to_s": 9, "days": 3}, "列表"),
    ],
)
def test_a_wrong_rule_is_refused_with_what_to_mend(given, word):
    with pytest.raises(BadRule, match=word):
        from_json(given)


def test_a_rule_nested_too_deep_is_refused():
    rule = {"kind": "unlawful"}
    for _ in range(30):
        rule = {"kind": "not", "of": rule}
    with pytest.raises(BadRule, match="嵌套"):
        from_json(rule)


def test_words_are_those_of_an_officer():
    rule = Held(Level(above=20, clear_margin=2), for_s=60, clear_for_s=300)
    assert in_words(rule, "%LEL") == "达到或高于 20 %LEL（回差 2 %LEL）持续 1 分钟，恢复 5 分钟后解除"
    rule = During(
        Forecast(over_s=600, horizon_s=3600, above=5.0), from_s=0, to_s=6 * 3600, days=(0, 1, 2, 3, 4)
    )
    assert in_words(rule, "m") == (
        "工作日（周一至周五） 00:00–06:00 内，按近 10 分钟趋势， 1 小时内将达到或高于 5 m"
    )
