"""A figure is judged exactly as its operator says, and no data is neither 0 nor a failure."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ancheng.administration.indicators.rules import (
    Amount,
    Sort,
    Threshold,
    Verdict,
    direction,
    judge,
    month_ends,
    text,
    total,
    value,
)
from ancheng.base.errors import Misconfigured


def amount(numerator, denominator=1):
    return Amount(Decimal(str(numerator)), Decimal(str(denominator)))


def threshold(operator, number):
    return Threshold(operator, None if number is None else Decimal(str(number)))


@pytest.mark.parametrize(
    ("sort", "counted", "held_against", "verdict"),
    [
        (Sort.RATIO, amount(5, 100), threshold(">", 5), Verdict.FAILED),
        (Sort.RATIO, amount("5.0001", 100), threshold(">", 5), Verdict.PASSED),
        (Sort.RATIO, amount(95, 100), threshold(">", 95), Verdict.FAILED),
        (Sort.RATIO, amount(95, 100), threshold(">=", 95), Verdict.PASSED),
        (Sort.RATIO, amount(999_999, 1_000_000), threshold("=", 100), Verdict.FAILED),
        (Sort.RATIO, amount("18.4", "57.2"), threshold(">", 30), Verdict.PASSED),
        (Sort.RATIO, amount("31.9", 1612), threshold(">", 2), Verdict.FAILED),
        (Sort.DISTANCE, amount("5000.0"), threshold("<=", 5000), Verdict.PASSED),
        (Sort.DISTANCE, amount("5000.1"), threshold("<=", 5000), Verdict.FAILED),
        (Sort.SUM, amount(150), threshold(">=", 150), Verdict.PASSED),
        (Sort.SUM, amount(149), threshold(">=", 150), Verdict.FAILED),
        (Sort.COUNT, amount(0, 3), threshold("=", 0), Verdict.PASSED),
        (Sort.COUNT, amount(88, 89), threshold("=", 89), Verdict.FAILED),
    ],
)
def test_the_operator_decides_at_the_threshold_and_one_row_beside_it(sort, counted, held_against, verdict):
    assert judge(sort, counted, held_against) == verdict


@pytest.mark.parametrize("sort", list(Sort))
@pytest.mark.parametrize("counted", [None, amount(0, 0)])
def test_an_empty_scope_is_no_data_and_has_no_figure(sort, counted):
    assert judge(sort, counted, threshold("=", 100)) == Verdict.NO_DATA
    assert value(sort, counted) is None
    assert text(sort, counted, threshold("=", 100)) == ""


def test_nothing_met_of_something_is_zero_and_fails_it_is_not_missing():
    assert judge(Sort.RATIO, amount(0, 7), threshold("=", 100)) == Verdict.FAILED
    assert text(Sort.RATIO, amount(0, 7), threshold("=", 100)) == "0.00"


def test_the_worked_examples_of_tunnels_and_outages_come_out():
    assert text(Sort.RATIO, amount("18.4", "57.2"), threshold(">", 30)) == "32.17"
    assert text(Sort.RATIO, amount("31.9", 1612), threshold(">", 2)) == "1.98"
    hours = Decimal("2.5") * 1200 + Decimal(1) * 8000 + Decimal("0.5") * 300
    assert text(Sort.COMPARISON, Amount(hours, Decimal(50_000)), threshold("<", "4.50")) == "0.223"


def test_rounding_never_makes_a_miss_look_like_a_hit():
    assert text(Sort.RATIO, amount(999_999, 1_000_000), threshold("=", 100)) == "99.9999"
    assert text(Sort.RATIO, amount(1, 1), threshold("=", 100)) == "100.00"


def test_a_comparison_without_the_outside_figure_is_not_judged():
    assert judge(Sort.COMPARISON, amount(1, 2), threshold("<", None)) == Verdict.NOT_JUDGED


def test_a_trend_is_held_against_the_period_before():
    rising = threshold(">=", None)
    assert judge(Sort.TREND, amount(50, 100), rising, amount(49, 100)) == Verdict.PASSED
    assert judge(Sort.TREND, amount(50, 100), rising, amount(50, 100)) == Verdict.PASSED
    assert judge(Sort.TREND, amount(49, 100), rising, amount(50, 100)) == Verdict.FAILED
    assert judge(Sort.TREND, amount(49, 100), rising, None) == Verdict.NOT_JUDGED


def test_an_operator_that_nobody_knows_stops_the_start():
    with pytest.raises(Misconfigured):
        threshold("≥", 5)


def test_the_arrow_follows_the_figure_and_rests_where_one_is_missing():
    assert direction(Sort.RATIO, amount(2, 4), amount(1, 4)) == 1
    assert direction(Sort.RATIO, amount(1, 4), amount(2, 4)) == -1
    assert direction(Sort.RATIO, amount(2, 4), amount(1, 2)) == 0
    assert direction(Sort.RATIO, amount(2, 4), None) == 0


def test_months_end_on_their_last_day_also_in_a_leap_year():
    assert month_ends(date(2028, 3, 15), 3) == [date(2028, 1, 31), date(2028, 2, 29), date(2028, 3, 31)]
    assert month_ends(date(2026, 1, 31), 2) == [date(2025, 12, 31), date(2026, 1, 31)]


numbers = st.integers(0, 500)


@given(st.lists(st.tuples(numbers, numbers), min_size=1))
def test_parts_sum_to_the_whole_in_any_order(pairs):
    amounts = [amount(left, right) for left, right in pairs]
    assert total(amounts) == total(reversed(amounts))
    assert total(amounts).numerator == sum(left for left, _right in pairs)


@given(numbers, st.integers(1, 500), st.sampled_from(["=", ">", ">=", "<", "<="]), st.integers(0, 120))
def test_the_verdict_is_that_of_exact_fractions(numerator, denominator, operator, number):
    from fractions import Fraction

    left, right = Fraction(numerator * 100, denominator), Fraction(number)
    holds = {
        "=": left == right,
        ">": left > right,
        ">=": left >= right,
        "<": left < right,
        "<=": left <= right,
    }
    wanted = Verdict.PASSED if holds[operator] else Verdict.FAILED
    assert judge(Sort.RATIO, amount(numerator, denominator), threshold(operator, number)) == wanted
