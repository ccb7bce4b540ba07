"""S, R and level by the worked examples; what is typed is judged line by line; clocks by edition and date."""

import json
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ancheng.base.clock import add_months
from ancheng.base.errors import Refusal
from ancheng.base.working_days import due, shipped_calendar
from ancheng.science.models.gb18218 import substances
from ancheng.supervision.hazards import rules
from ancheng.supervision.hazards.templatetags.hazards import figure
from ancheng.supervision.hazards.values import (
    Amount,
    Assessment,
    Contact,
    Exercise,
    Exposure,
    Post,
    SpecialPlan,
)
from tests.factories import NOW

NAMES = sorted({each.name for each in substances().values()})
AMOUNTS = st.lists(
    st.builds(Amount, st.sampled_from(NAMES), st.floats(0.001, 5000, allow_nan=False)), min_size=1, max_size=8
)


def test_the_worked_examples_of_the_standard_come_out(shared):
    examples = json.loads((shared / "domain" / "rule_examples.json").read_text(encoding="utf-8"))["gb18218"]
    assert examples
    for each in examples:
        verdict = rules.judge([Amount(name, t) for name, t in each["items"]], each["alpha_people"])
        assert verdict.s == pytest.approx(each["S"])
        assert verdict.r == pytest.approx(each["R"])
        assert (verdict.level or None) == each["level"]


def test_exactly_the_critical_quantity_is_a_major_hazard_and_a_hair_less_is_none():
    assert rules.judge([Amount("氯", 5)], 10).level == "四级"
    less = rules.judge([Amount("氯", 4.999)], 10)
    assert (less.is_major, less.level) == (False, "")


@settings(deadline=None)
@given(AMOUNTS, st.integers(0, 500))
def test_more_of_a_substance_never_lowers_s_r_or_the_level(amounts, people):
    order = ["", "四级", "三级", "二级", "一级"]
    before = rules.judge(amounts, people)
    more = [Amount(amounts[0].name, amounts[0].quantity_t * 2), *amounts[1:]]
    after = rules.judge(more, people)
    assert after.s >= before.s
    assert after.r >= before.r
    assert order.index(after.level) >= order.index(before.level)


@settings(deadline=None)
@given(AMOUNTS)
def test_the_order_of_the_inventory_changes_nothing(amounts):
    one, other = rules.judge(amounts, 40), rules.judge(amounts[::-1], 40)
    assert one.s == pytest.approx(other.s)
    assert one.level == other.level


def test_a_faulty_line_is_named_and_the_others_are_still_judged_but_no_total_is_shown():
    shown = rules.preview([("氨", "30", ""), ("无此物质", "1", ""), ("", "", ""), ("氯", "", "")], 120)
    assert shown.verdict is None
    assert shown.lines[0].critical_quantity_t == 10
    assert "表1中没有“无此物质”" in shown.faults[1]
    assert shown.faults[2] == ""
    # Q and β are told before the quantity is there.
    assert shown.faults[3] == "氯：临界量 5 吨，β 4。请填写最大设计量（吨）。"
    assert shown.fault_count == 2


def test_unknown_people_give_no_level_for_unknown_is_not_zero():
    assert rules.preview([("氨", "30", "")], None).verdict is None
    assert rules.preview([("氨", "30", "")], 0).verdict.alpha == 0.5


@pytest.mark.parametrize("quantity", ["-1", "0", "很多", "1e12", "nan", "inf"])
def test_a_quantity_that_is_none_is_refused_with_the_name_of_the_substance(quantity):
    with pytest.raises(Refusal, match="氨"):
        rules.read_amount("氨", quantity)


def test_a_substance_outside_table_1_is_judged_by_its_class_and_beta_says_whether_it_was_checked():
    line = rules.judge([Amount("某溶剂", 100, "W5.3")], 10).lines[0]
    assert (line.critical_quantity_t, line.beta, line.confirmed) == (1000, 1, True)
    assert not rules.judge([Amount("二氟化氧", 2)], 10).lines[0].confirmed


def test_fifteen_days_for_filing_run_from_the_report_and_not_from_when_it_was_handed_in():
    reported = date(2026, 11, 10)
    clock = due(rules.file_until(reported, date(2026, 11, 24)), NOW, shipped_calendar())
    assert clock.date() == date(2026, 11, 25)
    assert "第二十三条" in rules.file_until(reported, date(2026, 11, 24)).clause
    assert "未核对" in rules.file_until(reported, date(2026, 11, 24)).clause


def test_a_report_before_the_rule_was_in_force_has_no_clock_of_it():
    with pytest.raises(Refusal, match="没有有效"):
        rules.reassess_on(date(2011, 11, 30))


def test_three_years_one_year_and_half_a_year():
    assert rules.reassess_on(date(2024, 2, 29)) == date(2027, 2, 28)
    assert rules.next_drill_on(Exercise.SPECIAL, date(2026, 3, 31)) == date(2027, 3, 31)
    assert rules.next_drill_on(Exercise.ON_SITE, date(2026, 8, 31)) == date(2027, 2, 28)


@given(st.dates(date(2012, 1, 1), date(2060, 12, 31)), st.integers(1, 60))
def test_so_many_months_later_is_in_the_month_that_a_person_would_count(day, months):
    later = add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later + timedelta(days=1)).day == 1


def test_a_number_of_people_that_differs_from_the_map_needs_a_reason_and_a_source():
    rules.check_exposure(Exposure(80, 80))
    with pytest.raises(Refusal, match="理由"):
        rules.check_exposure(Exposure(20, 80))
    with pytest.raises(Refusal, match="理由"):
        rules.check_exposure(Exposure(0, None, "估计"))
    rules.check_exposure(Exposure(20, 80, "已搬迁", "社区台账"))


def test_a_declaration_lacks_what_it_lacks_and_says_each():
    lacking = rules.missing_for_declaration(
        s=3, posts=["principal"], has_plan=False, has_report=False, has_place=True
    )
    assert [
        word in "".join(lacking) for word in ("技术负责人", "操作负责人", "专项应急预案", "评估报告")
    ] == [True] * 4
    assert "主要负责人" not in "".join(lacking)
    complete = rules.missing_for_declaration(
        s=1, posts=list(Post), has_plan=True, has_report=True, has_place=True
    )
    assert complete == []


def test_half_filled_reports_plans_and_persons_are_refused():
    today = date(2026, 11, 24)
    for report in (Assessment("", "某", today), Assessment("1", "", today), Assessment("1", "某", None), Assessment("1", "某", date(2026, 11, 25))):  # fmt: skip
        with pytest.raises(Refusal):
            rules.check_assessment(report, today)
    for plan in (SpecialPlan("", "某", today), SpecialPlan("1", "某", None), SpecialPlan("1", "某", date(2027, 1, 1))):  # fmt: skip
        with pytest.raises(Refusal):
            rules.check_plan(plan, today)
    for contact in (
        Contact("principal", "", "1"),
        Contact("principal", "某", " "),
        Contact("nobody", "某", "1"),
    ):
        with pytest.raises(Refusal):
            rules.check_contact(contact)


@pytest.mark.parametrize(("value", "text"), [(3.1, "3.1"), (1000, "1000"), (0.00001, "1e-05"), (0, "0"), (None, ""), (33.333333, "33.3333")])  # fmt: skip
def test_figures_are_written_without_empty_decimals_and_a_trace_is_not_nought(value, text):
    assert figure(value) == text
