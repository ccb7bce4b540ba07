"""What a risk comes to: matrix and LEC by edition, validity, aggregation of areas, who may judge."""

from __future__ import annotations

import json
import os
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ancheng.base.errors import NotAllowed, Refusal
from ancheng.base.roles import Role
from ancheng.supervision.risks import rules
from ancheng.supervision.risks.values import Answerable, Grade, Method, NewRisk, Rule, Stated, Subject

TODAY = date(2026, 11, 24)
SHARED = Path(os.environ.get("ANCHENG_SHARED", Path(__file__).resolve().parents[4] / "shared"))
CASES = SHARED / "domain/rule_examples.json"
COLOURS = {"red": Grade.RED, "orange": Grade.ORANGE, "yellow": Grade.YELLOW, "blue": Grade.BLUE}
HAND = {
    "lec": [
        [6, 6, 15, 540, "red"],
        [3, 6, 15, 270, "orange"],
        [3, 6, 7, 126, "yellow"],
        [1, 6, 7, 42, "blue"],
    ],
    "matrix": [[4, 5, 20, "red"], [3, 5, 15, "orange"], [2, 4, 8, "yellow"], [1, 3, 3, "blue"]],
}


def worked(method: str) -> list[list]:
    """The worked examples of the domain where they are at hand, and those written here in any case."""
    found = json.loads(CASES.read_text())[method] if CASES.exists() else []
    return [*HAND[method], *found]


@pytest.mark.parametrize("example", worked("lec"))
def test_a_danger_of_work_is_likelihood_times_exposure_times_consequence(example):
    *factors, score, colour = example
    found = rules.assess(Method.LEC, dict(zip("LEC", factors, strict=True)), TODAY)
    assert (found.score, found.grade) == (score, COLOURS[colour])


@pytest.mark.parametrize("example", worked("matrix"))
def test_a_field_of_the_matrix_has_the_colour_of_the_standard(example):
    *factors, score, colour = example
    found = rules.assess(Method.MATRIX, dict(zip("LC", factors, strict=True)), TODAY)
    assert (found.score, found.grade) == (score, COLOURS[colour])


def test_a_score_on_the_bound_of_lec_belongs_to_the_lesser_grade():
    bands = rules.LEC_BANDS
    assert [bands.grade(each) for each in (320, 320.5, 160, 161, 70, 71)] == [
        Grade.ORANGE,
        Grade.RED,
        Grade.YELLOW,
        Grade.ORANGE,
        Grade.BLUE,
        Grade.YELLOW,
    ]


def test_a_score_on_the_bound_of_the_matrix_belongs_to_the_worse_grade():
    assert [rules.MATRIX_BANDS.grade(each) for each in (3, 4, 8, 9, 16, 20)] == [
        Grade.BLUE,
        Grade.YELLOW,
        Grade.YELLOW,
        Grade.ORANGE,
        Grade.ORANGE,
        Grade.RED,
    ]


@given(st.sampled_from((1, 2, 3, 4, 5)), st.sampled_from((1, 2, 3, 4)))
def test_more_likely_is_never_less_grave(consequence, likelihood):
    lower = rules.assess(Method.MATRIX, {"L": likelihood, "C": consequence}, TODAY)
    higher = rules.assess(Method.MATRIX, {"L": likelihood + 1, "C": consequence}, TODAY)
    assert higher.grade >= lower.grade
    assert lower.grade != Grade.NEVER


@pytest.mark.parametrize(
    ("day", "source"),
    [
        (date(2018, 6, 30), "产品默认"),
        (date(2018, 7, 1), "DB11/T 1478-2017"),
        (date(2024, 12, 31), "DB11/T 1478-2017"),
        (date(2025, 1, 1), "DB11/T 1478-2024"),
    ],
)
def test_an_assessment_cites_the_edition_of_its_day_and_says_that_nobody_checked_it(day, source):
    citation = rules.assess(Method.MATRIX, {"L": 3, "C": 3}, day).citation
    assert source in citation
    assert "未核对" in citation


@pytest.mark.parametrize(
    ("inputs", "word"),
    [
        ({"L": 3}, "全部"),
        ({"L": 3, "C": 6}, "C"),
        ({"L": 2.5, "C": 3}, "L"),
        ({"L": 1, "C": 1, "E": 1}, "全部"),
    ],
)
def test_inputs_outside_the_scale_are_refused_by_name(inputs, word):
    with pytest.raises(Refusal, match=word):
        rules.assess(Method.MATRIX, inputs, TODAY)


def test_measures_cannot_make_a_risk_worse():
    with pytest.raises(Refusal, match="不能高于"):
        rules.assess_both(Stated(Method.MATRIX, {"L": 2, "C": 2}, {"L": 3, "C": 2}), TODAY)
    before, after = rules.assess_both(Stated(Method.MATRIX, {"L": 4, "C": 5}, {"L": 2, "C": 5}), TODAY)
    assert (before.grade, after.grade) == (Grade.RED, Grade.ORANGE)


@given(st.dates(date(2019, 1, 1), date(2090, 1, 1)))
def test_an_assessment_is_valid_for_a_year_less_a_day(day):
    until = rules.valid_until(day)
    assert timedelta(days=364) <= until - day <= timedelta(days=365)


def test_the_assessment_of_a_leap_day_ends_on_a_day_that_exists():
    assert rules.valid_until(date(2024, 2, 29)) == date(2025, 2, 27)


counts = st.builds(rules.Counts, *[st.integers(0, 50)] * 5)


@given(counts)
def test_an_area_takes_the_highest_grade_in_it_and_none_where_nothing_was_assessed(found):
    grade, mean = rules.area_grade(Rule.HIGHEST, found, TODAY)
    parts = {4: found.red, 3: found.orange, 2: found.yellow, 1: found.blue}
    expected = max((value for value, number in parts.items() if number), default=0)
    assert (grade.value, mean) == (expected, None)


@given(counts)
def test_the_weighted_grade_lies_between_the_least_and_the_worst_of_the_area(found):
    grade, mean = rules.area_grade(Rule.WEIGHTED, found, TODAY)
    highest, _ = rules.area_grade(Rule.HIGHEST, found, TODAY)
    parts = {1: found.blue, 2: found.yellow, 3: found.orange, 4: found.red}
    assert min((value for value, number in parts.items() if number), default=0) <= grade <= highest
    assert (grade == Grade.NEVER) == (found.graded == 0) == (mean is None)


def test_what_was_never_assessed_changes_no_grade_but_its_own_share():
    known = rules.Counts(red=1, blue=9)
    more = rules.Counts(red=1, blue=9, never=90)
    assert rules.area_grade(Rule.WEIGHTED, known, TODAY) == rules.area_grade(Rule.WEIGHTED, more, TODAY)
    assert more.percent(more.never) == 90.0
    assert rules.Counts().percent(0) is None


def test_one_red_among_many_blue_is_red_by_the_highest_and_yellow_by_weight():
    found = rules.Counts(red=1, blue=9)
    assert rules.area_grade(Rule.HIGHEST, found, TODAY)[0] == Grade.RED
    assert rules.area_grade(Rule.WEIGHTED, found, TODAY) == (Grade.YELLOW, 1.9)


@pytest.mark.parametrize("grade", [Grade.ORANGE, Grade.RED])
def test_a_considerable_risk_needs_an_emergency_measure_and_four_levels(grade):
    with pytest.raises(Refusal, match="应急处置"):
        rules.check_control(grade, ["management"], [1, 2, 3, 4])
    with pytest.raises(Refusal, match="四级"):
        rules.check_control(grade, ["emergency"], [1, 2, 3])
    rules.check_control(grade, ["emergency"], [1, 2, 3, 4])


def test_a_low_risk_needs_one_measure_and_one_person():
    for kinds, levels in (([], [1]), (["management"], [])):
        with pytest.raises(Refusal):
            rules.check_control(Grade.BLUE, kinds, levels)
    rules.check_control(Grade.BLUE, ["management"], [4])


def test_only_the_office_makes_a_risk_red():
    with pytest.raises(NotAllowed, match="安委办"):
        rules.check_grader(Grade.RED, Role.SUBDISTRICT)
    rules.check_grader(Grade.RED, Role.OFFICE)
    rules.check_grader(Grade.ORANGE, Role.SUBDISTRICT)


def test_two_people_at_one_level_are_refused():
    with pytest.raises(Refusal, match="每个层级"):
        rules.check_people([Answerable(1, "甲"), Answerable(1, "乙")])


@pytest.mark.parametrize(
    "new",
    [
        NewRisk("x", Subject.ASSET, 1, asset_id=1),
        NewRisk("风险源", Subject.ASSET, 1),
        NewRisk("风险源", Subject.AREA, 1),
        NewRisk("风险源", Subject.EVENT, 1),
        NewRisk("风险源", Subject.EVENT, 1, event_from=TODAY, event_to=TODAY - timedelta(days=1)),
        NewRisk("风险源", Subject.AREA, 1, area_id=2, industry="航天"),
    ],
)
def test_a_source_that_says_too_little_is_refused(new):
    with pytest.raises(Refusal):
        rules.check_new(new, role=Role.SUBDISTRICT, unit_id=1)


def test_an_enterprise_registers_its_own_risks_only():
    new = NewRisk("风险源", Subject.ASSET, 1, enterprise_id=8)
    with pytest.raises(NotAllowed):
        rules.check_new(new, role=Role.ENTERPRISE, unit_id=9)
    rules.check_new(new, role=Role.ENTERPRISE, unit_id=8)


def test_a_checklist_line_with_a_missing_cell_is_refused_with_its_number():
    assert rules.read_items("罐区｜火灾｜泄漏｜报警｜第一条")[0].clause == "第一条"
    with pytest.raises(Refusal, match="第2行"):
        rules.read_items("罐区｜火灾｜泄漏｜报警｜第一条\n罐区｜火灾｜泄漏")
