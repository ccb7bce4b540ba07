"""Published slopes come out by every method; water and shaking never make a slope safer."""

import json
from math import radians, sin, tan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ancheng.science.model import BadInput
from ancheng.science.models.slope_stability import FEET, FREDLUND_KRAHN, MODEL, REQUIRED, verdict
from ancheng.science.slope.methods import bishop, ordinary
from ancheng.science.slope.search import factors, search, through
from ancheng.science.slope.section import Section, Soil, cut

FILL = {
    "ground": [{"x_m": x, "y_m": y} for x, y in ((0, 10), (20, 10), (50, 25), (80, 25))],
    "soils": [{"c_kpa": 10, "phi_deg": 22, "gamma_kn_m3": 18}],
}


def answer(question):
    """The result as JSON, or the sentence of a refusal."""
    try:
        return json.dumps(MODEL.run(question), allow_nan=False)
    except BadInput as refused:
        return refused.sentence


def points(*pairs):
    return [{"x_m": x, "y_m": y} for x, y in pairs]


def test_published_slopes_come_out(shared):
    cases = json.loads((shared / "cases/slope/cases.json").read_text(encoding="utf-8"))
    known = cases["fredlund_krahn_1977"]
    columns, (row,) = known["published"]["columns"], known["published"]["rows"]
    published = dict(zip(columns, row, strict=True))
    soil = known["soil"]
    question = {
        "ground": points(*((x * FEET, y * FEET) for x, y in known["ground"])),
        "soils": [
            {
                "c_kpa": soil["c"] * 0.04788,
                "phi_deg": soil["phi_deg"],
                "gamma_kn_m3": soil["gamma"] * 0.157087,
            }
        ],
        "xc_m": known["circle"]["xc"] * FEET,
        "yc_m": known["circle"]["yc"] * FEET,
        "r_m": known["circle"]["R"] * FEET,
    }
    found = MODEL.run(question)
    for method in ("ordinary", "bishop", "janbu_corrected", "spencer"):
        assert found[method] == pytest.approx(published[method], rel=0.01), method
    assert found["morgenstern_price"] == pytest.approx(published["morgenstern_price_const"], rel=0.01)
    acads = cases["acads_1a"]
    question = {"ground": points(*acads["ground"]), "base_y_m": acads["base_y"]}
    question["soils"] = [
        {
            key: acads["soil"][name]
            for key, name in (("c_kpa", "c"), ("phi_deg", "phi_deg"), ("gamma_kn_m3", "gamma"))
        }
    ]
    found = MODEL.run(question)
    assert found["bishop"] == pytest.approx(acads["published"]["bishop"], abs=0.02)
    assert found["spencer"] == pytest.approx(acads["published"]["spencer"], abs=0.02)
    assert found["left_m"] == pytest.approx(30, abs=0.2), "the critical circle goes through the toe"


def test_pore_pressure_lowers_the_slope_of_fredlund_and_krahn_as_published():
    """Case 3, ru = 0.25: ordinary 1.607, Bishop 1.766, Spencer 1.761."""
    found = MODEL.run(FREDLUND_KRAHN | {"ru": 0.25})
    for method, factor in (("ordinary", 1.607), ("bishop", 1.766), ("spencer", 1.761)):
        assert found[method] == pytest.approx(factor, rel=0.01)


def test_a_slope_and_its_mirror_are_equally_safe():
    mirror = {**FILL, "ground": [{"x_m": -p["x_m"], "y_m": p["y_m"]} for p in reversed(FILL["ground"])]}
    assert MODEL.run(mirror)["factor"] == pytest.approx(MODEL.run(FILL)["factor"], rel=2e-3)


def test_a_search_among_more_circles_finds_nothing_much_lower():
    x, y = (np.array([p[key] for p in FILL["ground"]], dtype=float) for key in ("x_m", "y_m"))
    section = Section(x, y, (Soil(10, tan(radians(22)), 18),))
    found = search(section, 0.5)
    chance = np.random.default_rng(5)
    left = chance.uniform(0, 50, 60_000)
    circles = through(
        section,
        left,
        np.minimum(left + chance.uniform(3, 60, 60_000), 80),
        chance.uniform(0.03, 0.45, 60_000),
    )
    assert factors(section, circles, 60, 0.5).min() >= found.factor * 0.999


def test_purely_cohesive_soil_is_the_same_by_ordinary_and_by_bishop():
    x, y = np.array([0.0, 20, 40, 60]), np.array([0.0, 0, 10, 10])
    section = Section(x, y, (Soil(30, 0.0, 18),))
    slices = cut(section, through(section, np.array([18.0]), np.array([48.0]), np.array([0.3])), 80)
    assert bishop(slices) == pytest.approx(ordinary(slices), rel=1e-6)


def test_a_given_arc_in_clay_is_its_moment_balance_by_hand():
    """φ = 0: F = c·R·(arc length) / (moment of the weight), by direct integration."""
    x, y = np.array([0.0, 20, 40, 60]), np.array([0.0, 0, 10, 10])
    section = Section(x, y, (Soil(30, 0.0, 18),))
    circle = through(section, np.array([18.0]), np.array([48.0]), np.array([0.3]))
    at = np.linspace(18, 48, 40_001)
    bottom = circle.yc - np.sqrt(circle.r**2 - (at - circle.xc) ** 2)
    weight = np.trapezoid(18 * (section.ground(at) - bottom) * (at - circle.xc), at)
    angle = np.arcsin((48 - circle.xc) / circle.r) - np.arcsin((18 - circle.xc) / circle.r)
    assert bishop(cut(section, circle, 400))[0] == pytest.approx(
        float((30 * circle.r**2 * angle / weight)[0]), rel=1e-3
    )


def test_a_long_shallow_slide_nears_the_infinite_slope():
    beta, phi = radians(25), radians(30)
    x = np.array([0.0, 1000.0])
    section = Section(x, x * tan(beta), (Soil(5, tan(phi), 18),))
    circle = through(section, np.array([300.0]), np.array([700.0]), np.array([0.004]))
    depth = 400 / np.cos(beta) * 0.004 * 2 / 3 / np.cos(beta)
    infinite = 5 / (18 * depth * sin(beta) * np.cos(beta)) + tan(phi) / tan(beta)
    assert bishop(cut(section, circle, 400))[0] == pytest.approx(infinite, rel=0.02)


@pytest.mark.parametrize(
    "worse",
    [
        {"ru": 0.3},
        {"water": points((0, 10), (20, 10), (50, 20), (80, 22))},
        {"seismic": 0.1},
        {"soils": [{"c_kpa": 5, "phi_deg": 22, "gamma_kn_m3": 18}]},
        {"soils": [{"c_kpa": 10, "phi_deg": 15, "gamma_kn_m3": 18}]},
    ],
)
def test_water_shaking_and_weaker_soil_lower_the_factor(worse):
    before, after = MODEL.run(FILL), MODEL.run(FILL | worse)
    assert after["factor"] < before["factor"] * 0.97
    assert after["spencer"] < before["spencer"]


def test_two_equal_soils_are_one():
    two = FILL["soils"] + [FILL["soils"][0] | {"name": "下层", "top": points((0, 8), (80, 12))}]
    assert MODEL.run(FILL | {"soils": two})["factor"] == pytest.approx(MODEL.run(FILL)["factor"], rel=1e-6)


def test_a_weak_layer_draws_the_slide_into_it():
    weak = FILL["soils"] + [
        {"name": "软层", "c_kpa": 2, "phi_deg": 8, "gamma_kn_m3": 18, "top": points((0, 9), (80, 9))},
    ]
    found = MODEL.run(FILL | {"soils": weak, "base_y_m": 4})
    assert found["factor"] < MODEL.run(FILL | {"base_y_m": 4})["factor"] * 0.95
    assert min(y for _, y in found["slip"]) < 9


def test_no_circle_goes_below_the_firm_base_or_above_the_ground():
    found = MODEL.run(FILL | {"base_y_m": 9})
    x, y = np.array(found["slip"]).T
    assert y.min() >= 9 - 1e-3
    ground = np.interp(x, [0, 20, 50, 80], [10, 10, 25, 25])
    assert (y <= ground + 1e-3).all()


def test_a_forgotten_water_level_is_pointed_out():
    assert any("地下水" in each for each in MODEL.run(FILL)["cautions"])
    assert not any("地下水" in each for each in MODEL.run(FILL | {"ru": 0.2})["cautions"])


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"ground": points((0, 0), (10, 0), (20, 0))}, "没有找到可滑动"),
        ({"ground": points((0, 0), (10, 5))}, "至少需要 3 个点"),
        ({"ground": points((0, 0), (10, 5), (10, 8))}, "逐点增大"),
        ({"soils": []}, "至少填写一层"),
        ({"ru": 0.2, "water": points((0, 0), (80, 5))}, "只能填写一项"),
        ({"xc_m": 20, "yc_m": 60}, "半径"),
        ({"xc_m": 30, "yc_m": 400, "r_m": 10}, "两次穿过"),
        ({"soils": FILL["soils"] * 2}, "顶面线"),
    ],
)
def test_a_section_that_cannot_be_computed_is_refused_with_a_sentence(change, sentence):
    with pytest.raises(BadInput, match=sentence):
        MODEL.run(FILL | change)


@pytest.mark.parametrize(
    ("factor", "state"),
    [
        (0.99, "不稳定"),
        (1.0, "欠稳定"),
        (1.049, "欠稳定"),
        (1.05, "基本稳定"),
        (1.349, "基本稳定"),
        (1.35, "稳定"),
    ],
)
def test_states_begin_at_their_lower_bound(factor, state):
    assert verdict(factor, "permanent", "1").state == state


def test_a_stricter_grade_and_a_permanent_slope_require_more():
    for by_grade in REQUIRED.values():
        assert by_grade["1"] > by_grade["2"] > by_grade["3"]
    assert REQUIRED["permanent"]["1"] > REQUIRED["temporary"]["1"] > REQUIRED["earthquake"]["1"]


@settings(max_examples=8, deadline=None)
@given(st.floats(0, 200), st.floats(0, 60), st.floats(1, 40), st.floats(0, 0.9), st.floats(0, 0.5))
def test_any_soil_in_range_gives_numbers_or_a_sentence(c, phi, gamma, ru, seismic):
    question = FILL | {
        "soils": [{"c_kpa": c, "phi_deg": phi, "gamma_kn_m3": gamma}],
        "ru": ru,
        "seismic": seismic,
    }
    found = answer(question)
    assert found.endswith(("}", "。"))
