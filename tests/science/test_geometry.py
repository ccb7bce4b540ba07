"""Coordinates: a hydrant must not move half a kilometre because a map uses another datum."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ancheng.science.geometry import (
    NoSuchFrame,
    OutOfFrame,
    bd09_to_gcj02,
    bd09_to_wgs84,
    frame_name,
    from_wgs84,
    gcj02_to_bd09,
    gcj02_to_wgs84,
    haversine_m,
    outside_china,
    to_wgs84,
    wgs84_to_bd09,
    wgs84_to_gcj02,
)

STATION = (116.42079, 39.90105)  # Beijing railway station, WGS 84
INLAND = st.tuples(st.floats(73.0, 135.0), st.floats(3.0, 54.0))


def test_beijing_railway_station_is_where_public_maps_show_it():
    assert wgs84_to_gcj02(*STATION) == pytest.approx((116.427022, 39.902446), abs=1e-6)


def test_mixing_datums_in_chaoyang_moves_a_point_by_half_a_kilometre():
    here = (116.4435, 39.9215)
    assert haversine_m(*here, *wgs84_to_gcj02(*here)) == pytest.approx(550, abs=15)


@given(INLAND)
def test_gcj02_there_and_back_is_within_a_centimetre(place):
    assert gcj02_to_wgs84(*wgs84_to_gcj02(*place)) == pytest.approx(place, abs=1e-7)


@given(INLAND)
def test_bd09_there_and_back_is_within_a_centimetre(place):
    assert bd09_to_gcj02(*gcj02_to_bd09(*place)) == pytest.approx(place, abs=1e-7)
    assert bd09_to_wgs84(*wgs84_to_bd09(*place)) == pytest.approx(place, abs=1e-7)


@pytest.mark.parametrize("place", [(-0.1278, 51.5074), (139.6917, 35.6895), (151.2, -33.87), (0.0, 0.0)])
def test_outside_china_nothing_is_shifted(place):
    assert outside_china(*place)
    assert wgs84_to_gcj02(*place) == place
    assert gcj02_to_wgs84(*place) == place
    assert gcj02_to_bd09(*place) == place


def test_arrays_give_the_same_as_numbers():
    lon, lat = np.array([116.42079, 121.47, -0.1278]), np.array([39.90105, 31.23, 51.5074])
    east, north = wgs84_to_gcj02(lon, lat)
    singles = [wgs84_to_gcj02(float(x), float(y)) for x, y in zip(lon, lat, strict=True)]
    assert list(zip(east, north, strict=True)) == singles
    assert isinstance(wgs84_to_gcj02(*STATION)[0], float)


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("wgs 84", "WGS84"),
        ("EPSG:4326", "WGS84"),
        ("urn:ogc:def:crs:OGC:1.3:CRS84", "WGS84"),
        ("4490", "CGCS2000"),
        ("urn:ogc:def:crs:EPSG::4490", "CGCS2000"),
        ("GCJ-02", "GCJ02"),
        ("gcj02", "GCJ02"),
        ("BD-09", "BD09"),
        ("EPSG:4548", "EPSG:4548"),
        ("CGCS2000", "CGCS2000"),
        ("国家2000", "CGCS2000"),
    ],
)
def test_a_coordinate_system_has_one_name(given, name):
    assert frame_name(given) == name


def test_cgcs2000_is_taken_as_wgs84():
    assert to_wgs84(*STATION, "EPSG:4490") == STATION


def test_surveyed_metres_become_degrees():
    """EPSG:4548 is CGCS2000 in the 3-degree zone of 117° E, the one that Beijing surveys use."""
    x, y = from_wgs84(*STATION, "EPSG:4548")
    assert 440_000 < x < 460_000
    assert 4_410_000 < y < 4_430_000
    assert to_wgs84(x, y, "EPSG:4548") == pytest.approx(STATION, abs=1e-8)


@given(INLAND, st.sampled_from(["WGS84", "CGCS2000", "GCJ02", "BD09", "EPSG:4548", "EPSG:3857"]))
def test_every_frame_goes_there_and_back(place, frame):
    assert to_wgs84(*from_wgs84(*place, frame), frame) == pytest.approx(place, abs=1e-6)


@pytest.mark.parametrize(
    ("crs", "part"),
    [
        ("EPSG:4214", "不公开"),
        ("EPSG:2436", "不公开"),
        ("EPSG:4610", "不公开"),
        ("EPSG:999999", "无法识别"),
        ("乱写", "无法识别"),
        ("", "无法识别"),
    ],
)
def test_a_frame_that_cannot_be_converted_is_refused_rather_than_guessed(crs, part):
    with pytest.raises(NoSuchFrame) as refusal:
        to_wgs84(1.0, 2.0, crs)
    assert part in refusal.value.sentence


def test_metres_that_no_zone_can_hold_are_refused():
    with pytest.raises(OutOfFrame):
        to_wgs84(1e12, 1e12, "EPSG:4548")


def test_one_degree_of_latitude_is_111_kilometres():
    assert haversine_m(116.0, 39.0, 116.0, 40.0) == pytest.approx(111_195, abs=1)
    assert haversine_m(116.0, 39.0, 116.0, 39.0) == 0


@given(INLAND, INLAND)
def test_the_way_back_is_as_long(a, b):
    assert haversine_m(*a, *b) == pytest.approx(haversine_m(*b, *a), abs=1e-6)
