"""How strongly places are shaken, and who lives there."""

import json
from itertools import pairwise

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from ancheng.science.models.seismic_exposure import (
    LONG,
    MODEL,
    SHORT,
    along,
    intensity_at,
    level_of,
    radius_km,
)

QUAKE = {"magnitude": 6.5, "axis_deg": 0}


def place(name, km, bearing=0, **more):
    return {"name": name, "distance_km": km, "bearing_deg": bearing, **more}


def test_at_the_epicentre_both_axes_give_one_intensity():
    for magnitude in (5, 6.5, 8):
        assert along(LONG, magnitude, 0) == pytest.approx(along(SHORT, magnitude, 0), abs=0.05)


def test_along_its_axes_an_ellipse_has_the_stated_intensity():
    assert intensity_at(7, 60, 0) == pytest.approx(along(LONG, 7, 60), abs=1e-6)
    assert intensity_at(7, 60, 90) == pytest.approx(along(SHORT, 7, 60), abs=1e-6)
    assert along(SHORT, 7, 60) < intensity_at(7, 60, 45) < along(LONG, 7, 60)


def test_the_radius_of_a_degree_is_where_it_ends():
    assert along(LONG, 7, radius_km(LONG, 7, 6.5)) == pytest.approx(6.5)
    assert radius_km(LONG, 4, 9) == 0


@pytest.mark.parametrize(("intensity", "degree"), [(5.49, 5), (5.5, 6), (6.49, 6), (6.5, 7), (13.4, 12)])
def test_a_degree_begins_half_a_step_below(intensity, degree):
    assert level_of(intensity) == degree


def test_people_are_counted_in_the_degree_in_which_they_live():
    places = [
        place("近", 3, people=1000, buildings=20),
        place("远", 60, people=500),
        place("更远", 400, people=9),
    ]
    found = MODEL.run(QUAKE | {"places": places})
    by_degree = {row["degree"]: row["people"] for row in found["zones"]}
    degrees = {each["name"]: each["degree"] for each in found["places"]}
    assert by_degree[degrees["近"]] == 1000
    assert degrees["近"] > degrees["远"] > degrees["更远"]
    assert sum(by_degree.values()) == sum(each["people"] for each in found["places"] if each["degree"] >= 6)


def test_a_place_is_judged_against_its_design_only_where_that_is_known():
    places = [place("甲", 0, design_degree=7), place("乙", 0, design_degree=9), place("丙", 0)]
    found = MODEL.run({"magnitude": 7.0, "places": places})
    assert found["above_design"] == ["甲"]
    assert found["places"][2]["above_design"] is None


def test_stronger_degrees_lie_inside_weaker_ones_and_point_along_the_axis():
    found = MODEL.run({"magnitude": 7, "axis_deg": 90})
    shapes = [shapely.geometry.shape(each["geometry"]) for each in found["map"]["features"]]
    for inner, outer in pairwise(shapes):
        assert outer.buffer(1).contains(inner)
    west, south, east, north = shapes[-1].bounds
    assert east - west > north - south


def test_a_small_quake_has_no_rings():
    assert MODEL.run({"magnitude": 4})["map"]["features"] == []


@settings(max_examples=60, deadline=None)
@given(st.floats(4, 9), st.floats(0, 500), st.floats(0, 360))
def test_farther_is_weaker_and_every_answer_is_a_number(magnitude, km, bearing):
    question = {"magnitude": magnitude, "distance_km": km, "bearing_deg": bearing}
    found = MODEL.run(question)
    json.dumps(found, allow_nan=False)
    assert MODEL.run(question | {"distance_km": km / 2})["intensity"] >= found["intensity"] - 1e-9
