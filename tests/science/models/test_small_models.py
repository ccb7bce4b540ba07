"""Outages, endless slopes and rain by their stated formulae."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ancheng.science.model import BadInput
from ancheng.science.models.infinite_slope import EXAMPLE as COVER
from ancheng.science.models.infinite_slope import MODEL as SLOPE
from ancheng.science.models.outage import MODEL as OUTAGE
from ancheng.science.models.rain_frequency import MODEL as RAIN
from ancheng.science.rain import BEIJING, Storm, gumbel_factor, profile

HOUR = {"years": 5, "minutes": 60}
MAXIMA = [{"mm": each} for each in (45, 62, 38, 80, 55, 91, 47, 66, 73, 52, 120, 58)]


@pytest.fixture
def examples(shared):
    return json.loads((shared / "domain/rule_examples.json").read_text(encoding="utf-8"))


def test_the_worked_outages_slopes_and_rains_come_out(examples):
    for case in examples["saidi"]:
        rows = [{"hours": hours, "customers": customers} for hours, customers in case["outages"]]
        found = OUTAGE.run({"customers": case["customers"], "outages": rows})
        assert found["saidi_h"] == pytest.approx(case["value"], abs=5e-4)
    for case in examples["slope"]:
        keys = {
            "c_kpa": "c",
            "gamma_kn_m3": "gamma",
            "depth_m": "z",
            "slope_deg": "beta",
            "phi_deg": "phi",
            "water_m": "hw",
        }
        found = SLOPE.run({key: case[name] for key, name in keys.items()})
        assert found["factor"] == pytest.approx(case["FS"], abs=1e-4)
    for case in examples["rain_beijing"]:
        depths = {f"measured_{hours}_mm": mm for hours, mm in case.items() if hours != "level"}
        assert RAIN.run(HOUR | depths)["suggested_signal"] == case["level"]


def test_more_customers_out_than_there_are_is_refused():
    with pytest.raises(BadInput, match="第 1 次停电"):
        OUTAGE.run({"customers": 10, "outages": [{"hours": 1, "customers": 11}]})


def test_a_year_without_outages_is_fully_reliable_and_the_reference_is_compared():
    found = OUTAGE.run({"customers": 10, "outages": [], "reference_h": 4.5})
    assert (found["saidi_h"], found["reliability_percent"], found["below_reference"]) == (0, 100, True)
    assert OUTAGE.run({"customers": 10, "outages": []})["below_reference"] is None


def test_the_water_at_which_a_cover_slides_is_where_its_factor_is_one():
    critical = SLOPE.run(COVER)["critical_water_m"]
    assert SLOPE.run({**COVER, "water_m": critical})["factor"] == pytest.approx(1.0, abs=1e-6)
    assert SLOPE.run({**COVER, "slope_deg": 5})["critical_water_m"] is None
    assert SLOPE.run({**COVER, "slope_deg": 40})["critical_water_m"] == 0
    with pytest.raises(BadInput, match="水位高度"):
        SLOPE.run({**COVER, "water_m": 7})


def test_the_same_cover_passes_a_lower_grade():
    assert not SLOPE.run({**COVER, "grade": "1"})["passes"]
    assert SLOPE.run({**COVER, "grade": "3"})["passes"]


@given(st.floats(0.5, 1000), st.integers(5, 1440), st.integers(1, 60), st.floats(0.05, 0.95))
def test_a_storm_profile_adds_up_to_its_depth(years, minutes, step, peak):
    steps = profile(BEIJING.value, years, minutes, step, peak)
    assert sum(steps) == pytest.approx(BEIJING.value.depth_mm(years, minutes))
    assert min(steps) > 0


def test_the_peak_of_a_storm_lies_where_it_was_put():
    steps = profile(BEIJING.value, 10, 120, 5, 0.4)
    assert steps.index(max(steps)) in (9, 10)


@given(st.floats(1, 500), st.floats(5, 120))
def test_the_return_period_of_a_design_rain_is_its_own(years, minutes):
    storm = BEIJING.value
    assert storm.years_of(storm.depth_mm(years, minutes), minutes) == pytest.approx(years, rel=1e-6)


def test_a_drizzle_has_no_return_period():
    assert RAIN.run(HOUR | {"measured_1h_mm": 1})["measured"][0]["return_years"] is None


def test_no_measured_rain_is_not_the_same_as_no_warning():
    found = RAIN.run(HOUR)
    assert (found["suggested_signal"], found["signal_known"]) == (None, False)
    assert RAIN.run(HOUR | {"measured_1h_mm": 5})["signal_known"] is True


def test_six_hours_cannot_bring_less_than_one():
    with pytest.raises(BadInput, match="较长时段"):
        RAIN.run(HOUR | {"measured_1h_mm": 60, "measured_6h_mm": 50})


def test_a_formula_is_given_whole_or_not_at_all():
    with pytest.raises(BadInput, match="一并填写"):
        RAIN.run(HOUR | {"a": 1000})
    own = RAIN.run(HOUR | {"a": 1602, "c": 1.037, "b": 11.593, "n": 0.681})
    assert own["intensity_l_s_hm2"] == pytest.approx(Storm(1602, 1.037, 11.593, 0.681).intensity(5, 60))
    assert own["formula"] == "使用者填写"


@pytest.mark.parametrize(("years", "factor"), [(2, -0.164), (10, 1.305), (100, 3.137)])
def test_gumbels_factors_are_those_of_the_tables(years, factor):
    assert gumbel_factor(years) == pytest.approx(factor, abs=0.001)


def test_a_series_gives_back_its_own_return_period():
    found = RAIN.run(HOUR | {"annual_maxima": MAXIMA})
    again = RAIN.run(HOUR | {"annual_maxima": MAXIMA, "series_level_mm": found["series_return_mm"]})
    assert again["series_level_years"] == pytest.approx(5, rel=1e-6)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"annual_maxima": MAXIMA[:5]}, "至少需要 10 年"),
        ({"annual_maxima": [{"mm": 50}] * 12}, "各年相同"),
        ({"annual_maxima": MAXIMA, "years": 1}, "大于 1 年"),
    ],
)
def test_a_series_that_says_nothing_is_refused(change, sentence):
    with pytest.raises(BadInput, match=sentence):
        RAIN.run(HOUR | change)


def test_long_rains_are_marked_as_extrapolated():
    assert any("外推" in each for each in RAIN.run({"years": 5, "minutes": 600})["cautions"])
    json.dumps(RAIN.run({"years": 1000, "minutes": 1440, "measured_24h_mm": 2000}), allow_nan=False)
