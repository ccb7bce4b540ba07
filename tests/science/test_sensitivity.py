"""Which input moves a result most, and which input is asked for."""

import pytest

from ancheng.science.model import BadInput, Input
from ancheng.science.needed import needed
from ancheng.science.sensitivity import strongest

INPUTS = (Input("a", "甲", "A", required=False), Input("b", "乙", "B", required=False))


def figure(values):
    return values["a"] * 10 + values["b"] + values["c"] / 10 + values["d"] / 100


def test_the_widest_swing_comes_first_and_only_three_are_named():
    values = dict.fromkeys("abcd", 1.0)
    rows = strongest(figure, values, dict.fromkeys("dcba", (0.0, 2.0)))
    assert [row["input"] for row in rows] == ["a", "b", "c"]
    assert rows[0]["at_high"] - rows[0]["at_low"] == pytest.approx(20)


def test_an_input_that_lowers_the_result_counts_as_much_as_one_that_raises_it():
    rows = strongest(lambda v: v["up"] - 3 * v["down"], {"up": 1, "down": 1}, {"up": (0, 2), "down": (0, 2)})
    assert rows[0]["input"] == "down"


def test_the_values_that_were_given_are_not_changed():
    values = {"a": 1.0, "b": 1.0, "c": 1.0, "d": 1.0}
    strongest(figure, values, {"a": (0.0, 5.0)})
    assert values == {"a": 1.0, "b": 1.0, "c": 1.0, "d": 1.0}


def test_a_needed_input_is_asked_for_by_its_label():
    assert needed(INPUTS, {"a": 1, "b": 2.5}, "b", "a") == [2.5, 1.0]
    with pytest.raises(BadInput, match="乙"):
        needed(INPUTS, {"a": 1, "b": None}, "a", "b")


def test_zero_is_given_and_not_missing():
    assert needed(INPUTS, {"a": 0, "b": 0.0}, "a", "b") == [0.0, 0.0]
