"""Response rings and coverage over roads: hand cases, what is uncovered, what is refused."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ancheng.base.errors import Refusal
from ancheng.science.model import BadInput
from ancheng.science.models.coverage import MODEL as COVERAGE
from ancheng.science.models.response_isochrone import MODEL as RINGS
from ancheng.science.models.response_isochrone import STREET

CASE = COVERAGE.cases[0].inputs
FAR = {"lon": 116.42, "lat": 40.2, "people": 50, "name": "山后"}


def test_a_closed_road_leaves_the_people_behind_it_uncovered_and_says_so():
    told = COVERAGE.run({**CASE, "limit_min": 60, "closures": [{"lon": 116.43, "lat": 40.0}]})
    assert told["covered_people"] == 300
    assert told["unreachable_places"] == 1
    assert told["uncovered"][0]["minutes"] is None
    assert any("没有开放的道路可达" in each for each in told["cautions"])
    assert COVERAGE.run({**CASE, "limit_min": 60})["covered_people"] == 400


def test_people_far_from_every_road_are_uncovered_not_counted_at_the_nearest_corner():
    told = COVERAGE.run({**CASE, "limit_min": 120, "demands": [*CASE["demands"], FAR]})
    assert [each["name"] for each in told["uncovered"]] == ["山后"]
    assert told["unreachable_places"] == 1


def test_uncovered_places_come_largest_first():
    demands = [{"lon": 116.44, "lat": 40.0, "people": n} for n in (5, 80, 20)]
    told = COVERAGE.run({**CASE, "demands": demands})
    assert [each["people"] for each in told["uncovered"]] == [80, 20, 5]
    assert told["covered_share"] == 0


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 23), st.floats(0.5, 60), st.floats(0, 1))
def test_more_time_never_covers_fewer_people(hour, limit, more):
    few, many = (
        COVERAGE.run({**CASE, "hour": hour, "limit_min": minutes})["covered_people"]
        for minutes in (limit, min(120, limit * (1 + more)))
    )
    assert few <= many


def test_the_speeds_nobody_checked_and_the_invented_roads_are_named():
    place = {"lon": 116.4435, "lat": 39.9215}
    told = RINGS.run({"net": "synthetic", "stations": [place], "limits": [{"minutes": 3}, {"minutes": 5}]})
    assert any("合成路网" in each for each in told["cautions"])
    assert any("未与本地实测核对" in each for each in told["cautions"])
    small, large = told["together"]
    assert 0 < small["m2"] < large["m2"]
    json.dumps(told, allow_nan=False)


def test_rings_that_overlap_are_counted_once():
    inputs = {**RINGS.cases[0].inputs, "stations": [RINGS.cases[0].inputs["stations"][0]] * 2}
    told = RINGS.run(inputs)
    assert told["largest_area_m2"] == pytest.approx(told["stations"][0]["areas"][0]["m2"])


def test_a_station_that_turns_out_too_late_has_an_empty_ring_and_a_caution():
    station = {"lon": 116.42, "lat": 40.0, "turnout_s": 600}
    told = RINGS.run({**RINGS.cases[0].inputs, "stations": [station]})
    assert told["largest_area_m2"] == 0
    assert any("范围为空" in each for each in told["cautions"])


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"net": "nowhere", "roads": []}, "没有编号"),
        ({"net": "synthetic"}, "只填一项"),
        ({"roads": []}, "请填写“路网编号”"),
        ({"stations": []}, "至少给出一个站点"),
        ({"stations": [{"lon": 0, "lat": 0}]}, "没有道路"),
        ({"roads": [{**STREET[0], "to_lon": 116.40}]}, "起点与终点相同"),
        ({"closures": [{"lon": 116.42, "lat": 40, "radius_m": 20_000}]}, "没有开放的道路"),
    ],
)
def test_what_cannot_be_computed_is_refused_with_a_sentence(change, word):
    with pytest.raises(Refusal, match=word):
        RINGS.run({**RINGS.cases[0].inputs, **change})


def test_people_that_are_nobody_are_refused():
    with pytest.raises(BadInput, match="合计为零"):
        COVERAGE.run({**CASE, "demands": [{"lon": 116.42, "lat": 40, "people": 0}]})
