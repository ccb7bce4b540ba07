"""The flow against analytic solutions, water conserved, lakes at rest, walls that hold."""

from math import sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ancheng.science.flood.inertial import DRY_M, G, Wave


def channel(cells, cell_m, manning):
    return Wave(np.zeros((1, cells)), np.zeros((1, cells), dtype=bool), cell_m, manning)


def flow(wave, seconds, **more):
    now = 0.0
    while now < seconds - 1e-9:
        step = min(wave.safe_step(), seconds - now)
        wave.advance(step, **more)
        now += step


def test_a_wave_over_a_plane_runs_as_hunter_and_others_derived():
    """Hunter et al. 2005: h^(7/3) = 7/3 n² u² (ut − x); RMSE 0.0184 m of 0.97 m at 50 m cells."""
    manning, speed, cell, seconds = 0.03, 0.5, 50.0, 3600.0

    def exact(t, x):
        return np.maximum(7 / 3 * manning**2 * speed**2 * (speed * t - x), 0) ** (3 / 7)

    wave = channel(80, cell, manning)
    x = (np.arange(80) + 0.5) * cell
    now = 0.0
    while now < seconds:
        step = min(wave.safe_step(), seconds - now, 5.0)
        for moment in (now + step,):
            wave.add(0, 0, (exact(moment, x[:1])[0] - wave.depth[0, 0]) * cell**2)
        wave.advance(step)
        now += step
    wave.add(0, 0, (exact(now, x[:1])[0] - wave.depth[0, 0]) * cell**2)
    assert np.sqrt(np.mean((wave.depth[0] - exact(seconds, x)) ** 2)) < 0.02


def stoker(high, low, t, x):
    """Stoker 1957: a dam that vanishes between two depths of still water."""
    below, above = low, high
    for _ in range(100):
        middle = (below + above) / 2
        speed = 2 * (sqrt(G * high) - sqrt(G * middle))
        if speed > (middle - low) * sqrt(G * (middle + low) / (2 * middle * low)):
            below = middle
        else:
            above = middle
    shock = speed * middle / (middle - low)
    r = x / t
    fan = (2 * sqrt(G * high) - r) ** 2 / (9 * G)
    return np.select(
        [r < -sqrt(G * high), r < speed - sqrt(G * middle), r < shock],
        [high + 0 * r, fan, middle + 0 * r],
        low,
    )


def ritter(high, t, x):
    """Ritter 1892: the same onto dry ground."""
    r, celerity = x / t, sqrt(G * high)
    return np.where(r < -celerity, high, np.where(r < 2 * celerity, (2 * celerity - r) ** 2 / (9 * G), 0))


@pytest.mark.parametrize(("low", "rmse"), [(0.8, 0.010), (0.5, 0.046), (0.1, 0.121), (0.0, 0.127)])
def test_a_dam_break_is_as_far_from_the_exact_solution_as_the_model_states(low, rmse):
    wave = channel(400, 5.0, 0.0)
    x = (np.arange(400) + 0.5) * 5.0 - 1000
    wave.fill(np.where(x < 0, 1.0, low)[None, :])
    flow(wave, 120.0)
    exact = stoker(1.0, low, 120.0, x) if low else ritter(1.0, 120.0, x)
    assert np.sqrt(np.mean((wave.depth[0] - exact) ** 2)) < rmse
    assert abs(wave.balance.error(wave.volume_m3)) < 1e-7


def test_a_breach_spreads_evenly_over_a_plain_and_the_water_is_all_there():
    """Set up as test 4 of the Environment Agency's 2-D benchmarks: 1000 × 2000 m, n 0.05, 20 m³/s through 20 m."""
    wave = Wave(np.zeros((100, 50)), np.zeros((100, 50), dtype=bool), 20.0, 0.05)
    now = 0.0
    while now < 3600:
        step = min(wave.safe_step(), 3600 - now)
        for row in (49, 50):
            wave.balance.inflow += wave.add(row, 0, 10.0 * step)
        wave.advance(step)
        now += step
    assert wave.balance.inflow == pytest.approx(72_000)
    assert abs(wave.balance.error(wave.volume_m3)) < 1e-7
    assert np.allclose(wave.depth, wave.depth[::-1], atol=1e-4), "the plain is the same to both sides"
    along = wave.depth[49]
    assert (np.diff(along[1:]) <= 1e-6).all(), "it becomes shallower away from the breach"
    checkerboard = wave.depth[45:55, 1:8] - wave.depth[46:56, 1:8]
    assert np.abs(checkerboard).max() < 0.05, "no cell stands out from its neighbours"
    # Along the wall and into the plain the front has come about as far.
    front_x = 20 * np.count_nonzero(along > 0.01)
    front_y = 20 * np.count_nonzero(wave.depth[50:, 0] > 0.01)
    assert front_x == pytest.approx(front_y, rel=0.1)


grounds = st.tuples(st.integers(1, 12), st.integers(2, 12), st.integers(0, 10_000))


@settings(max_examples=60, deadline=None)
@given(grounds, st.booleans(), st.floats(0, 300), st.floats(0, 50), st.floats(0.01, 0.2))
def test_water_is_conserved_over_any_ground_with_walls_rain_and_edges(shape, open_, rain, loss, manning):
    rows, columns, seed = shape
    chance = np.random.default_rng(seed)
    height = chance.uniform(0, 6, (rows, columns))
    gap = chance.random((rows, columns)) < 0.15
    gap[0, 0] = False
    wave = Wave(height, gap, 10.0, manning, open_edges=open_)
    wave.fill(chance.uniform(0, 2, (rows, columns)) * (chance.random((rows, columns)) < 0.4))
    flow(wave, 300.0, rain_m_s=rain / 3.6e6, loss_m_s=loss / 3.6e6)
    assert np.isfinite(wave.depth).all()
    assert (wave.depth >= 0).all()
    assert (wave.depth[gap] == 0).all(), "no water behind a wall"
    assert abs(wave.balance.error(wave.volume_m3)) < 1e-5


def test_a_lake_over_an_uneven_bed_stays_at_rest():
    chance = np.random.default_rng(3)
    height = chance.uniform(0, 2, (30, 120))
    wave = Wave(height, np.zeros(height.shape, dtype=bool), 10.0, 0.03)
    wave.fill(np.maximum(2.5 - height, 0))
    flow(wave, 600.0)
    assert np.abs(height + wave.depth - 2.5).max() < 1e-4


def test_water_runs_downhill_and_gathers_in_the_hollow():
    y, x = np.mgrid[0:21, 0:21]
    height = ((x - 10.0) ** 2 + (y - 10.0) ** 2) / 50
    wave = Wave(height, np.zeros(height.shape, dtype=bool), 10.0, 0.03)
    flow(wave, 1800.0, rain_m_s=60 / 3.6e6)
    assert np.unravel_index(np.argmax(wave.depth), wave.depth.shape) == (10, 10)
    assert wave.depth[0, 0] < 10 * DRY_M


def test_the_work_in_strips_gives_what_one_strip_gives(monkeypatch):
    import ancheng.science.flood.inertial as inertial

    chance = np.random.default_rng(5)
    height = chance.uniform(0, 3, (70, 20))

    def depths(strip):
        monkeypatch.setattr(inertial, "STRIP", strip)
        wave = Wave(height, np.zeros(height.shape, dtype=bool), 10.0, 0.03, open_edges=True)
        flow(wave, 300.0, rain_m_s=200 / 3.6e6)
        return wave.depth

    whole = depths(70)
    for strip in (1, 7, 50):
        assert np.array_equal(depths(strip), whole)
