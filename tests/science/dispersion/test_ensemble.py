"""An ensemble is fair, repeatable, and no wider than its winds."""

import numpy as np
import pytest
import shapely

from ancheng.science.dispersion.ensemble import draw, spread
from ancheng.science.dispersion.gaussian import Air
from ancheng.science.dispersion.zones import cells_as_features, grid

AIR = Air(3.0, "D", "briggs_rural")


def members(count=4000, **more):
    asked = {
        "count": count,
        "seed": 11,
        "rate_kg_s": 1.0,
        "wind_m_s": 3.0,
        "wind_from_deg": 270.0,
        "rate_spread": 2.0,
        "wind_spread": 1.3,
        "direction_sd_deg": 20.0,
    }
    return draw(**(asked | more))


def around(radius, count=72):
    turn = np.radians(np.arange(count) * 360 / count)
    return radius * np.sin(turn), radius * np.cos(turn)


def test_members_have_the_stated_medians_and_spreads():
    found = members()
    assert np.median(found.rate_kg_s) == pytest.approx(1.0, rel=0.05)
    assert np.exp(np.log(found.rate_kg_s).std()) == pytest.approx(2.0, rel=0.05)
    assert np.median(found.wind_m_s) == pytest.approx(3.0, rel=0.03)
    assert found.wind_from_deg.std() == pytest.approx(20, rel=0.05)


def test_no_member_stands_still():
    assert members(wind_m_s=0.5, wind_spread=3.0).wind_m_s.min() >= 0.5


def test_a_seed_gives_the_same_members_and_another_gives_others():
    assert (members().wind_m_s == members().wind_m_s).all()
    assert (members(seed=12).wind_m_s != members().wind_m_s).any()


def test_without_spread_every_member_is_the_same():
    found = members(count=50, rate_spread=1.0, wind_spread=1.0, direction_sd_deg=0.0)
    assert np.ptp(found.rate_kg_s) == np.ptp(found.wind_m_s) == np.ptp(found.wind_from_deg) == 0


def test_the_danger_is_greatest_straight_downwind_and_even_on_both_sides():
    east, north = around(800.0)
    share = spread(AIR, members(), 0.0, east, north, 1.5, np.array([2e-6])).exceedance[0]
    assert int(np.argmax(share)) in (17, 18, 19)
    assert share[15] == pytest.approx(share[21], abs=0.04)
    assert share[54] == 0


def test_a_higher_level_is_exceeded_less_often():
    east, north = around(500.0)
    found = spread(AIR, members(500), 0.0, east, north, 1.5, np.array([1e-6, 1e-5, 1e-4])).exceedance
    assert (found[0] >= found[1]).all()
    assert (found[1] >= found[2]).all()
    assert ((found >= 0) & (found <= 1)).all()


def test_a_vaguer_wind_lowers_the_peak_and_widens_the_area():
    east, north = around(800.0)
    sharp, vague = (
        spread(AIR, members(direction_sd_deg=sd), 0.0, east, north, 1.5, np.array([2e-6])).exceedance[0]
        for sd in (5.0, 40.0)
    )
    assert vague.max() < sharp.max()
    assert (vague > 0.02).sum() > (sharp > 0.02).sum()


def test_a_frame_of_cells_is_centred_on_the_source():
    axis, east, north = grid(600.0, 12)
    assert axis[0] == -550
    assert axis[-1] == 550
    assert east.size == north.size == 144
    assert east.sum() == pytest.approx(0)


def test_the_polygons_of_cells_have_the_area_of_the_cells():
    axis, east, north = grid(600.0, 60)
    inside = (np.hypot(east - 100, north) < 250).reshape(60, 60)
    inside &= ~(np.hypot(east - 100, north) < 80).reshape(60, 60)
    shapes = [shapely.geometry.shape(each["geometry"]) for each in cells_as_features(inside, axis, None)]
    assert sum(each.area for each in shapes) == pytest.approx(inside.sum() * 400)
    assert len(shapes[0].interiors) == 1


def test_no_cells_are_no_polygon():
    axis, _, _ = grid(100.0, 10)
    assert cells_as_features(np.zeros((10, 10), dtype=bool), axis, None) == []
