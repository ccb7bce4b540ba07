"""Rates, routes, quarters and refusals, as plain values."""

from datetime import date
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ancheng.base.clock import add_months
from ancheng.base.errors import Refusal
from ancheng.supervision.enforcement import route, rules
from ancheng.supervision.enforcement.draw_views import basis_points
from ancheng.supervision.enforcement.values import NewInspector, NewItem, NewQuota

ON = date(2026, 11, 24)


@pytest.mark.parametrize(("inspections", "penalised", "passes", "text"), [(1240, 68, True, "5.48%"), (1240, 62, False, "5.00%")])  # fmt: skip
def test_five_percent_exactly_is_not_more_than_five_percent(inspections, penalised, passes, text):
    assert rules.above(penalised, inspections, 5) is passes
    assert rules.percent_text(penalised, inspections) == text


def test_the_penalty_rates_of_the_worked_examples(shared):
    import json

    cases = json.loads((shared / "domain" / "rule_examples.json").read_text(encoding="utf-8"))["penalty_rate"]
    assert [rules.above(penalised, number, 5) for number, penalised, _ in cases] == [
        each[2] for each in cases
    ]


def test_a_share_of_nothing_is_empty_and_not_zero():
    assert rules.above(0, 0, 5) is None
    assert rules.percent_text(0, 0) == ""


@given(st.integers(0, 500), st.integers(1, 500))
def test_the_printed_rate_never_claims_more_than_half_a_hundredth_beside_the_truth(part, whole):
    shown = float(rules.percent_text(part, whole).rstrip("%"))
    assert abs(shown - part * 100 / whole) <= 0.005 + 1e-9


def test_results_are_public_twenty_working_days_after_the_task_by_the_rule_of_2019():
    before, after = rules.PUBLISH_WITHIN.in_force(date(2018, 6, 1)), rules.PUBLISH_WITHIN.in_force(ON)
    assert (before.value, after.value) == (20, 20)
    assert "国发〔2019〕5号" in after.citation
    assert "国发" not in before.citation
    assert after.citation.endswith("（未核对）")


def test_an_item_an_inspector_and_a_quota_that_say_too_little_are_refused():
    item = NewItem("YJ-1", "安全检查事项", "《安全生产法》第六十五条", 1, "综合", "industry:*")
    rules.check_item(item)
    from dataclasses import replace

    for spoilt in (
        replace(item, basis=" "),
        replace(item, title="检"),
        replace(item, field=""),
        replace(item, code=""),
    ):
        with pytest.raises(Refusal):
            rules.check_item(spoilt)
    person = NewInspector("某人", "ZF1", 1, ("综合",), date(2025, 1, 1), date(2030, 1, 1))
    rules.check_inspector(person)
    for bad in (
        replace(person, certificate="ZF#1"),
        replace(person, fields=()),
        replace(person, valid_to=date(2024, 1, 1)),
    ):
        with pytest.raises(Refusal):
            rules.check_inspector(bad)
    rules.check_quota(NewQuota(1, 1, "餐饮", 500), year=2026)
    for ratio in (499, 10_001):
        with pytest.raises(Refusal):
            rules.check_quota(NewQuota(1, 1, "餐饮", ratio), year=2026)


def test_quarters_and_months_before():
    assert rules.quarter_start(ON) == date(2026, 10, 1)
    assert add_months(date(2026, 5, 31), -3) == date(2026, 2, 28)
    assert add_months(date(2026, 1, 15), -3) == date(2025, 10, 15)
    assert add_months(date(2024, 5, 31), -3) == date(2024, 2, 29)
    assert add_months(date(2026, 12, 31), -1) == date(2026, 11, 30)


@pytest.mark.parametrize(("text", "value"), [("5", 500), ("7.5", 750), ("12.25%", 1225), ("100", 10_000)])
def test_ratios_as_people_type_them(text, value):
    assert basis_points(text) == value


@pytest.mark.parametrize("text", ["", "五", "-5", "5.123", "1e3", "5,5"])
def test_what_is_no_ratio_is_refused(text):
    with pytest.raises(Refusal):
        basis_points(text)


STOPS = st.lists(st.tuples(st.floats(116.3, 116.6), st.floats(39.8, 40.1)), min_size=1, max_size=6)


@settings(max_examples=50, deadline=None)
@given(STOPS)
def test_every_stop_is_visited_once_and_no_nearest_neighbour_tour_is_shorter(stops):
    start = (116.44, 39.92)
    order = route.tour(start, stops)
    assert sorted(order) == list(range(len(stops)))
    best = min(route.length(start, each, stops) for each in permutations(range(len(stops))))
    assert route.length(start, order, stops) <= best * 1.35 + 1


def test_two_crossing_ways_are_untangled():
    start, stops = (0.0, 0.0), [(0.01, 0.0), (0.02, 0.01), (0.02, 0.0), (0.01, 0.01)]
    order = route.tour(start, stops)
    best = min(route.length(start, each, stops) for each in permutations(range(4)))
    assert route.length(start, order, stops) == pytest.approx(best, rel=0.05)


def test_a_degree_of_latitude_is_about_111_kilometres():
    assert route.metres((116.4, 39.0), (116.4, 40.0)) == pytest.approx(111_195, abs=10)
