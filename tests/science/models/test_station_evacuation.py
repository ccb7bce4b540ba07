"""The hand formula of two codes, which can disagree."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ancheng.science.model import BadInput
from ancheng.science.models.station_evacuation import ESCALATOR, EXAMPLE, MODEL, STAIR


def test_the_worked_examples_come_out_by_both_codes(shared):
    for case in json.loads((shared / "domain/rule_examples.json").read_text(encoding="utf-8"))["evac"]:
        found = MODEL.run(
            {
                "train_load": case["Q1"],
                "waiting": case["Q2"],
                "escalators": case["N"],
                "stair_m": case["B"],
                "escalator_per_min": case["A1"],
                "stair_per_min_m": case["A2"],
            }
        )
        assert found["time_gb50157_min"] == pytest.approx(case["T50157"], abs=0.001)
        assert found["time_gb51298_min"] == pytest.approx(case["T51298"], abs=0.001)


def test_when_the_codes_disagree_both_are_shown_and_it_is_said():
    found = MODEL.run(EXAMPLE)
    assert (found["passes_gb50157"], found["passes_gb51298"]) == (True, False)
    assert any("不一致" in each for each in found["cautions"])
    assert found["gb50157"]["clause"] != found["gb51298"]["clause"]


def test_the_listed_capacities_are_those_of_the_code():
    assert ESCALATOR["0.50"] == 112
    assert ESCALATOR["0.65"] == 136.5
    assert STAIR["up"] == pytest.approx(61.67, abs=0.01)
    assert STAIR["down"] == 70


def test_one_escalator_is_always_out_of_service():
    one = {**EXAMPLE, "escalators": 1}
    assert MODEL.run(one)["time_gb51298_min"] == pytest.approx(2460 / (0.9 * 61.6667 * 5.4), rel=1e-4)
    with pytest.raises(BadInput, match="没有可用的疏散能力"):
        MODEL.run({**one, "stair_m": 0})
    with pytest.raises(BadInput, match="自动扶梯数"):
        MODEL.run({**EXAMPLE, "escalators": 0})


def test_an_empty_station_is_not_a_result():
    with pytest.raises(BadInput, match="同时为零"):
        MODEL.run({**EXAMPLE, "train_load": 0, "waiting": 0})


def test_the_walk_from_the_platform_decides_the_six_minutes():
    example = {"train_load": 1500, "waiting": 300, "escalators": 4, "stair_m": 5.5}
    assert any("未判定" in each for each in MODEL.run(example)["cautions"])
    assert MODEL.run(example | {"concourse_min": 2})["passes_gb51298"] is True
    late = MODEL.run(example | {"concourse_min": 4})
    assert late["passes_gb51298"] is False
    assert late["gb51298"]["everybody_min"] > 6


def test_a_stair_that_is_no_multiple_of_the_module_is_pointed_out():
    assert any("0.55" in each for each in MODEL.run(EXAMPLE)["cautions"])
    assert not any("0.55" in each for each in MODEL.run({**EXAMPLE, "stair_m": 5.5})["cautions"])


def test_with_the_largest_load_both_codes_are_just_met():
    largest = MODEL.run(EXAMPLE)["largest_load"]
    assert MODEL.run({**EXAMPLE, "train_load": largest, "waiting": 0})["passes_gb51298"]
    assert not MODEL.run({**EXAMPLE, "train_load": largest + 1, "waiting": 0})["passes_gb51298"]


@given(st.integers(1, 5000), st.integers(2, 20), st.floats(0, 50))
def test_more_escalators_and_wider_stairs_never_take_longer(people, escalators, width):
    before = {"train_load": people, "waiting": 0, "escalators": escalators, "stair_m": width}
    time = MODEL.run(before)["time_gb50157_min"]
    assert MODEL.run(before | {"escalators": escalators + 1})["time_gb50157_min"] < time
    assert MODEL.run(before | {"stair_m": width + 1})["time_gb50157_min"] < time
