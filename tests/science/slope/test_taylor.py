"""Taylor's stability numbers (1937): with c = N·γ·H a slope of this angle and friction has a factor of one."""

from math import radians, tan

import numpy as np
import pytest

from ancheng.science.slope.methods import bishop, ordinary, spencer
from ancheng.science.slope.search import search, through
from ancheng.science.slope.section import Circles, Section, Soil, cut

HEIGHT, WEIGHT = 10.0, 18.0
# Slope angle, friction angle (°), stability number c/(γ·H).
TAYLOR = (
    (45, 5, 0.136),
    (45, 10, 0.108),
    (45, 15, 0.083),
    (45, 20, 0.062),
    (45, 25, 0.044),
    (60, 5, 0.162),
    (60, 10, 0.138),
    (60, 15, 0.116),
    (60, 20, 0.097),
    (60, 25, 0.079),
    (60, 0, 0.191),
)


def slope(beta, phi, number, **more):
    top = 30 + HEIGHT / tan(radians(beta))
    x, y = np.array([0.0, 30.0, top, top + 40]), np.array([0.0, 0.0, HEIGHT, HEIGHT])
    return Section(
        x,
        y,
        (Soil(number * WEIGHT * HEIGHT, tan(radians(phi)), WEIGHT),),
        base_y=0.0 if phi == 0 else None,
        **more,
    )


@pytest.mark.parametrize(("beta", "phi", "number"), TAYLOR)
def test_taylors_slopes_stand_just_at_one(beta, phi, number):
    found = search(slope(beta, phi, number), 0.5)
    assert found.factor == pytest.approx(1.0, abs=0.05)


def test_the_critical_circle_of_a_steep_slope_goes_through_its_toe():
    found = search(slope(60, 20, 0.097), 0.5)
    assert float(found.circle.left[0]) == pytest.approx(30, abs=0.5)


def test_a_slope_twice_as_high_in_twice_the_cohesion_is_the_same_slope():
    section = slope(45, 20, 0.062)
    larger = Section(
        section.x * 2,
        section.y * 2,
        (Soil(2 * section.soils[0].cohesion, section.soils[0].friction, WEIGHT),),
    )
    assert search(larger, 1.0).factor == pytest.approx(search(section, 0.5).factor, rel=1e-3)


def test_the_search_is_the_same_every_time():
    first, second = (search(slope(45, 15, 0.083), 0.5) for _ in range(2))
    assert first.factor == second.factor
    assert first.circle.r[0] == second.circle.r[0]
    assert first.tried == second.tried > 10_000


def test_level_ground_does_not_slide():
    flat = Section(np.array([0.0, 50, 100]), np.zeros(3), (Soil(5, 0.3, 18),))
    assert search(flat, 0.5) is None


def test_a_deeper_least_depth_never_lowers_the_factor():
    levels = [search(slope(45, 25, 0.01), each).factor for each in (0.1, 0.5, 1.5, 3.0)]
    assert levels == sorted(levels)


def test_without_cohesion_the_skin_slides_first():
    section = slope(45, 30, 0.0)
    shallow, deep = search(section, 0.05).factor, search(section, 2.0).factor
    assert shallow == pytest.approx(tan(radians(30)), rel=0.06)
    assert deep > shallow


def test_the_ordinary_method_is_the_most_cautious_and_spencer_agrees_with_bishop():
    section = slope(45, 20, 0.062, ru=0.2)
    circle = search(section, 0.5).circle
    slices = cut(section, circle, 100)
    by_bishop = float(bishop(slices)[0])
    assert float(ordinary(slices)[0]) < by_bishop
    assert spencer(slices).factor == pytest.approx(by_bishop, rel=0.03)


def test_more_slices_change_nothing():
    section = slope(45, 20, 0.062)
    circle = search(section, 0.5).circle
    levels = [float(bishop(cut(section, circle, count))[0]) for count in (50, 100, 400)]
    assert levels[0] == pytest.approx(levels[2], rel=0.005)
    assert levels[1] == pytest.approx(levels[2], rel=0.002)


def test_shaking_as_strong_as_the_slope_is_steep_turns_gentle_ground_into_a_slide():
    section = slope(45, 30, 0.2)
    factors = [
        search(Section(section.x, section.y, section.soils, seismic=each), 0.5).factor
        for each in (0.0, 0.1, 0.2, 0.4)
    ]
    assert factors == sorted(factors, reverse=True)
    assert factors[-1] < 0.7 * factors[0]


def test_a_circle_through_two_ground_points_goes_through_them():
    section = slope(45, 20, 0.062)
    circle = through(section, np.array([25.0, 30.0]), np.array([45.0, 60.0]), np.array([0.1, 0.4]))
    for end in (circle.left, circle.right):
        away = np.hypot(end - circle.xc, section.ground(end) - circle.yc)
        assert away == pytest.approx(circle.r)


def test_circles_are_chosen_by_number_and_by_flag():
    circles = Circles(*(np.arange(4.0) + n for n in range(5)))
    assert circles.size == 4
    assert circles[np.array([2])].xc.tolist() == [2.0]
    assert circles[circles.xc > 1].r.tolist() == [4.0, 5.0]


def test_the_weight_of_all_slices_is_the_weight_of_the_soil_above_the_arc():
    section = slope(45, 20, 0.062)
    circle = through(section, np.array([30.0]), np.array([50.0]), np.array([0.25]))
    x = np.linspace(30, 50, 20_001)
    bottom = circle.yc - np.sqrt(circle.r**2 - (x - circle.xc) ** 2)
    whole = np.trapezoid(WEIGHT * (section.ground(x) - bottom), x)
    assert cut(section, circle, 200).weight.sum() == pytest.approx(float(whole), rel=1e-3)
