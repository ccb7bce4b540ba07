"""The rule by which a level is taken and left, reading by reading."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ancheng.science.crowd import SCALE, Crowd, Scale, follow, measured

RULE = SCALE.value


def after(*readings, scale=RULE):
    crowd = Crowd()
    for minute, level in readings:
        crowd = follow(crowd, minute, level, scale)
    return crowd.level


@pytest.mark.parametrize(
    ("people", "area", "capacity", "level"),
    [
        (59, None, 100, 0),
        (60, None, 100, 1),
        (80, None, 100, 2),
        (90, None, 100, 3),
        (100, None, 100, 4),
        (99, 100, None, 0),
        (100, 100, None, 1),
        (200, 100, None, 2),
        (350, 100, None, 3),
        (500, 100, None, 4),
        (0, 100, 100, 0),
        (0, None, None, 0),
    ],
)
def test_levels_begin_at_their_lower_bound(people, area, capacity, level):
    assert measured(people, area, capacity, RULE) == level


def test_an_unknown_area_leaves_the_load_to_decide():
    assert measured(95, None, 100, RULE) == measured(95, 1e9, 100, RULE) == 3


def test_up_at_once_down_after_five_minutes():
    assert after((0, 3)) == 3
    assert after((0, 3), (1, 0), (5.99, 0)) == 3
    assert after((0, 3), (1, 0), (6, 0)) == 0


def test_while_it_calms_the_highest_of_the_lower_levels_is_kept():
    assert after((0, 4), (1, 1), (3, 2), (6, 1)) == 2
    assert after((0, 4), (1, 1), (3, 2), (6, 1), (8, 1), (11, 1)) == 1


def test_silence_is_not_calm():
    assert after((0, 3), (1, 0), (3, None), (6, 0), (7, 0)) == 3
    assert after((0, 3), (1, 0), (3, None), (6, 0), (11, 0)) == 0
    assert after((0, None), (100, None)) == 0


def test_another_time_to_calm_down_is_another_rule():
    slow = Scale(calm_min=30)
    assert after((0, 2), (1, 0), (20, 0), scale=slow) == 2
    assert after((0, 2), (1, 0), (31, 0), scale=slow) == 0


@given(st.lists(st.integers(0, 4) | st.none(), max_size=40))
def test_a_level_holds_for_at_least_five_readings_of_calm(levels):
    crowd, seen = Crowd(), []
    for minute, level in enumerate(levels):
        before = crowd.level
        crowd = follow(crowd, minute, level, RULE)
        seen.append(level)
        if crowd.level < before:
            assert all(each is not None and each < before for each in seen[-6:])
            assert len(seen) >= 6


@given(st.lists(st.integers(0, 4), min_size=1, max_size=40))
def test_a_level_is_never_below_the_last_reading(levels):
    crowd = Crowd()
    for minute, level in enumerate(levels):
        crowd = follow(crowd, minute, level, RULE)
        assert crowd.level >= level
