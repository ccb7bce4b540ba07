"""Shapes on the map: where the wind blows to, how large they are, and where they stand on the earth."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from ancheng.science.geometry import haversine_m
from ancheng.science.model import BadInput
from ancheng.science.rings import area_m2, circle, collection, downwind, on_earth, polygon, source_of

CHAOYANG = (116.4435, 39.9215)


@pytest.mark.parametrize(
    ("wind_from", "east", "north"),
    [(0, 0, -100), (90, -100, 0), (180, 0, 100), (270, 100, 0), (225, 70.71, 70.71)],
)
def test_a_point_downwind_lies_where_the_wind_blows_to(wind_from, east, north):
    (point,) = downwind(np.array([100.0]), np.array([0.0]), wind_from)
    assert point == pytest.approx([east, north], abs=0.01)


def test_a_positive_distance_across_lies_to_the_left_of_the_wind():
    (point,) = downwind(np.array([0.0]), np.array([10.0]), 270)
    assert point == pytest.approx([0, 10], abs=1e-9)


@given(st.floats(-5000, 5000), st.floats(-5000, 5000), st.floats(0, 360))
def test_turning_with_the_wind_keeps_every_distance(along, across, wind_from):
    (point,) = downwind(np.array([along]), np.array([across]), wind_from)
    assert np.hypot(*point) == pytest.approx(np.hypot(along, across), abs=1e-6)


def test_a_circle_is_closed_and_has_its_area():
    ring = circle(100, (50, -20))
    assert (ring[0] == ring[-1]).all()
    assert area_m2(ring) == pytest.approx(np.pi * 100**2, rel=0.002)
    assert ring.mean(axis=0) == pytest.approx([50, -20], abs=2)


def test_metres_become_degrees_at_the_right_distance():
    points = np.array([[0.0, 0.0], [3000.0, 0.0], [0.0, -4000.0], [3000.0, 4000.0]])
    placed = on_earth(points, CHAOYANG)
    assert placed[0] == [pytest.approx(CHAOYANG[0]), pytest.approx(CHAOYANG[1])]
    for (lon, lat), expected in zip(placed, (0, 3000, 4000, 5000), strict=True):
        assert haversine_m(*CHAOYANG, lon, lat) == pytest.approx(expected, abs=5)


def test_without_a_source_the_shape_stays_in_metres_and_says_so():
    feature = polygon([circle(10)], None, name="x")
    found = collection([feature], None)
    assert found["frame"] == "metres"
    assert shapely.geometry.shape(feature["geometry"]).area == pytest.approx(314, rel=0.01)
    assert collection([], CHAOYANG)["frame"] == "WGS84"


def test_a_hole_stays_a_hole():
    feature = polygon([circle(10), circle(5)[::-1]], None)
    assert shapely.geometry.shape(feature["geometry"]).area == pytest.approx(np.pi * 75, rel=0.01)


def test_one_coordinate_is_no_place():
    assert source_of({"lon": None, "lat": None}) is None
    assert source_of({"lon": 116.0, "lat": 39.0}) == (116.0, 39.0)
    for half in ({"lon": 116.0, "lat": None}, {"lon": None, "lat": 39.0}):
        with pytest.raises(BadInput, match="要么都填"):
            source_of(half)
