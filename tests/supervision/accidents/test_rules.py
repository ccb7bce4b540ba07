"""Grades at their borders and every clock of an accident: pure."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ancheng.base.editions import NotInForce
from ancheng.base.errors import Refusal
from ancheng.supervision.accidents import rules
from ancheng.supervision.accidents.rules import Body, Grade, Sort

ON = date(2020, 3, 1)
WORDS = {label: grade for grade, label in rules.LABELS.items()}


def test_the_worked_examples_of_the_grade_hold(shared):
    examples = json.loads((shared / "domain" / "rule_examples.json").read_text())["accident_grade"]
    assert len(examples) >= 9
    for deaths, injured, loss, grade in examples:
        assert rules.grade_of(deaths, injured, loss, ON) == WORDS[grade], (deaths, injured, loss)


@pytest.mark.parametrize(
    ("deaths", "injured", "loss", "grade"),
    [
        (0, 0, 0, "一般"), (2, 9, 9_999_999, "一般"), (2, 9, None, "一般"),
        (3, 0, 0, "较大"), (0, 10, 0, "较大"), (0, 0, 10_000_000, "较大"), (9, 49, 49_999_999, "较大"),
        (10, 0, 0, "重大"), (0, 50, 0, "重大"), (0, 0, 50_000_000, "重大"), (29, 99, 99_999_999, "重大"),
        (30, 0, 0, "特别重大"), (0, 100, 0, "特别重大"), (0, 0, 100_000_000, "特别重大"),
    ],
)  # fmt: skip
def test_a_border_belongs_to_the_higher_grade(deaths, injured, loss, grade):
    assert rules.LABELS[rules.grade_of(deaths, injured, loss, ON)] == grade


@given(st.integers(0, 200), st.integers(0, 300), st.none() | st.integers(0, 10**10), st.integers(0, 50))
def test_more_harm_never_lowers_the_grade_and_the_worst_of_three_decides(deaths, injured, loss, more):
    grade = rules.grade_of(deaths, injured, loss, ON)
    assert not rules.worse(grade, rules.grade_of(deaths + more, injured, loss, ON))
    assert not rules.worse(grade, rules.grade_of(deaths, injured + more, loss, ON))
    alone = [
        rules.grade_of(deaths, 0, 0, ON),
        rules.grade_of(0, injured, 0, ON),
        rules.grade_of(0, 0, loss, ON),
    ]
    assert grade == max(alone, key=rules.ORDER.index)


@pytest.mark.parametrize("harm", [(-1, 0, 0), (0, -1, 0), (0, 0, -1)])
def test_negative_harm_is_refused(harm):
    with pytest.raises(Refusal, match="不能为负数"):
        rules.grade_of(*harm, ON)


def test_before_the_regulation_was_in_force_there_is_no_grade():
    with pytest.raises(NotInForce):
        rules.grade_of(3, 0, 0, date(2007, 5, 31))
    assert rules.grade_of(3, 0, 0, date(2007, 6, 1)) == Grade.LARGER


@pytest.mark.parametrize(
    ("grade", "body", "up_to"),
    [(Grade.GENERAL, Body.DISTRICT, "市级"), (Grade.LARGER, Body.CITY, "省级"), (Grade.MAJOR, Body.PROVINCE, "国务院"), (Grade.EXTREME, Body.STATE, "国务院")],
)  # fmt: skip
def test_each_grade_has_its_investigator_and_is_reported_so_far_up(grade, body, up_to):
    assert rules.investigator(grade) == body
    assert rules.reported_to(grade).startswith(up_to)


def test_the_unit_has_one_hour_and_each_level_two():
    known = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)
    assert rules.unit_report_due(known) - known == timedelta(hours=1)
    assert rules.level_report_due(known) - known == timedelta(hours=2)
    assert rules.late_by(known, known) is None
    assert rules.late_by(known, known + timedelta(seconds=1)) == timedelta(seconds=1)


@pytest.mark.parametrize("sort", list(Sort))
def test_casualties_are_supplied_within_thirty_days_on_roads_and_after_fires_within_seven(sort):
    days = 7 if sort in (Sort.ROAD, Sort.FIRE) else 30
    assert rules.supplement_until(ON, sort) == ON + timedelta(days=days)


def test_the_worked_example_of_the_clocks_of_an_accident_holds():
    assert rules.report_due_on(date(2020, 3, 1)) == date(2020, 4, 30)
    assert rules.approval_due_on(date(2020, 4, 28), Grade.GENERAL) == date(2020, 5, 13)
    assert rules.evaluation_due_on(date(2020, 5, 10)) == date(2021, 5, 10)


def test_an_extension_and_an_appraisal_move_the_end_of_the_investigation():
    assert rules.report_due_on(ON, extended_days=60) == date(2020, 6, 29)
    assert rules.report_due_on(ON, extended_days=60, appraisal=10) == date(2020, 7, 9)


def test_an_extremely_serious_accident_has_thirty_days_for_approval_and_thirty_more():
    assert rules.approval_due_on(date(2020, 5, 1), Grade.EXTREME) == date(2020, 5, 31)
    assert rules.approval_due_on(date(2020, 5, 1), Grade.EXTREME, extended_days=30) == date(2020, 6, 30)


def test_two_appraisals_at_once_count_each_day_once():
    days = [
        rules.Appraisal(date(2020, 3, 10), date(2020, 3, 20)),
        rules.Appraisal(date(2020, 3, 15), date(2020, 3, 25)),
    ]
    assert rules.appraisal_days(days) == 15
    assert rules.appraisal_days([]) == 0
    assert rules.appraisal_days([rules.Appraisal(ON, ON)]) == 0


def test_the_duty_to_evaluate_stood_in_two_rules_one_after_the_other():
    assert rules.EVALUATION.gaps() == []
    assert "32号" in rules.EVALUATION.in_force(date(2021, 8, 31)).citation
    assert "第八十六条" in rules.EVALUATION.in_force(date(2021, 9, 1)).citation
    with pytest.raises(NotInForce):
        rules.evaluation_due_on(date(2015, 1, 1))


def test_a_report_approved_on_29_february_is_evaluated_by_28_february():
    assert rules.evaluation_due_on(date(2024, 2, 29)) == date(2025, 2, 28)


@pytest.mark.parametrize(
    ("days", "already", "fine"), [(60, 0, True), (61, 0, False), (1, 60, False), (0, 0, False)]
)
def test_the_investigation_is_extended_by_sixty_days_at_most(days, already, fine):
    if fine:
        rules.check_extension(days, already, 60, "等待鉴定")
    else:
        with pytest.raises(Refusal, match="不得超过60日"):
            rules.check_extension(days, already, 60, "等待鉴定")
    with pytest.raises(Refusal, match="理由"):
        rules.check_extension(1, 0, 60, " ")


def test_times_out_of_order_or_in_the_future_are_refused():
    noon = datetime(2026, 3, 1, 4, 0, tzinfo=UTC)
    hour = timedelta(hours=1)
    rules.check_times(noon, noon, noon, noon)
    for times in (
        (noon + hour, noon, noon, noon),
        (noon, noon + hour, noon, noon + hour),
        (noon, noon, noon + hour, noon),
    ):
        with pytest.raises(Refusal, match="时间顺序"):
            rules.check_times(*times)


def test_an_appraisal_lies_after_the_accident_and_ends_after_it_begins():
    rules.check_appraisal(ON, ON, ON)
    for began, ended in ((ON - timedelta(days=1), ON), (ON + timedelta(days=2), ON)):
        with pytest.raises(Refusal):
            rules.check_appraisal(began, ended, ON)


def test_what_nobody_checked_says_so():
    assert "未核对" in rules.in_working_days(rules.TEAM_WITHIN, ON).clause
    assert "未核对" not in rules.level_report_clock(ON).clause
