"""What a plan must say, to whom it is linked, when it is drilled and revised; without a database."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ancheng.base.clock import add_months
from ancheng.base.errors import Refusal
from ancheng.command.contingency.rules import (
    DRILLS,
    PARTS,
    TRIGGERS,
    UPWARD,
    Action,
    Contact,
    Content,
    Form,
    Grade,
    Matter,
    Means,
    Post,
    Tier,
    Upper,
    check_actions,
    check_complete,
    check_link,
    drill,
    expires_on,
    lacks,
    link_gaps,
    missing_below,
    read,
)
from tests.command.contingency.makers import WHOLE

TODAY = date(2026, 11, 24)


def test_a_whole_plan_lacks_nothing_and_an_empty_one_says_all_that_it_lacks():
    assert lacks(WHOLE) == []
    check_complete(WHOLE)
    assert len(lacks(Content())) == 6
    with pytest.raises(Refusal, match=r"适用范围.*处置步骤.*联系人"):
        check_complete(Content())


@pytest.mark.parametrize("part", ["scope", *PARTS])
def test_a_plan_without_one_part_is_refused_for_that_part(part):
    without = replace(WHOLE, **{part: "" if part == "scope" else ()})
    assert lacks(without) != []


def test_a_step_names_a_post_of_the_organisation_and_no_post_is_idle():
    stranger = replace(WHOLE, actions=(*WHOLE.actions, Action("气象组", "发布预警", 10)))
    assert lacks(stranger) == ["步骤中的“气象组”不在组织机构中。"]
    idle = replace(WHOLE, posts=(*WHOLE.posts, Post("宣传组", "宣传部", "发布信息")))
    assert lacks(idle) == ["组织机构中的“宣传组”没有任何步骤。"]
    silent = replace(WHOLE, contacts=(Contact("李某", "总指挥", " "),))
    assert lacks(silent) == ["有联系人没有电话。"]


words = st.text(max_size=12)
contents = st.builds(
    Content,
    words,
    words,
    st.tuples(st.builds(Grade, words, words)),
    st.tuples(st.builds(Post, words, words, words)),
    st.tuples(st.builds(Action, words, words, st.integers(0, 14400), st.integers(1, 4))),
    st.tuples(st.builds(Means, words, st.integers(1, 10**6), words)),
    st.tuples(st.builds(Contact, words, words, words)),
)


@given(contents)
def test_what_is_stored_is_read_as_it_was(content):
    assert read(content.as_json()) == content


def test_a_step_has_a_time_and_a_level():
    check_actions([Action("a", "b", 0, 1), Action("a", "b", 14_400, 4)])
    for wrong in (Action("a", "b", -1), Action("a", "b", 14_401), Action("a", "b", 1, 5)):
        with pytest.raises(Refusal):
            check_actions([wrong])


def test_links_lead_upward_only():
    for tier in Tier:
        for upper in Tier:
            if upper in UPWARD[tier]:
                check_link(tier, upper, same=False)
            else:
                with pytest.raises(Refusal, match="衔接方向"):
                    check_link(tier, upper, same=False)
    with pytest.raises(Refusal, match="与自身"):
        check_link(Tier.COMMUNITY, Tier.SUBDISTRICT, same=True)


def test_a_gap_is_no_upper_plan_one_that_does_not_hold_or_one_for_something_else():
    assert link_gaps(Tier.COMMUNITY, Matter.FIRE, []) == ["没有与上级预案衔接。"]
    good = Upper(Tier.SUBDISTRICT, Matter.FIRE, True, "街道火灾预案")
    assert link_gaps(Tier.COMMUNITY, Matter.FIRE, [good]) == []
    assert link_gaps(Tier.COMMUNITY, Matter.FIRE, [replace(good, matter=Matter.GENERAL)]) == []
    assert "未生效" in link_gaps(Tier.COMMUNITY, Matter.FIRE, [replace(good, in_force=False)])[0]
    other = link_gaps(Tier.COMMUNITY, Matter.FIRE, [replace(good, matter=Matter.FLOOD)])
    assert other == ["上级预案中没有同类事件的预案或总体预案。"]
    assert link_gaps(Tier.GOVERNMENT, Matter.FIRE, []) == []


def test_below_what_the_district_has_a_plan_for_is_missing_where_there_is_none():
    found = missing_below([Matter.FIRE, Matter.GENERAL, Matter.FLOOD], {1: {Matter.FIRE}, 2: set()})
    assert found == {1: [Matter.FLOOD], 2: [Matter.FIRE, Matter.FLOOD]}


def test_a_plan_holds_three_years_also_from_a_leap_day():
    assert expires_on(date(2026, 11, 24)) == date(2029, 11, 24)
    assert expires_on(date(2024, 2, 29)) == date(2027, 2, 28)


def test_there_are_six_cases_of_revision_from_the_day_of_the_ordinance():
    assert len(TRIGGERS.in_force(TODAY).value) == 6
    with pytest.raises(Refusal, match="2019年4月1日"):
        TRIGGERS.in_force(date(2019, 3, 31))


def test_government_drills_once_in_two_years_and_dangerous_and_crowded_places_each_half_year():
    government = drill(Tier.GOVERNMENT, Form.SPECIAL, high_risk=False, last_on=date(2024, 11, 24), on=TODAY)
    assert (government.frequency.months, government.due_on, government.late) == (24, TODAY, False)
    late = drill(Tier.DEPARTMENT, Form.SPECIAL, high_risk=False, last_on=date(2024, 11, 23), on=TODAY)
    assert late.late
    crowded = drill(Tier.ENTERPRISE, Form.OVERALL, high_risk=True, last_on=date(2026, 5, 24), on=TODAY)
    assert (crowded.frequency.months, crowded.due_on, crowded.late) == (6, TODAY, False)
    assert DRILLS.in_force(TODAY).verified
    shop = drill(Tier.ENTERPRISE, Form.ONSITE, high_risk=False, last_on=None, on=TODAY)
    assert (shop.frequency.months, shop.due_on, shop.late) == (6, None, True)
    assert "未核对" in shop.citation


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(0, 48))
def test_so_many_months_later_is_never_another_month(day, months):
    later = add_months(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day <= day.day
