"""A gas street by hand (Darcy–Weisbach, Colebrook), a broken pipe, a demand that cannot be met."""

import json
from math import log10, pi, sqrt

import pytest

from ancheng.science.model import BadInput
from ancheng.science.models.gas_network import MODEL

pytest.importorskip("pandapipes", reason="pandapipes is an extra: pip install ancheng[gas]")

CASE = MODEL.cases[0].inputs


@pytest.mark.parametrize(("m3_h", "diameter"), [(50, 100), (100, 100), (300, 200)])
def test_the_pressure_lost_along_a_pipe_is_that_of_the_formula(m3_h, diameter):
    told = MODEL.run(
        {
            **CASE,
            "pipes": [{"id": "G", "start": "S", "end": "B", "length_m": 1000, "diameter_mm": diameter}],
            "demands": [{"node": "B", "m3_h": m3_h}],
        }
    )
    kg_s, width = m3_h / 3600 * 0.73294, diameter / 1000
    reynolds = 4 * kg_s / (pi * width * 1.0709e-5)
    friction = 0.02
    for _ in range(50):
        friction = (-2 * log10(1e-4 / width / 3.7 + 2.51 / (reynolds * sqrt(friction)))) ** -2
    mean_kpa = (5 + told["lowest_before_kpa"]) / 2
    density = 0.70685 * (101.325 + mean_kpa) / 101.325
    speed = kg_s / density / (pi * width**2 / 4)
    lost = friction * 1000 / width * density * speed**2 / 2 / 1000
    assert 5 - told["lowest_before_kpa"] == pytest.approx(lost, rel=0.01)


def test_a_broken_pipe_cuts_off_who_lies_behind_it():
    told = MODEL.run({**CASE, "broken": [{"id": "G2"}]})
    assert told["without_supply"] == ["B"]
    assert told["lost_m3_h"] == pytest.approx(100)
    assert told["valves_to_close"] == [{"pipe": "G2", "node": "A"}, {"pipe": "G2", "node": "B"}]
    json.dumps(told, allow_nan=False)


def test_a_second_way_keeps_the_gas_on_at_a_lower_pressure():
    ring = [*CASE["pipes"], {"id": "G3", "start": "S", "end": "B", "length_m": 3000, "diameter_mm": 100}]
    told = MODEL.run(
        {**CASE, "pipes": ring, "broken": [{"id": "G2"}], "demands": [{"node": "B", "m3_h": 50}]}
    )
    assert told["without_supply"] == []
    assert told["pressure_after_kpa"]["B"] < told["lowest_before_kpa"]


def test_a_demand_that_cannot_be_met_is_said_with_the_share_that_can():
    told = MODEL.run({**CASE, "demands": [{"node": "B", "m3_h": 900}]})
    share = told["share_that_can_be_met"]
    assert 0 < share < 1
    assert told["lost_m3_h"] == pytest.approx(900 * (1 - share))
    assert any("只能供应" in each for each in told["cautions"])
    met = MODEL.run({**CASE, "demands": [{"node": "B", "m3_h": 900 * share}]})
    assert met["share_that_can_be_met"] == pytest.approx(1)


def test_a_source_that_is_shut_off_leaves_nobody_with_gas():
    told = MODEL.run({**CASE, "broken": [{"id": "G1"}], "valves": [{"pipe": "G2", "node": "B"}]})
    assert told["without_supply"] == ["B"]
    assert any("包含气源" in each for each in told["cautions"])


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"pipes": []}, "至少给出一条管段"),
        ({"sources": []}, "气源"),
        ({"pipes": [*CASE["pipes"], CASE["pipes"][0]]}, "重复"),
        ({"pipes": [{**CASE["pipes"][0], "end": "S"}]}, "两端相同"),
        ({"demands": [{"node": "Z", "m3_h": 1}]}, "没有与任何管段相连"),
        ({"broken": [{"id": "G9"}]}, "没有“G9”"),
        ({"broken": [{"id": "G1"}], "valves": [{"pipe": "G1", "node": "B"}]}, "并不相连"),
    ],
)
def test_a_network_that_makes_no_sense_is_refused_with_the_reason(change, word):
    with pytest.raises(BadInput, match=word):
        MODEL.run({**CASE, **change})
