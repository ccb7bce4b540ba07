"""What an officer reads from a plume and a puff, and which questions are refused."""

import json

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from ancheng.science.model import BadInput
from ancheng.science.models.gaussian_plume import MODEL as PLUME
from ancheng.science.models.gaussian_puff import MODEL as PUFF

LEAK = {"release_kg_s": 0.5, "wind_m_s": 3, "stability": "D"}
BURST = {"mass_kg": 100, "wind_m_s": 3, "stability": "D"}
CHLORINE = {"levels": [{"name": "AEGL-2", "ppm": 2}, {"name": "AEGL-3", "ppm": 20}], "molar_mass_g_mol": 70.9}


def shape(feature):
    return shapely.geometry.shape(feature["geometry"])


def test_the_more_dangerous_level_lies_inside_the_less_dangerous():
    zones = PLUME.run(LEAK | CHLORINE)
    inner, outer = zones["map"]["features"]
    assert [each["properties"]["name"] for each in (inner, outer)] == ["AEGL-3", "AEGL-2"]
    assert shape(outer).buffer(1).contains(shape(inner))
    assert zones["zones"][0]["reach_m"] < zones["zones"][1]["reach_m"]


@pytest.mark.parametrize(("wind_from", "beyond"), [(0, (0, -1)), (90, (-1, 0)), (180, (0, 1)), (270, (1, 0))])
def test_the_plume_goes_where_the_wind_goes(wind_from, beyond):
    centre = shape(PLUME.run(LEAK | CHLORINE | {"wind_from_deg": wind_from})["map"]["features"][0]).centroid
    assert centre.x * beyond[0] + centre.y * beyond[1] > 50
    assert abs(centre.x * beyond[1]) + abs(centre.y * beyond[0]) < 1


def test_with_a_source_the_shape_stands_on_the_earth():
    found = PLUME.run(LEAK | CHLORINE | {"lon": 116.45, "lat": 39.92, "wind_from_deg": 270})
    west, south, east, north = shape(found["map"]["features"][1]).bounds
    assert found["map"]["frame"] == "WGS84"
    assert west == pytest.approx(116.45, abs=1e-3)
    reach = found["zones"][1]["reach_m"]
    assert (east - 116.45) * 85_300 == pytest.approx(reach, rel=0.01)
    assert south < 39.92 < north


def test_half_a_source_is_refused():
    with pytest.raises(BadInput, match="要么都填"):
        PLUME.run(LEAK | {"lon": 116.4})


def test_class_or_sky_must_be_known():
    with pytest.raises(BadInput, match="天空状况"):
        PLUME.run({"release_kg_s": 1, "wind_m_s": 3})
    assert PLUME.run({"release_kg_s": 1, "wind_m_s": 2.5, "sky": "clear_night"})["stability"] == "F"


def test_a_level_needs_one_unit_and_ppm_needs_the_molar_mass():
    with pytest.raises(BadInput, match="且只填写一项"):
        PLUME.run(LEAK | {"levels": [{"name": "x"}]})
    with pytest.raises(BadInput, match="摩尔质量"):
        PLUME.run(LEAK | {"levels": [{"name": "x", "ppm": 1}]})


@pytest.mark.parametrize(("model", "given_values"), [(PLUME, LEAK), (PUFF, BURST)])
def test_a_lid_under_the_release_is_refused(model, given_values):
    with pytest.raises(BadInput, match="混合层高度"):
        model.run(given_values | {"height_m": 100, "mixing_height_m": 60})


def test_a_level_that_nobody_meets_is_said_not_to_be_exceeded():
    found = PLUME.run(LEAK | {"levels": [{"name": "极高", "mg_m3": 1e7}]})
    assert found["zones"] == [{"name": "极高", "mg_m3": pytest.approx(1e7), "exceeded": False}]
    assert found["map"]["features"] == []


def test_calm_air_and_near_points_are_marked():
    found = PLUME.run(LEAK | {"wind_m_s": 0.8, "x_m": 20})
    assert any("静风" in each for each in found["cautions"])
    assert any("不足 100 m" in each for each in found["cautions"])


def test_the_release_rate_is_among_the_three_strongest_inputs():
    found = PLUME.run(LEAK)["sensitivity"]
    assert len(found) == 3
    row = next(each for each in found if each["input"] == "release_kg_s")
    assert row["at_high"] == pytest.approx(4 * row["at_low"])


def test_an_ensemble_gives_smaller_areas_for_greater_certainty():
    found = PLUME.run(LEAK | CHLORINE | {"members": 200, "direction_sd_deg": 25})
    for row in found["ensemble"]["levels"]:
        assert row["area_m2_at_10%"] > row["area_m2_at_50%"] >= row["area_m2_at_90%"]
    likely = [each for each in found["map"]["features"] if each["properties"]["kind"] == "probability"]
    assert all(shape(each).is_valid for each in likely)
    area = sum(shape(each).area for each in likely if each["properties"]["probability"] == 0.1)
    assert area == pytest.approx(sum(row["area_m2_at_10%"] for row in found["ensemble"]["levels"]), rel=1e-3)


def test_an_ensemble_can_be_made_again_bit_by_bit_and_needs_a_level():
    question = LEAK | CHLORINE | {"members": 50, "seed": 3}
    assert json.dumps(PLUME.run(question)) == json.dumps(PLUME.run(question))
    assert PLUME.run(question)["ensemble"] != PLUME.run(question | {"seed": 4})["ensemble"]
    with pytest.raises(BadInput, match="关注浓度"):
        PLUME.run(LEAK | {"members": 50})


def test_a_puff_arrives_peaks_and_leaves():
    found = PUFF.run(BURST | {"x_m": 1000})
    assert found["arrival_s"] < found["time_s"] < found["departure_s"]
    assert found["highest_mg_m3"] >= found["concentration_mg_m3"] * 0.999


def test_the_dose_of_a_puff_is_that_of_a_plume_of_the_same_mass_and_spread():
    """∫C dt of a puff equals the plume's C/Q times the mass, with the same sigmas (here slade for both)."""
    found = PUFF.run(BURST | {"x_m": 800, "wind_height_m": 2, "surroundings": "rural", "z_m": 0})
    sigma_y, sigma_z = 0.06 * 800**0.92, 0.15 * 800**0.70
    expected = 100 / (3.14159265 * 3 * sigma_y * sigma_z) * 1e6 / 60
    assert found["dose_mg_min_m3"] == pytest.approx(expected, rel=0.02)


def test_the_area_swept_by_a_puff_says_when_its_end_is_reached():
    (row,) = PUFF.run(BURST | {"levels": [{"name": "x", "mg_m3": 10}]})["zones"]
    assert row["there_after_s"] == pytest.approx(row["reach_m"] / PUFF.run(BURST)["wind_at_release_m_s"])


@settings(max_examples=60, deadline=None)
@given(
    st.floats(1e-9, 1e4),
    st.floats(0.5, 40),
    st.sampled_from("ABCDEF"),
    st.floats(0, 500),
    st.floats(1, 1e5),
    st.floats(1e-3, 1e6),
)
def test_whatever_lies_in_range_gives_numbers_that_a_map_can_show(rate, wind, stability, height, x, level):
    common = {"wind_m_s": wind, "stability": stability, "height_m": height, "x_m": x}
    common["levels"] = [{"name": "x", "mg_m3": level}]
    for model, how_much in ((PLUME, {"release_kg_s": rate}), (PUFF, {"mass_kg": rate})):
        json.dumps(model.run(common | how_much), allow_nan=False)
