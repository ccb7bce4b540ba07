"""Blast and heat fall with the distance, published points are met, thresholds say where they come from."""

import csv
import json
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ancheng.science.effects.blast import PLATEAU, distance_to, multi_energy_kpa, tnt_kpa
from ancheng.science.effects.heat import PoolFire, cylinder_view, transmissivity
from ancheng.science.effects.thresholds import (
    HERE,
    LUNG,
    TOXIC_PROBITS,
    bands,
    blast_share,
    guides,
    guides_for,
    heat_deaths,
    probability,
    substances,
)
from ancheng.science.model import BadInput
from ancheng.science.models.explosion_fire import BLASTS, KINDS, MODEL

X = np.geomspace(1, 10_000, 800)
FIRES = {
    "tnt": {"fuel_kg": 1000, "combustion_kj_kg": 46_000},
    "multi_energy": {"fuel_kg": 1000, "combustion_kj_kg": 46_000},
    "pool_fire": {"pool_area_m2": 100, "burning_kg_m2_s": 0.055, "combustion_kj_kg": 43_700},
    "jet_fire": {"rate_kg_s": 3, "combustion_kj_kg": 50_000},
    "bleve": {"fuel_kg": 20_000},
}


def test_kinney_and_graham_are_the_more_cautious_far_away():
    """Crowl eq. 6-23 at 30 m from 1 kg: 0.0563 of the air's pressure, the book reads 0.055."""
    z = 30.0
    roots = [np.sqrt(1 + (z / each) ** 2) for each in (0.048, 0.32, 1.35)]
    kinney = 1616 * (1 + (z / 4.5) ** 2) / np.prod(roots) * 101.325
    assert kinney == pytest.approx(5.7, rel=0.02)
    assert tnt_kpa(1.0, np.array([z]))[0] < kinney
    assert tnt_kpa(1.0, np.array([z]))[0] == pytest.approx(3.56, rel=0.02)


def test_the_pieces_of_the_tnt_curve_meet():
    for limit in (2.9, 23.8):
        below, above = tnt_kpa(1.0, np.array([limit * 0.9999, limit * 1.0001]))
        assert below == pytest.approx(above, rel=0.03)


def test_eight_times_the_charge_reaches_twice_as_far():
    assert tnt_kpa(8.0, 2 * X) == pytest.approx(tnt_kpa(1.0, X))


@pytest.mark.parametrize("strength", PLATEAU)
def test_a_blast_falls_with_distance_and_starts_at_its_plateau(strength):
    level = multi_energy_kpa(1e9, strength, X)
    assert (np.diff(level) <= 1e-12).all()
    assert multi_energy_kpa(1e9, strength, np.array([0.01]))[0] == pytest.approx(PLATEAU[strength] * 101.325)


def test_a_stronger_source_is_nowhere_weaker():
    levels = [multi_energy_kpa(1e9, strength, X) for strength in PLATEAU]
    for weak, strong in pairwise(levels):
        assert (strong >= weak * 0.97).all()


def test_the_published_power_laws_of_the_multi_energy_curves_come_out():
    length = (1e9 / 101_325) ** (1 / 3)
    for strength, a, b in ((1, 0.0064, -0.97), (4, 0.0644, -0.99), (5, 0.117, -0.99), (6, 0.301, -1.11)):
        found = multi_energy_kpa(1e9, strength, np.array([2 * length]))[0] / 101.325
        assert found == pytest.approx(a * 2**b, rel=1e-6)


def test_far_away_strong_explosions_are_alike():
    far = np.array([20 * (1e9 / 101_325) ** (1 / 3)])
    assert multi_energy_kpa(1e9, 10, far) == pytest.approx(multi_energy_kpa(1e9, 6, far), rel=0.25)


def test_the_distance_to_a_level_is_where_the_level_is():
    at = distance_to(lambda x: tnt_kpa(100.0, x), 6.9)
    assert tnt_kpa(100.0, np.array([at]))[0] == pytest.approx(6.9, rel=1e-4)
    assert distance_to(lambda x: tnt_kpa(1e-9, x), 1e6) == 0


def test_the_worked_pool_fire_of_nureg_1805():
    """Example 5: 1.45 kW/m² by the point source and 3.05 kW/m² by the solid flame at 10 ft from the edge."""
    fire = PoolFire(1.0318, 0.039, 46_000, 0.7, 0.3)
    at = np.array([3.048 + 1.0318 / 2])
    assert fire.point(at)[0] == pytest.approx(1.45, rel=0.01)
    assert fire.solid(at)[0] == pytest.approx(3.05, rel=0.05)
    assert fire.kw_m2(at, None)[0] == pytest.approx(fire.solid(at)[0])


def test_the_view_of_a_flame_lies_between_nothing_and_everything():
    s = np.geomspace(1.02, 200, 300)
    for h in (0.1, 1.0, 10.0):
        view = cylinder_view(s, h)
        assert (view > 0).all()
        assert (view <= 1).all()
        assert (np.diff(view) < 0).all()


def test_moist_air_keeps_some_heat_back():
    assert transmissivity(1580.0, np.array([15.2]))[0] == pytest.approx(0.815, rel=0.01)
    assert transmissivity(None, np.array([1e4]))[0] == 1
    assert transmissivity(10.0, np.array([0.01]))[0] == 1


@pytest.mark.parametrize("kind", KINDS)
def test_worse_bands_lie_nearer_and_show_on_the_map(kind):
    found = MODEL.run({"kind": kind, **FIRES[kind], "lon": 116.4, "lat": 39.9})
    reaches = [row["reach_m"] for row in found["bands"]]
    assert reaches == sorted(reaches)
    assert max(reaches) > 20
    assert len(found["map"]["features"]) == sum(1 for each in reaches if each)
    assert found["unverified"]


@pytest.mark.parametrize("kind", KINDS)
def test_farther_away_is_safer(kind):
    key = "overpressure_kpa" if kind in BLASTS else "heat_kw_m2"
    levels = [MODEL.run({"kind": kind, **FIRES[kind], "distance_m": x})[key] for x in (50, 100, 200, 800)]
    assert levels == sorted(levels, reverse=True)
    assert levels[0] > levels[-1] > 0


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_kind_needs_is_asked_for_by_its_name(kind):
    for key in FIRES[kind]:
        label = next(each.label for each in MODEL.inputs if each.key == key)
        rest = {name: value for name, value in FIRES[kind].items() if name != key}
        with pytest.raises(BadInput, match=label):
            MODEL.run({"kind": kind, **rest})


def test_nobody_is_exposed_longer_than_the_fireball_burns():
    found = MODEL.run({"kind": "bleve", "fuel_kg": 1000, "exposure_s": 600})
    assert found["exposed_s"] == pytest.approx(4.5)


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(KINDS), st.floats(0.5, 1e5), st.floats(0.001, 1e8), st.integers(1, 10))
def test_any_fire_in_range_gives_numbers(kind, distance, fuel, strength):
    question = {"kind": kind, **FIRES[kind], "distance_m": distance, "strength": strength}
    if "fuel_kg" in FIRES[kind]:
        question["fuel_kg"] = fuel
    json.dumps(MODEL.run(question), allow_nan=False)


def test_every_threshold_has_a_source_and_says_whether_it_was_checked():
    for name in ("bands.csv", "toxic.csv"):
        with (HERE / name).open(encoding="utf-8") as file:
            for row in csv.DictReader(file):
                assert row["source"], row
                assert row["verified"] in ("yes", "no"), row


def test_worse_guides_are_higher_and_longer_exposures_lower():
    for substance in substances():
        for minutes in (10, 30, 60, 240, 480):
            levels = {each.guide: each.ppm for each in guides_for(substance, minutes)}
            assert levels["AEGL-2"] < levels["AEGL-3"]
            assert levels.get("AEGL-1", 0) < levels["AEGL-2"]
            assert levels["ERPG-2"] < levels["ERPG-3"]
        for guide in ("AEGL-2", "AEGL-3"):
            over_time = [each.ppm for each in guides() if (each.substance, each.guide) == (substance, guide)]
            assert over_time == sorted(over_time, reverse=True)


def test_an_exposure_between_two_times_takes_the_stricter_value():
    assert {each.guide: each.ppm for each in guides_for("氯", 45)}["AEGL-3"] == 20
    with pytest.raises(BadInput, match="480"):
        guides_for("氯", 600)


def test_a_probit_of_five_is_half_the_people():
    assert probability(5) == 0.5
    assert probability(2.67) == pytest.approx(0.01, abs=2e-4)
    assert probability(7.33) == pytest.approx(0.99, abs=2e-4)


def test_the_published_chlorine_deaths_come_out():
    """Withers and Lees 1985: half of a regular population dies at 433 ppm for 10 min and at 250 ppm for 30 min."""
    for ppm, minutes in ((433, 10), (250, 30)):
        assert TOXIC_PROBITS["氯"].share(ppm, minutes) == pytest.approx(0.5, abs=0.03)


@pytest.mark.parametrize("name", TOXIC_PROBITS)
def test_more_poison_for_longer_kills_more(name):
    probit = TOXIC_PROBITS[name]
    assert probit.share(0, 10) == probit.share(10, 0) == 0
    assert probit.share(1e6, 60) > 0.99
    assert probit.share(500, 5) <= probit.share(500, 30) <= probit.share(2000, 30)


def test_heat_and_blast_kill_as_their_bands_say():
    assert heat_deaths(37.5, 60) > 0.95
    assert heat_deaths(4.0, 20) < 0.01
    assert heat_deaths(0, 60) == 0
    assert blast_share(0, LUNG) == 0
    assert blast_share(100, LUNG) == pytest.approx(0.01, abs=0.01)
    assert {each.kind for each in bands()} == {"heat", "overpressure"}
