"""Clocks by edition, likeness, rewards and who may look: pure."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ancheng.base.errors import NotAllowed, Refusal
from ancheng.base.roles import Role
from ancheng.supervision.hotline import rules


def test_the_worked_examples_of_the_reports_due_date_hold(shared):
    examples = json.loads((shared / "domain" / "rule_examples.json").read_text())["report_due"]
    assert examples
    for accepted, days, due in examples:
        edition = rules.HANDLING.in_force(date.fromisoformat(accepted)).value
        extended = days - edition.days
        assert 0 <= extended <= edition.extra
        assert rules.handling_due_on(date.fromisoformat(accepted), extended).isoformat() == due


def test_a_report_accepted_on_2_march_2020_is_due_on_1_may_and_thirty_days_later_when_extended():
    assert rules.handling_due_on(date(2020, 3, 2)) == date(2020, 5, 1)
    assert rules.handling_due_on(date(2020, 3, 2), 30) == date(2020, 5, 31)


def test_the_editions_of_2012_and_2018_meet_without_a_gap_or_an_overlap():
    assert rules.HANDLING.gaps() == []
    assert "63号" in rules.HANDLING.in_force(date(2018, 1, 3)).citation
    assert "19号" in rules.HANDLING.in_force(date(2018, 1, 4)).citation


def test_what_nobody_checked_says_so_on_the_clock():
    assert "未核对" in rules.handling_clock(date(2026, 1, 1), date(2026, 1, 1)).clause
    assert "未核对" not in rules.handling_clock(date(2015, 1, 1), date(2015, 1, 1)).clause


def test_a_case_taken_up_again_counts_from_its_first_acceptance():
    assert rules.handling_clock(date(2026, 1, 1), date(2026, 1, 31)).number == 30
    late = rules.handling_clock(date(2026, 1, 1), date(2026, 4, 1))
    assert late.number == rules.AGAIN_WITHIN.in_force(date(2026, 4, 1)).value


@pytest.mark.parametrize(("days", "already", "allowed"), [(30, 0, True), (31, 0, False), (15, 15, True), (16, 15, False), (0, 0, False)])  # fmt: skip
def test_more_time_is_thirty_days_in_all_and_not_one_more(days, already, allowed):
    if allowed:
        rules.check_more_time(days, already, date(2026, 1, 1), "需要检测鉴定")
    else:
        with pytest.raises(Refusal, match="不得超过30日"):
            rules.check_more_time(days, already, date(2026, 1, 1), "需要检测鉴定")


def test_more_time_without_a_reason_is_refused_for_the_reporter_is_told_why():
    with pytest.raises(Refusal, match="告知举报人"):
        rules.check_more_time(10, 0, date(2026, 1, 1), "  ")


@pytest.mark.parametrize("role", [each for each in Role if each not in (Role.OFFICE, Role.ENFORCEMENT)])
def test_no_other_role_may_open_the_seal_not_even_of_the_own_case(role):
    assert not rules.may_open_seal(role, own_case=True)
    with pytest.raises(NotAllowed, match="已密封"):
        rules.check_opening(role, own_case=True, why="需要核实情况")


def test_the_platform_itself_may_not_open_a_seal():
    assert not rules.may_open_seal(None, own_case=True)


def test_an_enforcement_officer_may_look_only_at_the_own_case():
    assert rules.may_open_seal(Role.ENFORCEMENT, own_case=True)
    assert not rules.may_open_seal(Role.ENFORCEMENT, own_case=False)


def test_a_look_without_a_reason_is_refused():
    with pytest.raises(Refusal, match="不少于5个字"):
        rules.check_opening(Role.OFFICE, own_case=False, why="看看")


@pytest.mark.parametrize(
    ("fine", "yuan"), [(0, 3000), (20_000, 3000), (20_001, 3000), (100_000, 15_000), (2_000_000, 300_000), (9_000_000, 300_000)]
)  # fmt: skip
def test_a_reward_is_fifteen_percent_of_the_fine_between_its_bounds(fine, yuan):
    assert rules.reward_yuan(date(2026, 1, 1), fine_yuan=fine) == yuan


def test_a_concealed_accident_is_rewarded_by_each_death():
    assert rules.reward_yuan(date(2026, 1, 1), concealed_deaths=2) == 60_000
    assert rules.reward_yuan(date(2026, 1, 1), concealed_deaths=30) == 300_000


@pytest.mark.parametrize(
    "wrong",
    [{"finding": "false"}, {"finding": ""}, {"merged": True}, {"amount_yuan": 0}, {"amount_yuan": 300_001}, {"basis": " "}],
)  # fmt: skip
def test_a_reward_is_refused_for_what_was_not_true_not_first_or_without_basis(wrong):
    good = {
        "amount_yuan": 3000,
        "finding": "true",
        "merged": False,
        "basis": "罚〔2026〕1号",
        "on": date(2026, 1, 1),
    }
    rules.check_reward(**good)
    with pytest.raises(Refusal):
        rules.check_reward(**{**good, **wrong})


def test_two_reports_are_the_more_alike_the_nearer_and_the_sooner():
    same = rules.likeness(0.9, 10, 1)
    assert same > rules.likeness(0.9, 400, 1) > rules.likeness(0.9, 400, 50)
    assert rules.likeness(0.9, None, 1) == rules.likeness(0.9, 1_000, 1)
    # The same words about another part of the district are another thing.
    assert rules.likeness(0.7, 10_000, 1) < rules.ALIKE_FROM < rules.likeness(0.7, None, 1)
    assert same > rules.ALIKE_FROM > rules.likeness(0.1, None, 30)


@given(st.floats(0, 1), st.none() | st.floats(0, 1e6), st.floats(-1e4, 1e4))
def test_likeness_stays_between_0_and_1(text, metres, days):
    assert 0 <= rules.likeness(text, metres, days) <= 1.0000001


@pytest.mark.parametrize(
    "contact",
    ["13912345678", "139 1234 5678", "139-1234-5678", "１３９１２３４５６７８", "110105199003071234", "11010519900307123X", "010-65094321", "a.b@example.com"],
)  # fmt: skip
def test_contacts_in_the_text_are_left_out_of_what_others_read(contact):
    shown = rules.without_contacts(f"我的电话是{contact}，请联系")
    assert contact not in shown
    assert rules.CONTACT in shown
    assert shown.startswith("我的电话是")
    assert shown.endswith("，请联系")


@pytest.mark.parametrize("text", ["建国路88号3层", "罚款20000元", "编号JB-2026-000123", "2026年11月24日14:05", "电梯注册代码31101051002"])  # fmt: skip
def test_numbers_that_are_no_contact_stay(text):
    assert rules.without_contacts(text) == text


@given(st.text(max_size=300))
def test_cleaned_text_holds_no_control_character_and_keeps_its_limit(text):
    cleaned = rules.clean(text, 50)
    assert len(cleaned) <= 50
    assert all(each == "\n" or each.isprintable() for each in cleaned)


def test_a_headline_is_the_title_or_else_the_first_line():
    assert rules.headline("通道堵塞", "正文") == "通道堵塞"
    assert rules.headline(" ", "\n\n三楼通道堵塞\n其余") == "三楼通道堵塞"
    assert len(rules.headline("", "长" * 500)) == rules.TITLE_LIMIT
