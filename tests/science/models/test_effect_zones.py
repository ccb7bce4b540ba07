"""Who is inside which zone at this hour."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ancheng.science.model import BadInput
from ancheng.science.models.effect_zones import MODEL, PRESENCE, level_at, present, reach_of

PROFILE = [{"distance_m": 10, "value": 2500}, {"distance_m": 1000, "value": 2.5}]
LEAK = {"kind": "toxic", "substance": "氯", "exposure_min": 60, "profile": PROFILE}


def place(name, kind, distance, people=100, **more):
    return {"name": name, "kind": kind, "distance_m": distance, "people": people, **more}


def zone(found, name):
    return next(row for row in found["zones"] if row["name"].startswith(name))


def test_a_school_is_full_by_day_and_empty_by_night():
    question = LEAK | {"places": [place("小学", "school", 50)]}
    assert zone(MODEL.run(question | {"hour": 10}), "AEGL-2")["people"] == 100
    assert zone(MODEL.run(question | {"hour": 2}), "AEGL-2")["people"] == 0


def test_a_school_a_hospital_and_a_care_home_are_named():
    places = [place("小学", "school", 50), place("医院", "hospital", 60), place("住宅", "home", 40)]
    assert zone(MODEL.run(LEAK | {"places": places}), "AEGL-3")["sensitive"] == ["小学", "医院"]


def test_beside_the_plume_nobody_is_exposed():
    places = [place("甲", "care_home", 100, across_m=80, half_width_m=30), place("乙", "care_home", 100)]
    first, second = MODEL.run(LEAK | {"places": places})["places"]
    assert (first["level"], first["deaths"]) == (None, None)
    assert second["level"] == pytest.approx(79.06, rel=1e-3)


def test_beyond_the_profile_the_level_is_unknown_not_zero():
    (far,) = MODEL.run(LEAK | {"places": [place("远处", "home", 5000)]})["places"]
    assert far["level"] is None
    assert far["deaths"] is None


def test_a_zone_that_the_profile_does_not_close_says_so():
    row = zone(MODEL.run(LEAK), "AEGL-2")
    assert (row["reach_m"], row["beyond_profile"]) == (1000, True)
    assert zone(MODEL.run(LEAK), "AEGL-3")["beyond_profile"] is False


def test_poison_needs_its_name_and_heat_does_not():
    with pytest.raises(BadInput, match="物质"):
        MODEL.run({"kind": "toxic", "profile": PROFILE})
    heat = {
        "kind": "heat",
        "exposure_min": 1,
        "profile": [{"distance_m": 10, "value": 60}, {"distance_m": 200, "value": 1}],
    }
    found = MODEL.run(heat | {"places": [place("门前", "care_home", 10)]})
    assert found["expected_deaths"] == pytest.approx(100, abs=2)


def test_a_substance_without_a_probit_gives_no_number_of_deaths():
    found = MODEL.run(LEAK | {"substance": "苯", "places": [place("甲", "care_home", 20)]})
    assert found["expected_deaths"] is None
    assert found["unverified"]


def test_ears_suffer_before_lungs():
    blast = {
        "kind": "overpressure",
        "profile": [{"distance_m": 10, "value": 200}, {"distance_m": 500, "value": 2}],
    }
    (row,) = MODEL.run(blast | {"places": [place("甲", "care_home", 30)]})["places"]
    assert row["eardrum_share"] > row["deaths_share"]


@pytest.mark.parametrize("profile", [[], PROFILE[:1], [PROFILE[0], PROFILE[0]]])
def test_a_profile_that_is_none_is_refused(profile):
    with pytest.raises(BadInput, match="影响随距离的变化"):
        MODEL.run(LEAK | {"profile": profile})


@given(st.sampled_from(sorted(PRESENCE)), st.integers(0, 23))
def test_every_hour_of_every_place_is_known(kind, hour):
    assert 0 <= present(kind, hour) <= 1


@given(st.floats(3, 2000))
def test_where_a_level_ends_it_has_that_value(level):
    profile = [(10.0, 2500.0), (300.0, 60.0), (1000.0, 2.5)]
    reach, cut = reach_of(profile, level)
    assert not cut
    assert level_at(profile, reach) == pytest.approx(level, rel=1e-6)
