"""A crowd's level rises at once and falls only after five calm minutes; silence is not calm."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ancheng.science.crowd import LEVELS, SCALE
from ancheng.science.model import BadInput
from ancheng.science.models.crowd_level import MODEL

SQUARE = {"area_m2": 1000, "capacity": 2400}


def levels(*readings, **more):
    rows = [{"minute": minute, "people": people} for minute, people in readings]
    return [row["level"] for row in MODEL.run(SQUARE | {"readings": rows} | more)["readings"]]


@pytest.mark.parametrize(
    ("people", "level"),
    [
        (999, "none"),
        (1000, "blue"),
        (1900, "blue"),
        (1920, "yellow"),
        (2000, "yellow"),
        (2160, "orange"),
        (2400, "red"),
    ],
)
def test_the_higher_of_load_and_density_counts(people, level):
    assert levels((0, people)) == [level]


def test_on_a_small_square_density_counts_before_the_load():
    found = MODEL.run({"area_m2": 100, "capacity": 10_000, "readings": [{"minute": 0, "people": 500}]})
    assert found["level"] == "red"
    assert found["load_ratio"] == 0.05


def test_a_level_is_left_only_after_five_minutes_below_it():
    assert levels((0, 2000), (1, 500), (5, 500), (5.9, 500), (6, 500)) == ["yellow"] * 4 + ["none"]


def test_a_short_return_starts_the_five_minutes_anew():
    assert levels((0, 2000), (1, 500), (4, 2000), (5, 500), (9, 500), (10, 500)) == ["yellow"] * 5 + ["none"]


def test_a_crowd_that_thins_goes_down_to_what_was_measured_not_to_nothing():
    assert levels((0, 2400), (1, 1900), (3, 1200), (6, 1100)) == ["red", "red", "red", "blue"]


def test_a_silent_counter_keeps_the_level_and_is_never_an_all_clear():
    found = MODEL.run(SQUARE | {"readings": [{"minute": 0, "people": 2400}, {"minute": 30, "people": None}]})
    assert (found["level"], found["silent"], found["load_ratio"]) == ("red", True, None)
    assert found["readings"][-1]["measured"] == "unknown"
    assert found["cautions"]
    assert levels((0, 2400), (1, 100), (4, None), (5, 100), (6, 100), (9.9, 100)) == ["red"] * 6
    assert levels((0, 2400), (1, 100), (4, None), (5, 100), (10, 100))[-1] == "none"


def test_the_level_before_holds_until_it_is_calm():
    assert levels((0, 100), (4, 100), level_before="orange") == ["orange", "orange"]
    assert levels((0, 100), (5, 100), level_before="orange")[-1] == "none"


def test_nothing_to_measure_by_is_refused():
    for question in ({}, {"area_m2": 10}):
        with pytest.raises(BadInput):
            MODEL.run(question | {"readings": []})
    with pytest.raises(BadInput, match="递增"):
        levels((5, 1), (5, 2))


def test_the_scale_is_called_a_default_and_not_a_standard():
    assert "非标准" in MODEL.run(SQUARE | {"readings": [{"minute": 0, "people": 1}]})["basis"]
    assert MODEL.unverified


@given(st.lists(st.integers(0, 3000) | st.none(), min_size=1, max_size=30))
def test_a_level_is_never_below_what_was_just_measured(counts):
    found = MODEL.run(SQUARE | {"readings": [{"minute": n, "people": each} for n, each in enumerate(counts)]})
    for row in found["readings"]:
        if row["measured"] != "unknown":
            assert LEVELS.index(row["level"]) >= LEVELS.index(row["measured"])
    assert SCALE.value.calm_min == 5
