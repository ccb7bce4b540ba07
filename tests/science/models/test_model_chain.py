"""From the hole in the tank to the people in the zone: each model's answer is the next one's question."""

import pytest

from ancheng.science.models.dense_gas import MODEL as DENSE
from ancheng.science.models.effect_zones import MODEL as ZONES
from ancheng.science.models.explosion_fire import MODEL as FIRE
from ancheng.science.models.gaussian_plume import MODEL as PLUME
from ancheng.science.models.release import MODEL as RELEASE

CHLORINE_G_MOL = 70.9
HOLE = {
    "kind": "gas",
    "hole_mm": 20,
    "pressure_pa": 7e5,
    "temperature_k": 293,
    "molar_mass_g_mol": CHLORINE_G_MOL,
    "gamma": 1.33,
}
WEATHER = {"wind_m_s": 3, "stability": "D", "molar_mass_g_mol": CHLORINE_G_MOL}
METHANE = {
    "kind": "gas",
    "hole_mm": 30,
    "pressure_pa": 4e5,
    "temperature_k": 288,
    "molar_mass_g_mol": 16,
    "gamma": 1.31,
}
DISTANCES = (50, 100, 200, 400, 800, 1600, 3200)


def plume_profile(rate):
    question = WEATHER | {"release_kg_s": rate}
    return [
        {"distance_m": x, "value": PLUME.run(question | {"x_m": x})["concentration_ppm"]} for x in DISTANCES
    ]


def test_a_chlorine_leak_reaches_the_school_and_not_the_far_village():
    rate = RELEASE.run(HOLE)["rate_kg_s"]
    assert rate == pytest.approx(0.494, rel=0.02)
    places = [
        {"name": "小学", "kind": "school", "distance_m": 150, "people": 600},
        {"name": "村庄", "kind": "home", "distance_m": 3000, "people": 800},
    ]
    question = {"kind": "toxic", "substance": "氯", "exposure_min": 30, "profile": plume_profile(rate)}
    found = ZONES.run(question | {"places": places, "hour": 10})
    worst = next(row for row in found["zones"] if row["name"].startswith("AEGL-3"))
    assert worst["sensitive"] == ["小学"]
    assert worst["people"] == 600
    assert found["people_now"] == pytest.approx(600 + 800 * 0.4)


def test_the_zone_by_profile_ends_where_the_plume_itself_says():
    rate = RELEASE.run(HOLE)["rate_kg_s"]
    zones = ZONES.run(
        {"kind": "toxic", "substance": "氯", "exposure_min": 60, "profile": plume_profile(rate)}
    )["zones"]
    by_profile = next(row for row in zones if row["name"].startswith("AEGL-3"))
    levels = [{"name": "AEGL-3", "ppm": by_profile["value"]}]
    (by_plume,) = PLUME.run(WEATHER | {"release_kg_s": rate, "levels": levels})["zones"]
    assert by_profile["reach_m"] == pytest.approx(by_plume["reach_m"], rel=0.03)


def test_twice_the_hole_is_four_times_the_leak_and_a_longer_plume():
    small, large = (RELEASE.run(HOLE | {"hole_mm": each})["rate_kg_s"] for each in (20, 40))
    assert large == pytest.approx(4 * small)
    levels = {"levels": [{"name": "x", "ppm": 20}]}
    reaches = [
        PLUME.run(WEATHER | levels | {"release_kg_s": each})["zones"][0]["reach_m"] for each in (small, large)
    ]
    assert reaches[1] > 1.8 * reaches[0]


def test_heavy_chlorine_spreads_wider_than_the_passive_plume_near_the_source():
    rate = RELEASE.run(HOLE | {"hole_mm": 50})["rate_kg_s"]
    heavy = DENSE.run(
        {
            "mode": "continuous",
            "release_kg": rate,
            "gas_density_kg_m3": 2.95,
            "gas_k": 293,
            "wind_m_s": 2,
            "x_m": 100,
            "levels": [{"name": "1000 ppm", "percent": 0.1}],
        }
    )
    levels = {"levels": [{"name": "1000 ppm", "ppm": 1000}], "surroundings": "rural", "wind_m_s": 2}
    (passive,) = PLUME.run(WEATHER | levels | {"release_kg_s": rate})["zones"]
    assert heavy["dense"]
    assert heavy["zones"][0]["half_width_m"] > passive["half_width_m"]


def test_a_gas_jet_that_burns_endangers_people_as_far_as_its_heat_says():
    rate = RELEASE.run(METHANE)["rate_kg_s"]
    jet = {"kind": "jet_fire", "rate_kg_s": rate, "combustion_kj_kg": 50_000, "radiated_share": 0.2}
    profile = [
        {"distance_m": x, "value": FIRE.run(jet | {"distance_m": x})["heat_kw_m2"]}
        for x in (2, 5, 10, 20, 40, 80)
    ]
    zones = ZONES.run({"kind": "heat", "exposure_min": 0.5, "profile": profile})["zones"]
    bands = {row["value"]: row["reach_m"] for row in FIRE.run(jet)["bands"]}
    for row in zones:
        if not row["beyond_profile"] and row["reach_m"]:
            assert row["reach_m"] == pytest.approx(bands[row["value"]], rel=0.02)


def test_of_one_tank_the_fireball_reaches_farther_than_the_burning_pool():
    ball = FIRE.run({"kind": "bleve", "fuel_kg": 10_000})
    pool = FIRE.run(
        {"kind": "pool_fire", "pool_area_m2": 100, "burning_kg_m2_s": 0.099, "combustion_kj_kg": 46_000}
    )
    far = [next(row["reach_m"] for row in each["bands"] if row["value"] == 4.0) for each in (ball, pool)]
    assert far[0] > 2 * far[1]
