"""Evacuation by road: hand cases of one road, a merge and a split; more capacity is never slower; nobody is lost."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ancheng.science.model import BadInput
from ancheng.science.models.area_evacuation import FORK, LINE, MODEL, departed
from ancheng.science.roads.evacuate import STEP_S, NotCleared, assign

CASE = MODEL.cases[0].inputs
WALK_S = 1703.5 / (4.3 / 3.6)


def road(x1, y1, x2, y2, **more):
    return {
        "from_lon": 116.40 + x1,
        "from_lat": 40 + y1,
        "to_lon": 116.40 + x2,
        "to_lat": 40 + y2,
        **more,
    }


def at(x, y, **more):
    return {"lon": 116.40 + x, "lat": 40 + y, **more}


def test_two_crowds_that_meet_share_the_road_behind_the_meeting_point():
    # Two legs of equal length into one road of 3 m: 2 × 1200 people at 3 per second once the first have come.
    roads = [road(0, 0.01, 0.01, 0), road(0, -0.01, 0.01, 0), road(0.01, 0, 0.02, 0)]
    told = MODEL.run(
        {
            **CASE,
            "roads": roads,
            "origins": [at(0, 0.01, people=1200), at(0, -0.01, people=1200)],
            "shelters": [at(0.02, 0, capacity=9000)],
        }
    )
    leg = np.hypot(851.8, 1111.95)
    expected = (leg + 851.8) / (4.3 / 3.6) + 2400 / 3
    assert told["clearance_min"] * 60 == pytest.approx(expected, abs=2 * STEP_S + 3)
    (jam,) = told["bottlenecks"][:1]
    assert (jam["lon"], jam["lat"]) == (pytest.approx(116.41), pytest.approx(40.0))
    # They come at 6 per second for 400 s and leave at 3 per second.
    assert jam["longest_queue"] == pytest.approx(1200, abs=6 * STEP_S)


def test_a_second_shelter_on_the_other_side_halves_the_queue():
    roads = [road(0, 0, 0.02, 0), road(0, 0, -0.02, 0)]
    question = {
        **CASE,
        "roads": roads,
        "origins": [at(0, 0, people=3000)],
        "shelters": [at(0.02, 0, capacity=1500), at(-0.02, 0, capacity=1500)],
    }
    told = MODEL.run(question)
    assert told["clearance_min"] * 60 == pytest.approx(WALK_S + 500, rel=0.01)
    assert [each["people"] for each in told["shelters"]] == [1500, 1500]


def test_departures_slower_than_the_road_make_no_queue():
    told = MODEL.run({**CASE, "departure": "uniform", "departure_min": 30})
    assert told["clearance_min"] * 60 == pytest.approx(WALK_S + 1800, abs=STEP_S)
    assert told["mean_wait_min"] == pytest.approx(0, abs=0.01)
    assert told["bottlenecks"] == []


def test_who_has_no_place_and_who_is_cut_off_are_counted_and_said():
    told = MODEL.run(
        {
            **CASE,
            "roads": [*FORK, road(0.1, 0.1, 0.11, 0.1)],
            "origins": [at(0, 0, people=1000), at(0.1, 0.1, people=70)],
            "shelters": [at(0.02, 0, capacity=600)],
        }
    )
    assert told["sheltered_people"] == 600
    assert told["without_room_people"] == 400
    assert told["cut_off_people"] == 70
    assert any("400 人没有去处" in each for each in told["cautions"])
    assert any("70 人没有开放的道路" in each for each in told["cautions"])


def test_nobody_moves_when_every_road_is_cut():
    told = MODEL.run(
        {**CASE, "roads": [*FORK, road(0.1, 0.1, 0.11, 0.1)], "shelters": [at(0.1, 0.1, capacity=9)]}
    )
    assert told["clearance_min"] is None
    assert told["cut_off_people"] == 1000
    json.dumps(told, allow_nan=False)


def test_a_shelter_at_the_door_is_reached_at_once():
    told = MODEL.run({**CASE, "shelters": [at(0, 0, capacity=2000)]})
    assert told["clearance_min"] == pytest.approx(0, abs=STEP_S / 60)


def test_an_evacuation_of_days_is_refused_not_computed_for_ever():
    with pytest.raises(NotCleared, match="48 小时"):
        MODEL.run(
            {
                **CASE,
                "origins": [at(0, 0, people=1e6)],
                "capacity_factor": 0.1,
                "shelters": [at(0.02, 0, capacity=1e7)],
            }
        )


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"origins": []}, "至少给出"),
        ({"origins": [at(0, 0, people=0)]}, "人数大于零"),
        ({"shelters": []}, "避难场所"),
    ],
)
def test_an_incomplete_question_is_refused(change, word):
    with pytest.raises(BadInput, match=word):
        MODEL.run({**CASE, **change})


grid = [
    road(x / 100, y / 100, (x + dx) / 100, (y + dy) / 100)
    for x in range(4)
    for y in range(4)
    for dx, dy in ((1, 0), (0, 1))
]
crowd = st.lists(
    st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(1, 3000)), min_size=1, max_size=6
)
places = st.lists(
    st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(100, 9000)), min_size=1, max_size=3
)


@settings(max_examples=60, deadline=None)
@given(
    crowd,
    places,
    st.floats(0.2, 1.5),
    st.floats(1.0, 2.0),
    st.sampled_from(["at_once", "uniform", "s_curve"]),
)
def test_more_capacity_never_makes_the_last_arrive_later_and_everybody_is_somewhere(
    people, rooms, factor, more, curve
):
    question = {
        **CASE,
        "roads": grid,
        "departure": curve,
        "departure_min": 10,
        "origins": [at(x / 100, y / 100, people=n) for x, y, n in people if (x, y) != (4, 4)]
        or [at(0, 0, people=10)],
        "shelters": [at(x / 100, y / 100, capacity=n) for x, y, n in rooms if (x, y) != (4, 4)]
        or [at(0, 0, capacity=100)],
    }
    slow = MODEL.run({**question, "capacity_factor": factor})
    fast = MODEL.run({**question, "capacity_factor": factor * more})
    assert fast["clearance_min"] <= slow["clearance_min"] + STEP_S / 60
    assert fast["mean_wait_min"] <= slow["mean_wait_min"] + 1e-6
    for told in (slow, fast):
        somewhere = told["sheltered_people"] + told["without_room_people"] + told["cut_off_people"]
        assert somewhere == pytest.approx(told["people"])
        assert told["arrivals"][-1]["people"] == pytest.approx(told["sheltered_people"], rel=1e-3, abs=1)
        assert all(each["people"] <= each["capacity"] + 1e-6 for each in told["shelters"])


def test_a_departure_curve_starts_at_nobody_and_ends_at_everybody():
    at_times = np.linspace(-10, 700, 200)
    for curve in ("at_once", "uniform", "s_curve"):
        share = departed(curve, 600.0, at_times)
        assert share[0] == 0
        assert share[-1] == pytest.approx(1)
        assert (np.diff(share) >= 0).all()


def test_shelters_fill_from_the_nearest_pair_on():
    told = assign(np.array([[1.0, 5.0], [2.0, 3.0]]), np.array([10.0, 10.0]), np.array([12.0, 5.0]))
    assert [(each.origin, each.shelter, each.people) for each in told.trips] == [
        (0, 0, 10),
        (1, 0, 2),
        (1, 1, 5),
    ]
    assert told.without_room.tolist() == [0, 3]


def test_one_road_without_lanes_to_spare_is_slower_by_car_than_two():
    two = [{**LINE[0], "lanes": 2}]
    one_lane, two_lanes = (
        MODEL.run({**CASE, "mode": "car", "roads": each})["clearance_min"] for each in (LINE, two)
    )
    assert two_lanes < one_lane
