"""Clocks, counts and conditions of the law, as values."""

from datetime import date, timedelta

import pytest

from ancheng.base.errors import NotAllowed, Refusal
from ancheng.base.roles import Role
from ancheng.supervision.dangers import rules
from ancheng.supervision.dangers.rules import Period
from ancheng.supervision.dangers.values import Finding, Grade, ListingPlan, NewPenalty, Source

ON = date(2026, 11, 24)


def days_before(*numbers):
    return [ON - timedelta(days=each) for each in numbers]


@pytest.mark.parametrize(
    ("penalised", "asked"),
    [
        ((0, 60, 179), True),
        ((0, 60, 180), False),
        ((0, 60), False),
        ((10, 190, 250, 360), True),
        ((10, 190, 250), False),
        ((10, 190, 250, 366), False),
    ],
)
def test_three_penalties_in_180_days_or_four_in_a_year_ask_for_closure(penalised, asked):
    found = rules.repeat_offender(days_before(*penalised), on=ON, major_open=True)
    assert found.ask_closure is asked
    assert "第一百一十三条" in found.citation


def test_without_an_open_major_danger_penalties_alone_do_not_ask_for_closure():
    found = rules.repeat_offender(days_before(0, 1, 2, 3, 4), on=ON, major_open=False)
    assert (found.within_days, found.within_year, found.ask_closure) == (5, 5, False)


def test_penalties_to_come_are_not_counted():
    assert rules.repeat_offender(days_before(-1, -2, 0), on=ON, major_open=True).within_days == 1


def test_before_september_2021_the_law_had_no_such_count():
    found = rules.repeat_offender([date(2021, 8, 1)] * 5, on=date(2021, 8, 31), major_open=True)
    assert not found.ask_closure
    assert "没有有效的" in found.citation
    assert rules.repeat_offender([date(2021, 8, 1)] * 5, on=date(2021, 9, 1), major_open=True).ask_closure


def test_a_year_before_a_leap_day_is_the_28_february():
    found = rules.repeat_offender(
        [date(2023, 2, 28), date(2023, 3, 1)], on=date(2024, 2, 29), major_open=True
    )
    assert found.within_year == 1


def test_the_number_of_the_law_is_checked_and_defaults_of_the_house_say_that_nobody_checked_them():
    assert rules.REPEAT.in_force(ON).verified
    assert "未核对" in rules.in_working_days(rules.ACCEPT_WITHIN, ON).clause
    assert "第十八条" in rules.in_calendar_days(rules.SITE_REVIEW, ON).clause


def test_a_major_danger_gets_more_time_than_a_general_one_when_nobody_names_a_day():
    assert rules.default_due_on(Grade.GENERAL, ON) == date(2026, 12, 9)
    assert rules.default_due_on(Grade.MAJOR, ON) == date(2027, 1, 23)


@pytest.mark.parametrize(
    ("period", "first", "last", "filed_by"),
    [
        (Period(2026, 1), date(2026, 1, 1), date(2026, 3, 31), date(2026, 4, 15)),
        (Period(2026, 4), date(2026, 10, 1), date(2026, 12, 31), date(2027, 1, 15)),
        (Period(2026), date(2026, 1, 1), date(2026, 12, 31), date(2027, 1, 31)),
    ],
)
def test_statistics_are_filed_15_days_after_the_quarter_and_by_the_end_of_january(
    period, first, last, filed_by
):
    assert (period.first, period.last, period.filed_by) == (first, last, filed_by)
    assert rules.read_period(period.key) == period


def test_the_quarter_before_the_first_lies_in_the_year_before():
    assert Period(2026, 1).before == Period(2025, 4)
    assert Period(2026).before == Period(2025)
    assert rules.period_of(date(2026, 10, 1)) == Period(2026, 4)


@pytest.mark.parametrize("text", ["", "2026Q5", "26Q1", "二〇二六", "2026-1"])
def test_what_is_no_period_is_refused_with_how_to_write_one(text):
    with pytest.raises(Refusal, match="2026Q3"):
        rules.read_period(text)


def test_an_order_for_a_major_danger_says_what_protects_people_meanwhile():
    order = {"grade": Grade.MAJOR, "requirement": "更换燃气管道", "due_on": ON, "today": ON}
    with pytest.raises(Refusal, match="撤出人员"):
        rules.check_order(interim="", **order)
    rules.check_order(interim="停止使用燃气", **order)


def test_an_order_into_the_past_is_refused():
    with pytest.raises(Refusal, match="早于今天"):
        rules.check_order(
            grade=Grade.GENERAL,
            requirement="清理通道",
            interim="",
            due_on=ON - timedelta(days=1),
            today=ON,
        )
    with pytest.raises(Refusal, match="整改期限"):
        rules.check_order(grade=Grade.GENERAL, requirement="清理通道", interim="", due_on=None, today=ON)


def test_who_rectified_or_accepted_does_not_check_again():
    with pytest.raises(NotAllowed, match="本人整改"):
        rules.check_independent(7, rectified_by=7, accepted_by=8)
    with pytest.raises(NotAllowed, match="本人验收"):
        rules.check_independent(8, rectified_by=7, accepted_by=8)
    rules.check_independent(9, rectified_by=7, accepted_by=8)
    with pytest.raises(NotAllowed, match="具体人员"):
        rules.check_independent(None, rectified_by=7, accepted_by=8)


PLAN = ListingPlan("消除泄漏", "更换管道", "五万元", "工程部", ON, "停用燃气，设专人值守")


@pytest.mark.parametrize(
    ("field", "label"),
    [("targets", "目标"), ("measures", "措施"), ("money", "经费"), ("people", "人员"), ("due_on", "时限")],
)
def test_a_plan_without_one_of_the_five_items_names_what_is_missing(field, label):
    from dataclasses import replace

    rules.check_plan(PLAN, deadline=ON)
    with pytest.raises(Refusal, match=label):
        rules.check_plan(replace(PLAN, **{field: None if field == "due_on" else " "}), deadline=ON)


def test_a_plan_that_ends_after_the_listing_or_protects_nobody_is_refused():
    from dataclasses import replace

    with pytest.raises(Refusal, match="晚于"):
        rules.check_plan(PLAN, deadline=ON - timedelta(days=1))
    with pytest.raises(Refusal, match="应急预案"):
        rules.check_plan(replace(PLAN, safety=""), deadline=ON)


def test_only_a_general_danger_that_the_enterprise_found_itself_is_undertaken_without_an_order():
    def sentence(source, grade):
        return rules.blocked("undertake", source=source, grade=grade, listed=False)

    assert sentence(Source.SELF_CHECK, Grade.GENERAL) == ""
    assert "自查" in sentence(Source.SELF_CHECK, Grade.MAJOR)
    assert "自查" in sentence(Source.INSPECTION, Grade.GENERAL)


def test_while_a_danger_is_listed_only_the_listing_moves_it():
    for verb in ("rectify", "accept", "recheck", "send_back"):
        assert "挂牌" in rules.blocked(verb, source=Source.INSPECTION, grade=Grade.MAJOR, listed=True)
    assert rules.blocked("order", source=Source.INSPECTION, grade=Grade.MAJOR, listed=True) == ""


def test_a_sensor_reports_through_the_platform_and_an_auditor_reports_nothing():
    finding = Finding("液位超限", 1, Source.SENSOR)
    rules.check_finding(finding, role=None, unit_id=None)
    with pytest.raises(NotAllowed):
        rules.check_finding(finding, role=Role.AUDITOR, unit_id=1)


def test_a_title_too_long_for_a_list_is_refused_not_cut():
    with pytest.raises(Refusal, match="200"):
        rules.check_finding(Finding("长" * 201, 1, Source.INSPECTION), role=Role.OFFICE, unit_id=1)


def test_a_share_of_nothing_is_unknown_not_zero():
    assert rules.rate_percent(0, 0) is None
    assert rules.rate_percent(1, 3) == 33.3


def test_items_are_read_from_lines_and_the_wrong_line_is_named():
    read = rules.read_items(
        "厨房｜燃气报警器正常｜《安全生产法》第三十六条｜重大\n\n通道\t畅通\t《消防法》第二十八条"
    )
    assert [each.grade for each in read] == [Grade.MAJOR, Grade.GENERAL]
    with pytest.raises(Refusal, match="第2行"):
        rules.read_items("厨房｜甲｜乙\n只有一格")
    with pytest.raises(Refusal, match="等级"):
        rules.read_items("厨房｜甲｜乙｜特大")
    with pytest.raises(Refusal, match="重复"):
        rules.read_items("厨房｜甲｜乙\n通道｜甲｜丙")
    with pytest.raises(Refusal, match="至少"):
        rules.read_items("  \n")


def test_a_penalty_needs_a_number_and_lies_not_in_the_future():
    with pytest.raises(Refusal, match="文号"):
        rules.check_penalty(NewPenalty(1, ON, " "), today=ON)
    with pytest.raises(Refusal, match="不能晚于"):
        rules.check_penalty(NewPenalty(1, ON + timedelta(days=1), "1号"), today=ON)
