"""What leaves a hole or a pool, and which questions make no sense."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ancheng.science.model import BadInput
from ancheng.science.models.release import MODEL
from ancheng.science.release.orifice import flash_fraction, gas, hole_area_m2, liquid

GAS = {"kind": "gas", "hole_mm": 20, "temperature_k": 293, "molar_mass_g_mol": 16, "gamma": 1.31}
AMMONIA = {
    "kind": "two_phase",
    "hole_mm": 94.5,
    "discharge": 0.61,
    "pressure_pa": 1.4e6,
    "saturation_pa": 0.968e6,
    "temperature_k": 297,
    "latent_j_kg": 1.165e6,
    "heat_j_kg_k": 4750,
    "density_kg_m3": 603,
    "vapour_kg_m3": 7.6,
    "boiling_k": 239.8,
    "pipe_m": 1.0,
}


def test_subcooling_alone_gives_the_worked_ammonia_leak():
    """Crowl example 4-8: 97.6 kg/s by the subcooled term alone."""
    area = hole_area_m2(0.0945)
    assert liquid(area, 0.61, 603, 1.4e6 - 0.968e6, 0) == pytest.approx(97.6, rel=0.01)
    assert MODEL.run(AMMONIA)["rate_kg_s"] > 97.6


def test_gas_is_choked_above_twice_the_air_pressure_and_then_ignores_it():
    high = [gas(1e-4, 1, 1e6, 300, 0.016, 1.3, out).kg_s for out in (5e4, 1e5)]
    assert high[0] == high[1]
    slow = gas(1e-4, 1, 1.1e5, 300, 0.016, 1.3, 1e5)
    assert not slow.choked
    assert slow.kg_s < gas(1e-4, 1, 1.1e5, 300, 0.016, 1.3, 9e4).kg_s


def test_the_two_gas_laws_meet_where_the_flow_chokes():
    critical = (2 / 2.3) ** (1.3 / 0.3)
    below, above = (gas(1e-4, 1, 1e6, 300, 0.016, 1.3, 1e6 * critical * f).kg_s for f in (0.9999, 1.0001))
    assert below == pytest.approx(above, rel=1e-6)


def test_at_the_throat_a_choked_gas_moves_at_the_speed_of_sound():
    found = gas(1e-4, 1, 1e6, 300, 0.029, 1.4, 1e5)
    assert found.velocity_m_s == pytest.approx(
        (1.4 * 8.314462618 * found.temperature_k / 0.029) ** 0.5, rel=1e-6
    )


def test_a_gauge_pressure_given_for_an_absolute_one_is_noticed():
    with pytest.raises(BadInput, match="表压"):
        MODEL.run(GAS | {"pressure_pa": 50_000})
    with pytest.raises(BadInput, match="不会流出"):
        MODEL.run({"kind": "liquid", "hole_mm": 10, "pressure_pa": 90_000, "density_kg_m3": 1000})


def test_a_head_alone_drives_a_liquid_out():
    question = {"kind": "liquid", "hole_mm": 10, "pressure_pa": 101_325, "density_kg_m3": 1000, "head_m": 5}
    expected = 0.62 * hole_area_m2(0.01) * 1000 * (2 * 9.80665 * 5) ** 0.5
    assert MODEL.run(question)["rate_kg_s"] == pytest.approx(expected)


def test_a_missing_input_of_the_chosen_way_is_named():
    with pytest.raises(BadInput, match="绝热指数"):
        MODEL.run({key: value for key, value in (GAS | {"pressure_pa": 5e5}).items() if key != "gamma"})


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"pressure_pa": 5e5}, "按气体泄漏"),
        ({"saturation_pa": 9e4}, "按液体泄漏"),
        ({"vapour_kg_m3": 700}, "应小于"),
    ],
)
def test_a_liquid_that_does_not_flash_is_sent_to_the_right_way(change, sentence):
    with pytest.raises(BadInput, match=sentence):
        MODEL.run(AMMONIA | change)


def test_what_flashes_and_what_falls_add_up():
    found = MODEL.run(AMMONIA)
    assert found["airborne_kg_s"] + found["pool_kg_s"] == pytest.approx(found["rate_kg_s"])
    assert found["flash_fraction"] == pytest.approx(4750 * (297 - 239.8) / 1.165e6)


def test_a_short_pipe_lets_more_out_than_a_long_one_but_never_more_than_pure_liquid():
    rates = [MODEL.run(AMMONIA | {"pipe_m": length})["rate_kg_s"] for length in (0.0, 0.05, 0.1, 1.0)]
    assert rates[0] >= rates[1] >= rates[2] == rates[3]
    assert rates[0] <= liquid(hole_area_m2(0.0945), 1.0, 603, 1.4e6 - 101_325, 0) * 1.0001


def test_nothing_flashes_below_the_boiling_point():
    assert flash_fraction(2000, 290, 300, 4e5) == 0
    assert flash_fraction(2000, 900, 300, 4e5) == 1


def test_wind_dries_a_pool_and_heat_from_the_ground_fades():
    pool = {"kind": "pool_evaporation", "pool_area_m2": 20, "molar_mass_g_mol": 78, "saturation_pa": 12_700}
    pool |= {"temperature_k": 298, "diffusivity_m2_s": 9e-6}
    slow, fast = (MODEL.run(pool | {"wind_m_s": u})["rate_kg_s"] for u in (2, 4))
    assert fast / slow == pytest.approx(2**0.78)
    boil = {"kind": "pool_boiling", "pool_area_m2": 20, "boiling_k": 111.7, "latent_j_kg": 5.1e5}
    early, late = (MODEL.run(boil | {"seconds": t})["rate_kg_s"] for t in (10, 1000))
    assert early / late == pytest.approx(10)
    with pytest.raises(BadInput, match="蒸发液池"):
        MODEL.run(boil | {"boiling_k": 350})
    with pytest.raises(BadInput, match="沸腾液池"):
        MODEL.run(pool | {"saturation_pa": 2e5})


def test_the_vessel_is_empty_when_its_mass_has_left():
    found = MODEL.run(GAS | {"pressure_pa": 5e5, "inventory_kg": 100})
    assert found["empty_after_s"] * found["rate_kg_s"] == pytest.approx(100)


@settings(max_examples=80, deadline=None)
@given(
    st.floats(0.1, 3000),
    st.floats(101_326, 1e8),
    st.floats(50, 1500),
    st.floats(1, 1000),
    st.floats(1.01, 1.7),
)
def test_any_gas_in_range_gives_a_number(hole, pressure, temperature, molar, gamma):
    question = {"hole_mm": hole, "pressure_pa": pressure, "temperature_k": temperature}
    found = MODEL.run(GAS | question | {"molar_mass_g_mol": molar, "gamma": gamma})
    assert 0 < found["rate_kg_s"] < 1e9
