"""The law of penalties as pure rules: both editions by date, discretion, additions, what may be public."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ancheng.base.clock import add_months
from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.base.roles import Role
from ancheng.base.working_days import Calendar, shipped_calendar
from ancheng.supervision.penalties import rules
from ancheng.supervision.penalties.values import Band, Instalment, Proposal, Sanction, Spared

CALENDAR = shipped_calendar()
OLD, NEW = date(2021, 7, 14), date(2021, 7, 15)


def penalty(*kinds, **values):
    return Proposal(**{"kinds": kinds or (Sanction.FINE,), "basis": "第九十七条", **values})


def test_a_hearing_is_asked_for_within_three_days_under_the_law_of_2017_and_five_working_days_since_2021():
    assert rules.last_day(rules.HEARING_REQUEST, date(2020, 6, 24), CALENDAR) == date(2020, 6, 27)
    # Thursday before a weekend: Friday, Monday to Thursday.
    assert rules.last_day(rules.HEARING_REQUEST, date(2024, 3, 7), CALENDAR) == date(2024, 3, 14)


def test_working_days_step_over_the_spring_festival():
    assert rules.last_day(rules.HEARING_REQUEST, date(2024, 2, 8), Calendar()) == date(2024, 2, 15)
    assert rules.last_day(rules.HEARING_REQUEST, date(2024, 2, 8), CALENDAR) > date(2024, 2, 20)


@pytest.mark.parametrize(
    "editions",
    [
        rules.HEARING_REQUEST,
        rules.HEARING_ANNOUNCED,
        rules.DEFENCE,
        rules.SERVE_WITHIN,
        rules.PAY_WITHIN,
        rules.DECIDE_WITHIN,
        rules.HEARING_RIGHT,
        rules.SPOT_FINE,
        rules.ADDITIONAL,
        rules.OFFICERS_AT_LEAST,
    ],
)
def test_the_two_laws_follow_each_other_without_a_day_between(editions):
    assert editions.gaps() == []
    assert editions.in_force(OLD) != editions.in_force(NEW)


def test_what_nobody_compared_with_the_text_says_so():
    assert "未核对" in rules.HEARING_REQUEST.in_force(NEW).citation
    assert "未核对" in rules.POLICE_DECIDED.in_force(NEW).citation
    assert "未核对" not in rules.PUBLISH_WITHIN.in_force(date(2026, 1, 1)).citation


def test_a_decision_is_published_within_seven_working_days():
    # National Day rests from 1 to 7 October 2024; Sunday 29 September and Saturday 12 October are at work.
    assert rules.last_day(rules.PUBLISH_WITHIN, date(2024, 9, 27), CALENDAR) == date(2024, 10, 12)


def test_a_case_of_2020_counts_thirty_days_and_one_of_2022_ninety():
    assert rules.decide_by(date(2020, 5, 6), 0) == date(2020, 6, 5)
    assert rules.decide_by(date(2022, 3, 1), 0) == date(2022, 5, 30)
    assert rules.decide_by(date(2022, 3, 1), 15) == date(2022, 6, 14)


@pytest.mark.parametrize(
    ("proposal", "on", "right"),
    [
        (penalty(fine_yuan=49_999), NEW, False),
        (penalty(fine_yuan=50_000), NEW, True),
        (penalty(fine_yuan=50_000), OLD, True),
        (penalty(Sanction.CONFISCATION, confiscated_yuan=60_000), NEW, True),
        (penalty(Sanction.CONFISCATION, confiscated_yuan=60_000), OLD, False),
        (penalty(Sanction.SUSPEND), NEW, True),
        (penalty(Sanction.SUSPEND), OLD, False),
        (penalty(Sanction.STOP), OLD, True),
        (penalty(Sanction.WARNING), NEW, False),
    ],
)
def test_who_may_ask_for_a_hearing_depends_on_kind_amount_and_law(proposal, on, right):
    assert rules.hearing_right(proposal, on) is right


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"kinds": ()}, "至少一种"),
        ({"basis": " "}, "处罚依据"),
        ({"fine_yuan": 0}, "须填写金额"),
        ({"kinds": (Sanction.WARNING,)}, "须填写金额"),
        ({"low_yuan": None}, "裁量幅度"),
        ({"fine_yuan": 120_000}, "超过法定上限"),
        ({"fine_yuan": 5_000}, "减轻处罚是指"),
        ({"band": Band.MITIGATED, "band_reason": "主动消除危害后果"}, "减轻处罚是指"),
        ({"band": Band.HEAVY}, "理由"),
        ({"kinds": (Sanction.FINE, Sanction.REVOKE)}, "对象和期限"),
    ],
)
def test_a_penalty_outside_its_own_discretion_is_refused(values, words):
    good = {
        "kinds": (Sanction.FINE,),
        "basis": "第九十七条",
        "fine_yuan": 20_000,
        "low_yuan": 10_000,
        "high_yuan": 100_000,
    }
    rules.check_proposal(Proposal(**good))
    with pytest.raises(Refusal, match=words):
        rules.check_proposal(Proposal(**{**good, **values}))


def test_a_mitigated_fine_lies_below_the_lower_bound_with_a_reason():
    rules.check_proposal(
        penalty(
            fine_yuan=5_000,
            low_yuan=10_000,
            high_yuan=100_000,
            band=Band.MITIGATED,
            band_reason="主动消除危害后果",
        )
    )


@given(st.integers(1, 10**7), st.integers(0, 10**7), st.integers(-40, 400))
def test_three_per_cent_a_day_never_exceeds_the_fine_nor_falls_below_nothing(fine, unpaid, late):
    day = date(2026, 3, 1)
    added = rules.additional_yuan(fine, min(unpaid, fine), day, day + timedelta(days=late))
    assert 0 <= added <= fine
    if late <= 0:
        assert added == 0


def test_ten_days_late_adds_thirty_per_cent_and_forty_days_the_whole_fine():
    due = date(2026, 3, 1)
    assert rules.additional_yuan(20_000, 20_000, due, date(2026, 3, 11)) == 6_000
    assert rules.additional_yuan(20_000, 10_000, due, date(2026, 3, 11)) == 3_000
    assert rules.additional_yuan(20_000, 20_000, due, date(2026, 4, 10)) == 20_000


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        ([], "每期"),
        ([Instalment(date(2026, 2, 1), 20_000)], "晚于今天"),
        ([Instalment(date(2026, 4, 1), 0)], "大于0"),
        ([Instalment(date(2026, 5, 1), 10_000), Instalment(date(2026, 4, 1), 10_000)], "依次"),
        ([Instalment(date(2026, 4, 1), 10_000)], "不符"),
    ],
)
def test_a_plan_of_instalments_adds_up_and_lies_ahead(plan, words):
    with pytest.raises(Refusal, match=words):
        rules.check_instalments(plan, 20_000, date(2026, 3, 1))


def test_the_court_is_asked_after_the_urging_and_within_three_months_after_six():
    served, urged = date(2026, 1, 31), date(2026, 7, 1)
    with pytest.raises(Refusal, match="催告"):
        rules.check_coercion(served_on=served, urged_on=None, on=date(2026, 8, 1))
    with pytest.raises(Refusal, match="催告期至 2026-07-11"):
        rules.check_coercion(served_on=served, urged_on=urged, on=date(2026, 7, 11))
    with pytest.raises(Refusal, match="起诉期限至 2026-07-31"):
        rules.check_coercion(served_on=served, urged_on=urged, on=date(2026, 7, 31))
    rules.check_coercion(served_on=served, urged_on=urged, on=date(2026, 8, 1))
    with pytest.raises(Refusal, match="届满"):
        rules.check_coercion(served_on=served, urged_on=urged, on=date(2026, 11, 1))


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 6, 30), 6, date(2026, 12, 30)),
        (date(2026, 12, 1), 3, date(2027, 3, 1)),
    ],
)
def test_months_end_with_the_month(day, months, then):
    assert add_months(day, months) == then


def test_on_the_spot_the_limit_was_a_thousand_and_is_three_thousand():
    proposal = penalty(fine_yuan=2_000)
    rules.check_spot(proposal, "违法事实若干字", NEW)
    with pytest.raises(Refusal, match="1,000元"):
        rules.check_spot(proposal, "违法事实若干字", OLD)
    with pytest.raises(Refusal, match="普通程序"):
        rules.check_spot(penalty(Sanction.STOP), "违法事实若干字", NEW)


def test_before_2021_there_was_no_sparing_of_the_first_offence():
    good = "系初次违法，危害后果轻微，并已及时改正。"
    rules.check_spared(Spared.FIRST, good, earlier=0, on=NEW)
    with pytest.raises(Refusal, match="首违不罚"):
        rules.check_spared(Spared.FIRST, good, earlier=0, on=OLD)


def test_the_same_head_does_not_investigate_and_judge():
    rules.check_separate(1, {2, 3}, "处罚决定")
    with pytest.raises(NotAllowed):
        rules.check_separate(2, {2, 3}, "处罚决定")
    with pytest.raises(NotAllowed, match="具体人员"):
        rules.check_separate(None, {2, 3}, "处罚决定")


def test_only_those_who_enforce_open_a_case():
    good = {"matter": "未按规定培训", "clause": "第二十八条", "found_on": NEW, "today": NEW}
    rules.check_clue(**good, role=Role.ENFORCEMENT)
    rules.check_clue(**good, role=None)
    for role in (Role.ENTERPRISE, Role.GRID, Role.AUDITOR, Role.DUTY):
        with pytest.raises(NotAllowed):
            rules.check_clue(**good, role=role)


TEXT = "负责人王安全（身份证110105198001011234，电话13800138000，账号6222020200012345678）未培训"


def test_persons_numbers_and_phones_do_not_reach_the_public():
    plain = rules.desensitised(TEXT, ["王安全", "李"])
    for secret in ("王安全", "198001011234", "38001380", "0200012345678"):
        assert secret not in plain
    assert "王某某" in plain
    with pytest.raises(Refusal, match="脱敏"):
        rules.check_public(TEXT, ["王安全"])
    rules.check_public(plain, ["王安全"])


def test_a_decision_number_and_an_amount_are_no_secret():
    text = "京应急罚〔2026〕12号，罚款20,000元，统一社会信用代码91110105MA01234567，2026年11月24日"
    assert rules.desensitised(text) == text


@given(st.text(max_size=80), st.lists(st.sampled_from(["王安全", "李四", "欧阳明月"]), max_size=3))
def test_masking_twice_is_masking_once(text, names):
    once = rules.desensitised(text + "".join(names), names)
    assert rules.desensitised(once, names) == once


def test_a_recording_without_a_whole_checksum_is_refused():
    rules.check_recording("a" * 64, 60)
    for bad in ("", "a" * 63, "g" * 64):
        with pytest.raises(Refusal, match="SHA-256"):
            rules.check_recording(bad, 60)
    with pytest.raises(Refusal, match="晚于开始"):
        rules.check_recording("a" * 64, 0)


def test_nobody_pays_more_than_is_owed():
    rules.check_paid(100, 100)
    with pytest.raises(Conflict, match="超出"):
        rules.check_paid(101, 100)
    with pytest.raises(Refusal):
        rules.check_paid(0, 100)
