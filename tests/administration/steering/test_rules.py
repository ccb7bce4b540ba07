"""Which period a bulletin covers, where a phase stands, and what counts as asked twice."""

from datetime import date
from decimal import Decimal

import pytest

from ancheng.administration.steering.rules import Form, hours, period, phase_state, repeats


def form(key, labels, count):
    return Form(key, key, key, "register", frozenset(labels), count)


@pytest.mark.parametrize("today", [date(2026, 11, 23), date(2026, 11, 26), date(2026, 11, 29)])
def test_the_weekly_bulletin_covers_the_whole_week_before_whatever_day_it_is(today):
    assert period("weekly", today) == (date(2026, 11, 16), date(2026, 11, 22))


def test_the_monthly_bulletin_covers_the_month_before_also_over_new_year():
    assert period("monthly", date(2026, 3, 31)) == (date(2026, 2, 1), date(2026, 2, 28))
    assert period("monthly", date(2027, 1, 1)) == (date(2026, 12, 1), date(2026, 12, 31))


def test_a_phase_runs_on_its_first_and_its_last_day():
    begin, end = date(2026, 1, 1), date(2026, 6, 30)
    assert phase_state(begin, end, begin) == phase_state(begin, end, end) == "now"
    assert phase_state(begin, end, date(2026, 7, 1)) == "past"
    assert phase_state(begin, end, date(2025, 12, 31)) == "ahead"


def test_a_phase_without_days_is_not_said_to_run():
    assert phase_state(None, None, date(2026, 1, 1)) == "unknown"


def test_a_label_on_one_form_only_is_no_repeat():
    assert repeats([form("a", ["面积"], {1: 3}), form("b", ["电话"], {1: 3})]) == []


def test_a_unit_with_rows_in_three_forms_answered_twice_more_than_it_had_to_however_many_rows_it_keeps():
    found = repeats(
        [form("a", ["电话"], {1: 90}), form("b", ["电话"], {1: 1, 2: 5}), form("c", ["电话"], {1: 1})]
    )
    assert [(each.label, each.times, each.units) for each in found] == [("电话", 2, (1,))]


def test_a_label_that_stands_twice_but_was_answered_once_costs_nothing_yet_and_is_still_named():
    found = repeats([form("a", ["电话"], {1: 1}), form("b", ["电话"], {2: 1})])
    assert [(each.times, each.units) for each in found] == [(0, ())]


def test_the_hours_follow_from_the_stated_seconds():
    assert hours(0) == Decimal("0.0")
    assert hours(120) == Decimal("1.0")
