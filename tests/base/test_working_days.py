"""Deadlines: what the Civil Code says about days, and what a pause leaves."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from ancheng.base.clock import beijing_day, from_beijing
from ancheng.base.working_days import (
    Calendar,
    add_working_days,
    calendar_days,
    due,
    due_after_pause,
    end_of_day,
    hours,
    remaining,
    shift,
    shipped_calendar,
    shipped_days,
    working_days,
    working_days_between,
)

SHIPPED = shipped_calendar()
WEEKENDS = Calendar()
DAYS = st.dates(date(2020, 1, 1), date(2026, 12, 31))


def at(year, month, day, hour=10, minute=0):
    return datetime(year, month, day, hour, minute, tzinfo=UTC) - timedelta(hours=8)


def test_the_starting_day_is_not_counted_and_the_last_day_counts_to_its_end():
    """民法典 第二百零一条、第二百零三条: Monday plus three working days ends on Thursday at 24:00."""
    end = due(working_days(3), at(2026, 11, 2), WEEKENDS)
    assert end == end_of_day(date(2026, 11, 5))
    assert from_beijing(date(2026, 11, 6)) - end == timedelta(seconds=1)


def test_spring_festival_does_not_count_and_the_weekend_worked_instead_does():
    # 2026: 15 to 23 February off; Saturday 14 and Saturday 28 February at work.
    assert not SHIPPED.at_work(date(2026, 2, 17))
    assert SHIPPED.at_work(date(2026, 2, 14))
    assert shift(date(2026, 2, 13), 2, SHIPPED) == date(2026, 2, 24)


def test_a_period_that_runs_on_over_a_holiday_ends_on_the_next_working_day():
    """民法典 第二百零三条: ten days from 21 September 2026 end on 1 October, so on 8 October."""
    ten = calendar_days(10, runs_on=True)
    assert beijing_day(due(ten, at(2026, 9, 21), SHIPPED)) == date(2026, 10, 8)
    assert beijing_day(due(ten, at(2026, 9, 1), SHIPPED)) == date(2026, 9, 11)


def test_a_period_of_plain_days_ends_on_the_holiday_itself():
    assert beijing_day(due(calendar_days(10), at(2026, 9, 21), SHIPPED)) == date(2026, 10, 1)


def test_hours_run_through_nights_and_holidays():
    assert due(hours(24), at(2026, 10, 1, 15), SHIPPED) == at(2026, 10, 2, 15)


def test_the_day_is_beijings_day_not_greenwichs():
    late_evening_utc = datetime(2026, 11, 2, 17, tzinfo=UTC)  # Tuesday 01:00 in Beijing
    assert beijing_day(due(working_days(1), late_evening_utc, WEEKENDS)) == date(2026, 11, 4)


@given(DAYS, st.integers(1, 60))
def test_so_many_working_days_later_so_many_lie_between(day, number):
    end = shift(day, number, SHIPPED)
    assert SHIPPED.at_work(end)
    assert working_days_between(day, end, SHIPPED) == number


@given(DAYS, st.integers(0, 60))
def test_forward_and_back_returns_to_a_working_day(day, number):
    if SHIPPED.at_work(day):
        assert shift(shift(day, number, SHIPPED), -number, SHIPPED) == day


@given(DAYS, st.integers(1, 40), st.integers(0, 30))
def test_a_longer_period_never_ends_earlier(day, number, more):
    start = from_beijing(day)
    for kind in (working_days, calendar_days, hours):
        assert due(kind(number), start, SHIPPED) <= due(kind(number + more), start, SHIPPED)


def test_adding_working_days_keeps_the_time_of_day():
    assert add_working_days(at(2026, 11, 6, 9, 30), 1, WEEKENDS) == at(2026, 11, 9, 9, 30)
    assert add_working_days(at(2026, 11, 9, 9, 30), -1, WEEKENDS) == at(2026, 11, 6, 9, 30)


def test_a_pause_gives_back_exactly_the_working_days_that_passed():
    end = due(working_days(5), at(2026, 11, 2), WEEKENDS)  # Monday 9th
    assert beijing_day(due_after_pause(end, at(2026, 11, 3), at(2026, 11, 5), WEEKENDS)) == date(2026, 11, 11)


def test_a_pause_over_a_weekend_or_within_a_day_gives_a_clock_of_days_nothing():
    end = due(working_days(5), at(2026, 11, 2), WEEKENDS)
    assert due_after_pause(end, at(2026, 11, 6, 18), at(2026, 11, 8, 18), WEEKENDS) == end
    assert due_after_pause(end, at(2026, 11, 3, 9), at(2026, 11, 3, 15), WEEKENDS) == end


def test_a_pause_gives_a_clock_of_hours_its_hours_back():
    end = due(hours(24), at(2026, 11, 2, 9), WEEKENDS)
    assert due_after_pause(end, at(2026, 11, 2, 12), at(2026, 11, 2, 15, 30), WEEKENDS) == at(
        2026, 11, 3, 12, 30
    )


@given(DAYS, st.integers(1, 30), st.integers(0, 20), st.integers(0, 30))
def test_as_many_working_days_are_left_after_a_pause_as_before(day, number, begun, length):
    end = due(working_days(number), from_beijing(day), SHIPPED)
    paused = from_beijing(day + timedelta(days=begun))
    resumed = paused + timedelta(days=length)
    if paused > end:
        return
    later = due_after_pause(end, paused, resumed, SHIPPED)
    assert remaining(later, resumed, SHIPPED).working_days == remaining(end, paused, SHIPPED).working_days


def test_what_remains_is_negative_when_late():
    end = due(working_days(3), at(2026, 11, 2), WEEKENDS)
    assert remaining(end, at(2026, 11, 3), WEEKENDS).working_days == 2
    assert not remaining(end, at(2026, 11, 5), WEEKENDS).late
    late = remaining(end, at(2026, 11, 9), WEEKENDS)
    assert (late.late, late.working_days) == (True, -2)


def test_a_year_without_an_arrangement_says_so_and_knows_only_weekends():
    assert SHIPPED.known(2026)
    assert not SHIPPED.known(2099)
    assert SHIPPED.at_work(date(2099, 10, 1))  # a Thursday; nobody has announced that holiday yet


def test_shipped_days_bear_chinese_names():
    named = {each.day: each for each in shipped_days()}
    assert named[date(2026, 10, 1)].name == "国庆节"
    assert named[date(2026, 2, 14)].name.endswith("调休")
    assert named[date(2026, 2, 14)].at_work


def test_a_deadline_without_a_checked_clause_is_unverified():
    assert working_days(7, "安全生产法 第七十八条").verified
    assert not working_days(7).verified
    assert not working_days(7, "产品默认（未核对）").verified
