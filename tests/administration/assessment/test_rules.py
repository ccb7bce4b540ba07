"""Findings cost points up to the weight; a veto voids the whole; what nobody could judge is neither won nor lost."""

from datetime import date
from decimal import Decimal

import pytest

from ancheng.administration.assessment.declare import Item, Rubric, Section, Sort
from ancheng.administration.assessment.registry import RUBRICS, in_force
from ancheng.administration.assessment.rules import Found, commended, lost, ranked, score
from ancheng.administration.indicators.registry import INDICATORS
from ancheng.base.errors import Absent, Misconfigured

D = Decimal
HYDRANTS = Item("hydrants", "消火栓", "Hydrants", "二(二)7#1", D(60), D("0.2"), D(1))
PLANS = Item("plans", "规划", "Plans", "二(一)1#1", D(40), D("0.5"))
VETO = Item("accident", "重大事故", "Accident", "二(三)10#4", D(0), sort=Sort.VETO)
BONUS = Item("example", "经验", "Example", "二(七)23#1", D(8), D(4), sort=Sort.BONUS)


def rubric(*items):
    return Rubric("标准", "Rubric", "测试", date(2019, 1, 1), False, (Section("a", "甲", "A", items),))


WHOLE = rubric(HYDRANTS, PLANS, VETO, BONUS)


def test_each_finding_costs_its_deduction_and_a_missed_target_its_own():
    assert lost(HYDRANTS, Found(3)) == D("0.6")
    assert lost(HYDRANTS, Found(3, missed=True)) == D("1.6")


def test_who_answers_for_the_district_loses_the_share_of_subdistricts_that_miss_the_target():
    assert lost(HYDRANTS, Found(8, out_of=43)) == D("11.16")
    assert lost(HYDRANTS, Found(8, missed=True, out_of=43)) == D("12.16")
    assert lost(HYDRANTS, Found(0, out_of=43)) == 0
    assert lost(HYDRANTS, Found(43, missed=True, out_of=43)) == D(60)


def test_no_item_loses_more_than_its_weight():
    assert lost(PLANS, Found(79)) == D("39.5")
    assert lost(PLANS, Found(80)) == D(40)
    assert lost(PLANS, Found(500)) == D(40)


def test_what_was_not_judged_is_left_out_and_the_rest_is_brought_to_a_hundred():
    found = score(WHOLE, {"hydrants": Found(30)})
    assert found.judged == 60
    assert found.total == D("90.00")
    assert score(WHOLE, {}).total is None


def test_a_bonus_is_added_and_is_never_more_than_the_rubric_grants():
    both = {"hydrants": Found(0), "plans": Found(4), "example": Found(1)}
    assert score(WHOLE, both).total == D("102.00")
    assert score(WHOLE, both | {"example": Found(9)}).bonus == 5


def test_a_veto_voids_the_score_and_is_named():
    found = score(WHOLE, {"hydrants": Found(0), "plans": Found(0), "accident": Found(1)})
    assert found.total == 0
    assert found.vetoes == (VETO,)


def test_the_explained_lines_add_up_to_the_score():
    found = score(WHOLE, {"hydrants": Found(7, missed=True), "plans": Found(3)})
    assert sum(each.points for each in found.lines) == found.total


def test_ranks_are_counted_among_peers_and_equal_scores_share_one():
    places = ranked(
        [(1, "街道", D(90)), (2, "街道", D(95)), (3, "地区", D(70)), (4, "街道", D(90)), (5, "街道", None)]
    )
    assert places == {2: 1, 1: 2, 4: 2, 3: 1}


def test_at_most_three_and_no_more_than_a_third_of_a_group_are_commended():
    assert [commended(rank, 12, D(90)) for rank in (1, 3, 4)] == [True, True, False]
    assert [commended(rank, 6, D(90)) for rank in (2, 3)] == [True, False]
    assert commended(1, 1, D(90))
    assert not commended(1, 12, D(0))
    assert not commended(None, 12, None)


def test_a_rubric_whose_weights_are_not_a_hundred_stops_the_start():
    with pytest.raises(Misconfigured, match="60, not to 100"):
        rubric(HYDRANTS)


def test_the_shipped_rubric_reads_known_indicators_and_says_that_nobody_checked_it():
    shipped = RUBRICS[in_force(date(2026, 11, 1))]
    assert not shipped.verified
    assert {key for each in shipped.items.values() for key in each.indicators} <= set(INDICATORS)
    with pytest.raises(Absent):
        in_force(date(2018, 1, 1))
