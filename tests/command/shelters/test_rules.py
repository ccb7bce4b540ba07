"""Room, functions and service distance, without a database."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ancheng.base.errors import Refusal
from ancheng.command.shelters.rules import (
    AREA_PER_PERSON,
    SERVICE_M,
    ZONES,
    Place,
    Served,
    Stay,
    capacity,
    check_head_count,
    coverage,
    distance_m,
    nearest,
    within,
    zones,
)

TODAY = date(2026, 11, 24)
KEYS = [key for key, _ in ZONES.in_force(TODAY).value]


def test_5000_metres_are_served_and_5000_point_1_are_not():
    assert within(5000.0, TODAY)
    assert not within(5000.1, TODAY)
    assert within(5000.04, TODAY)
    assert SERVICE_M.in_force(TODAY).verified


def place_north(key, metres):
    """A place so many metres due north of the origin of the tests."""
    return Place(key, 116.4, 39.9 + metres / 111_195.08023353291)


def test_a_community_at_the_limit_is_covered_and_one_a_step_beyond_is_not():
    shelter = Place(7, 116.4, 39.9)
    at_limit, beyond = nearest([place_north(1, 5000.0), place_north(2, 5000.1)], [shelter], TODAY)
    assert (round(at_limit.distance, 1), at_limit.covered) == (5000.0, True)
    assert (round(beyond.distance, 1), beyond.covered) == (5000.1, False)


def test_the_nearest_of_several_serves_and_no_shelter_is_no_distance():
    shelters = [place_north(10, 3000), place_north(11, 900), place_north(12, 20000)]
    assert nearest([Place(1, 116.4, 39.9)], shelters, TODAY)[0].shelter == 11
    nobody = nearest([Place(1, 116.4, 39.9)], [], TODAY)[0]
    assert (nobody.shelter, nobody.distance, nobody.covered) == (None, None, False)


def test_another_measure_may_be_asked_and_a_shelter_that_no_way_leads_to_does_not_serve():
    shelters = [place_north(10, 100), place_north(11, 900)]

    def by_road(place, shelter):
        return None if shelter.key == 10 else 5200.0

    found = nearest([Place(1, 116.4, 39.9)], shelters, TODAY, by_road)[0]
    assert (found.shelter, found.distance, found.covered) == (11, 5200.0, False)
    nowhere = nearest([Place(1, 116.4, 39.9)], shelters, TODAY, lambda place, shelter: None)[0]
    assert (nowhere.shelter, nowhere.distance, nowhere.covered) == (None, None, False)


places = st.builds(Place, st.integers(1, 10**6), st.floats(115, 118), st.floats(39, 41))


@given(places, places)
def test_a_distance_is_the_same_both_ways_and_nought_to_oneself(one, other):
    assert distance_m(one, other) == pytest.approx(distance_m(other, one))
    assert distance_m(one, one) == 0
    assert distance_m(one, other) >= 0


def test_a_known_distance():
    # Tian'anmen to the Capital Airport's terminal 3, about 25.3 km.
    far = distance_m(Place(1, 116.3975, 39.9087), Place(2, 116.6034, 40.0725))
    assert far == pytest.approx(25_260, rel=0.01)


def test_room_follows_the_area_for_each_person_of_the_stay():
    assert [capacity(300, stay, TODAY) for stay in Stay] == [600, 300, 150, 100, 66]
    assert capacity(None, Stay.SHORT, TODAY) is None
    assert capacity(0, Stay.SHORT, TODAY) == 0
    assert AREA_PER_PERSON.in_force(date(2010, 1, 1)).value != AREA_PER_PERSON.in_force(TODAY).value


def test_eight_functions_are_complete_only_when_each_is_known_to_be_there():
    there = dict.fromkeys(KEYS, True)
    assert len(KEYS) == 8
    assert zones(there, TODAY).complete is True
    assert zones({**there, "water": None}, TODAY).complete is None
    assert zones({**there, "water": None, "power": False}, TODAY).complete is False
    assert zones({}, TODAY).unknown == tuple(KEYS)


def test_people_without_a_number_are_counted_apart_from_nobody():
    served = [Served(1, 9, 10.0, True), Served(2, 9, 9000.0, False), Served(3, 9, 10.0, True)]
    found = coverage(served, {1: 300, 2: 100, 3: None})
    assert (found.people, found.covered, found.percent) == (400, 300, 75.0)
    assert (found.uncovered_places, found.unknown_places) == (1, 1)
    assert coverage([], {}).percent is None


def test_more_people_than_room_is_a_warning_and_fewer_than_none_is_refused():
    assert check_head_count(100, 100) == ""
    assert "超过可容纳 100 人" in check_head_count(101, 100)
    assert check_head_count(10**6, None) == ""
    with pytest.raises(Refusal):
        check_head_count(-1, 100)
