"""Nothing that is released gets lost, nothing goes upwind, and a lid holds what it should hold."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ancheng.science.dispersion.ensemble import Members, draw, spread
from ancheng.science.dispersion.gaussian import Air, plume, plume_axis, puff, reach
from ancheng.science.dispersion.sigmas import CLASSES, PLUME_SETS, PUFF_SETS, sigmas
from ancheng.science.dispersion.stability import PROFILE, from_obukhov, from_weather, wind_at
from ancheng.science.model import BadInput


def section(air, x, top):
    """A cross-section of the plume, wide and high enough to hold it: y, z and the area of one cell."""
    sigma_y, sigma_z = (float(each[0]) for each in air.sigmas(np.array([x])))
    y = np.linspace(-6 * sigma_y, 6 * sigma_y, 201)
    z = np.linspace(0, min(top, 400 + 8 * sigma_z), 2001)
    return y, z


@pytest.mark.parametrize("set_name", PLUME_SETS)
@pytest.mark.parametrize("stability", CLASSES)
@pytest.mark.parametrize("lid", [None, 300.0])
def test_what_leaves_the_source_passes_every_cross_section(set_name, stability, lid):
    air = Air(4.0, stability, set_name, lid)
    for x in (100.0, 1000.0, 3000.0):
        y, z = section(air, x, lid or 1e9)
        grid_y, grid_z = np.meshgrid(y, z)
        flux = 4.0 * plume(air, 2.5, 40.0, np.full_like(grid_y, x), grid_y, grid_z)
        passed = np.trapezoid(np.trapezoid(flux, y, axis=1), z)
        assert passed == pytest.approx(2.5, rel=0.01)


@pytest.mark.parametrize("set_name", PUFF_SETS)
@pytest.mark.parametrize("lid", [None, 200.0])
def test_a_puff_keeps_its_mass_while_it_travels(set_name, lid):
    air = Air(3.0, "C", set_name, lid)
    sigma_y, sigma_z = (float(each[0]) for each in air.sigmas(np.array([900.0])))
    x = np.linspace(900 - 6 * sigma_y, 900 + 6 * sigma_y, 101)
    z = np.linspace(0, lid or 20 + 8 * sigma_z, 801)
    grid_x, grid_z = np.meshgrid(x, z)
    centre = puff(air, 7.0, 20.0, grid_x, 0.0, grid_z, 300.0)
    across = np.sqrt(2 * np.pi) * sigma_y
    assert np.trapezoid(np.trapezoid(centre, x, axis=1), z) * across == pytest.approx(7.0, rel=0.01)


def test_nobody_upwind_is_reached():
    air = Air(2.0, "D", "briggs_rural")
    assert plume(air, 1.0, 0.0, np.array([-5.0, 0.0, 0.5]), 0.0, 0.0).tolist() == [0, 0, 0]


def test_far_downwind_a_lid_leaves_the_air_evenly_mixed():
    air = Air(5.0, "A", "briggs_rural", 500.0)
    levels = [float(plume(air, 1.0, 10.0, np.array([30_000.0]), 0.0, z)[0]) for z in (0, 100, 250, 499)]
    assert max(levels) == pytest.approx(min(levels))
    assert plume(air, 1.0, 10.0, np.array([30_000.0]), 0.0, 501.0)[0] == 0


def test_a_lid_never_lowers_what_reaches_the_ground():
    x = np.geomspace(50, 50_000, 200)
    free = plume(Air(5.0, "B", "briggs_rural"), 1.0, 30.0, x, 0.0, 0.0)
    held = plume(Air(5.0, "B", "briggs_rural", 400.0), 1.0, 30.0, x, 0.0, 0.0)
    assert (held >= free * 0.999).all()


def test_the_switch_to_full_mixing_leaves_no_step():
    x = np.geomspace(100, 100_000, 4000)
    held = plume(Air(5.0, "D", "briggs_urban", 400.0), 1.0, 5.0, x, 0.0, 0.0)
    assert np.abs(np.diff(np.log(held))).max() < 0.02


@pytest.mark.parametrize("set_name", [*PLUME_SETS, *PUFF_SETS])
def test_a_cloud_only_grows_on_its_way(set_name):
    x = np.geomspace(100, 10_000, 500)
    for stability in CLASSES:
        for sigma in sigmas(set_name, stability, x):
            assert (np.diff(sigma) > -0.05 * sigma[:-1]).all(), stability
            assert sigma[-1] > sigma[0] > 0


def test_stabler_air_spreads_less():
    for set_name in PLUME_SETS:
        wide = [float(sigmas(set_name, each, np.array([1000.0]))[1][0]) for each in CLASSES]
        assert wide == sorted(wide, reverse=True)


def test_a_longer_average_is_wider_and_lower():
    ten, hour = Air(3, "D", "briggs_rural"), Air(3, "D", "briggs_rural", None, 3600)
    x = np.array([800.0])
    assert hour.sigmas(x)[0][0] / ten.sigmas(x)[0][0] == pytest.approx(6**0.2)
    assert plume(hour, 1, 0, x, 0, 0)[0] < plume(ten, 1, 0, x, 0, 0)[0]


def test_the_outline_lies_on_the_level():
    air = Air(2.0, "D", "briggs_urban")
    found = reach(plume_axis(air, 0.5, 0.0, 1.5), 20e-6)
    x, y = found.outline[5:-5:7].T
    assert plume(air, 0.5, 0.0, x[np.abs(y) > 1], y[np.abs(y) > 1], 1.5) == pytest.approx(20e-6, rel=1e-6)
    assert plume(air, 0.5, 0.0, np.array([found.farthest_m]), 0.0, 1.5)[0] == pytest.approx(20e-6, rel=1e-3)


def test_a_level_never_reached_has_no_area_and_one_without_end_says_so():
    axis = plume_axis(Air(2.0, "F", "briggs_rural"), 0.001, 0.0, 1.5)
    assert reach(axis, 1.0) is None
    assert reach(plume_axis(Air(2.0, "F", "briggs_rural"), 1000.0, 0.0, 1.5), 1e-9).cut


def test_an_ensemble_agrees_with_its_members_one_by_one():
    members = draw(
        count=40,
        seed=7,
        rate_kg_s=1,
        wind_m_s=3,
        wind_from_deg=200,
        rate_spread=2,
        wind_spread=1.4,
        direction_sd_deg=20,
    )
    air = Air(3.0, "C", "briggs_urban", 600.0)
    east, north = (
        each.ravel() for each in np.meshgrid(np.linspace(-2000, 2000, 41), np.linspace(-2000, 2000, 41))
    )
    levels = np.array([1e-6, 1e-5])
    found = spread(air, members, 5.0, east, north, 1.5, levels)
    single = []
    for q, u, direction in zip(members.rate_kg_s, members.wind_m_s, members.wind_from_deg, strict=True):
        to = np.radians(direction + 180)
        along, across = east * np.sin(to) + north * np.cos(to), east * np.cos(to) - north * np.sin(to)
        single.append(plume(Air(u, "C", "briggs_urban", 600.0), q, 5.0, along, across, 1.5))
    exact = np.array(single)
    share = (exact[None] > levels[:, None, None]).mean(axis=1)
    assert np.abs(found.exceedance - share).max() <= 2 / 40
    assert np.abs(found.exceedance - share).mean() < 0.001
    strong = exact.mean(axis=0) > 1e-7
    assert found.mean_kg_m3[strong] == pytest.approx(exact.mean(axis=0)[strong], rel=0.02)


def test_one_member_without_spread_is_certain():
    one = Members(np.array([1.0]), np.array([2.0]), np.array([270.0]))
    found = spread(
        Air(2.0, "D", "tno"), one, 0.0, np.array([500.0, -500.0]), np.zeros(2), 0.0, np.array([1e-6])
    )
    assert found.exceedance.tolist() == [[1.0, 0.0]]


@given(
    st.floats(1, 1e5), st.floats(-1e4, 1e4), st.floats(0, 500), st.sampled_from(CLASSES), st.floats(0, 500)
)
def test_a_concentration_is_never_negative_never_nan(x, y, z, stability, height):
    for set_name in PLUME_SETS:
        level = plume(Air(0.5, stability, set_name, 600.0), 1.0, height, np.array([x]), y, z)[0]
        assert level >= 0
        assert np.isfinite(level)


def test_clear_nights_are_stable_and_strong_sun_is_not():
    assert from_weather(1.5, "strong_sun") == "A"
    assert from_weather(2.5, "clear_night") == "F"
    assert from_weather(4.0, "cloudy_night") == "D"
    assert {from_weather(u, "overcast") for u in (1, 3, 9)} == {"D"}
    assert from_weather(9.0, "strong_sun") == "C"


def test_the_class_follows_from_the_measured_turbulence():
    assert [from_obukhov(each, 0.006) for each in (-5.2, -11, -28, 1e9, 25, 8)] == list("ABCDEF")
    with pytest.raises(BadInput, match="不能为零"):
        from_obukhov(0, 0.006)


def test_wind_grows_with_height_and_never_falls_below_that_at_two_metres():
    for surroundings in PROFILE:
        assert wind_at(50, 3, 10, "D", surroundings) > 3 > wind_at(2, 3, 10, "D", surroundings)
        assert wind_at(0, 3, 10, "F", surroundings) == wind_at(2, 3, 10, "F", surroundings)
