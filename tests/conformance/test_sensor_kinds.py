"""Every declared kind of sensor: its unit fits, its range holds its thresholds, a bad frame is unknown and never 0."""

from __future__ import annotations

import json
import math
from datetime import date

import numpy as np
import pytest

from ancheng.monitoring.gateway.frames import read
from ancheng.monitoring.sensors import simulation
from ancheng.monitoring.sensors.declare import PLATFORM_LABELS, Platform
from ancheng.monitoring.sensors.registry import KINDS
from ancheng.science.signals.declare import Level, parts
from ancheng.science.signals.engine import Group, goodness
from ancheng.science.signals.words import from_json, in_words, to_json
from ancheng.science.units import unit

ON = date(2026, 11, 25)
BAD = (None, "", "abc", True, [], {}, "NaN", "0x10")


def levels(kind):
    return [
        (rule, part)
        for rule in kind.rules
        for part in parts(rule.in_force(ON).value)
        if isinstance(part, Level)
    ]


@pytest.mark.parametrize("name", sorted(KINDS))
def test_a_kind_names_itself_in_two_languages_and_its_unit_measures_its_quantity(name):
    kind = KINDS[name]
    assert kind.zh
    assert kind.en.isascii()
    assert unit(kind.unit).quantity == kind.quantity
    assert kind.low <= kind.sample <= kind.high
    assert kind.interval_s < kind.silent_after_s


@pytest.mark.parametrize("name", sorted(KINDS))
def test_the_lawful_range_holds_every_threshold_and_its_margin(name):
    kind = KINDS[name]
    for _, level in levels(kind):
        for value, sign in ((level.above, -1), (level.below, 1)):
            if value is not None:
                assert kind.low < value < kind.high or kind.states
                assert kind.low <= value + sign * level.clear_margin <= kind.high


@pytest.mark.parametrize("name", sorted(KINDS))
def test_graver_colours_have_farther_thresholds(name):
    above = [(rule.suggests, level.above) for rule, level in levels(KINDS[name]) if level.above is not None]
    ordered = sorted(above, key=lambda each: -each[0])
    assert [value for _, value in ordered] == sorted(value for _, value in above)


@pytest.mark.parametrize("name", sorted(KINDS))
def test_each_rule_cites_its_source_reads_in_words_and_survives_as_json(name):
    for rule in KINDS[name].rules:
        edition = rule.in_force(ON)
        assert edition.source
        assert edition.verified or "未核对" in edition.citation
        assert in_words(edition.value, KINDS[name].unit)
        assert from_json(to_json(edition.value)) == edition.value
    keys = [rule.key for rule in KINDS[name].rules]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("name", sorted(KINDS))
def test_a_quiet_sample_raises_nothing_and_a_value_at_the_threshold_raises_its_rule(name):
    kind = KINDS[name]
    for rule, level in levels(kind):
        value = level.above if level.above is not None else level.below
        for reading, expected in ((kind.sample, False), (value, True)):
            group = Group(rule.in_force(ON).value, [{"": 0}], 1)
            for second in range(0, 3600, 60):
                at = np.array([float(second)])
                group.feed(
                    np.array([0]), at, np.array([reading]), goodness(np.array([reading]), kind.low, kind.high)
                )
                group.tick(float(second))
            assert bool(group.raised[0]) == expected, rule.key


@pytest.mark.parametrize("name", sorted(KINDS))
@pytest.mark.parametrize("value", BAD, ids=repr)
def test_a_bad_frame_is_unknown_or_quarantined_and_never_zero(name, value):
    parsed = read(json.dumps({"readings": [KINDS[name].frame | {"value": value}]}).encode())
    assert all(math.isnan(each) for each in parsed.values)
    assert len(parsed.values) + len(parsed.faults) == 1


@pytest.mark.parametrize("name", sorted(KINDS))
def test_the_sample_frame_is_read_as_it_stands(name):
    parsed = read(json.dumps({"readings": [KINDS[name].frame]}).encode())
    assert parsed.values == [KINDS[name].sample]
    assert parsed.faults == []


@pytest.mark.parametrize("name", sorted(KINDS))
def test_a_simulated_day_stays_lawful_and_is_the_same_every_time(name):
    kind = KINDS[name]
    sensor, time = np.arange(500) % 20, np.arange(500) * 173.0 + 1.8e9
    found = simulation.quiet(name, sensor, time)
    assert (found >= kind.low).all()
    assert (found <= kind.high).all()
    assert (found == simulation.quiet(name, sensor, time)).all()


def test_prefixes_differ_and_every_platform_of_the_plan_has_a_kind():
    prefixes = [each.prefix for each in KINDS.values()]
    assert len(prefixes) == len(set(prefixes))
    assert {each.platform for each in KINDS.values()} == set(Platform) == set(PLATFORM_LABELS)
    assert len(KINDS) >= 25


def test_ten_thousand_ppm_of_methane_are_twenty_per_cent_and_alarm():
    first = KINDS["gas_methane"].rules[0].in_force(ON).value
    for ppm, raised in ((9_999, False), (10_000, True)):
        group = Group(first, [{"": 0}], 1)
        value = np.array([ppm / 50_000 * 100])
        group.feed(np.array([0]), np.array([1.0]), value, goodness(value))
        assert bool(group.raised[0]) == raised
