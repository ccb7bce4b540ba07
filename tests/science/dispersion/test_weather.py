"""The class of the air, the wind that carries, and levels of concern in one unit."""

import pytest

from ancheng.science.dispersion.stability import SKIES, from_weather
from ancheng.science.dispersion.weather import cautions, levels_of, ppm_of, stability_of, transport_wind
from ancheng.science.model import BadInput

WEATHER = {
    "wind_m_s": 3.0,
    "wind_height_m": 10.0,
    "stability": None,
    "sky": None,
    "surroundings": "rural",
    "levels": [],
    "molar_mass_g_mol": None,
}


def level(name, mg_m3=None, ppm=None):
    return {"name": name, "mg_m3": mg_m3, "ppm": ppm}


@pytest.mark.parametrize(
    ("wind", "classes"),
    [
        (1.0, "AABFF"),
        (2.5, "ABCEF"),
        (4.0, "BBCDE"),
        (5.5, "CCDDD"),
        (8.0, "CDDDD"),
    ],
)
def test_pasquills_table_is_read_row_by_row(wind, classes):
    skies = ("strong_sun", "moderate_sun", "slight_sun", "cloudy_night", "clear_night")
    assert "".join(from_weather(wind, sky) for sky in skies) == classes


def test_every_sky_has_a_class_at_every_wind():
    for sky in SKIES:
        for wind in (0.1, 2, 3, 5, 6, 30):
            assert from_weather(wind, sky) in "ABCDEF"


def test_a_class_that_was_given_stands_against_the_sky():
    assert stability_of(WEATHER | {"stability": "B", "sky": "clear_night"}) == "B"
    assert stability_of(WEATHER | {"sky": "overcast"}) == "D"
    with pytest.raises(BadInput, match="大气稳定度"):
        stability_of(WEATHER)


def test_a_wind_read_low_is_brought_to_ten_metres_for_the_class():
    low = WEATHER | {"wind_m_s": 1.7, "wind_height_m": 2.0, "sky": "cloudy_night"}
    assert stability_of(low) == "E"
    assert stability_of(low | {"wind_height_m": 10.0}) == "F"


def test_the_wind_at_release_height_is_never_less_than_half_a_metre_per_second():
    assert transport_wind(WEATHER | {"wind_m_s": 0.5}, "F", 0.0) == 0.5
    assert transport_wind(WEATHER, "D", 100.0) == pytest.approx(3 * 10**0.15)


def test_levels_come_in_one_unit_and_the_worst_first():
    rows = [level("低", mg_m3=5), level("高", ppm=20)]
    found = levels_of(WEATHER | {"levels": rows, "molar_mass_g_mol": 70.9})
    assert [each.name for each in found] == ["高", "低"]
    assert found[0].kg_m3 * 1e6 == pytest.approx(20 * 70.9 / 24.465)
    assert ppm_of(found[0].kg_m3, 70.9) == pytest.approx(20)


def test_an_unknown_molar_mass_gives_no_ppm():
    assert ppm_of(1e-6, None) is None


def test_two_units_at_once_are_refused():
    with pytest.raises(BadInput, match="只填写一项"):
        levels_of(WEATHER | {"levels": [level("x", mg_m3=1, ppm=1)], "molar_mass_g_mol": 17})


def test_buildings_and_calm_air_are_pointed_out():
    assert cautions(WEATHER, 3.0) == []
    assert len(cautions(WEATHER | {"surroundings": "urban"}, 0.7)) == 2
