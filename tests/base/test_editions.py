"""A legal value is looked up by the day on which it is needed."""

from datetime import date

import pytest

from ancheng.base.editions import Edition, Editions, NotInForce, in_force
from ancheng.base.errors import Misconfigured

OLD = Edition(60, "第十一条", "旧办法", date(2012, 5, 1), date(2019, 12, 31), verified=True)
NEW = Edition(45, "第九条", "新办法", date(2020, 3, 1))


def test_a_report_of_2015_is_judged_by_the_rule_of_2015():
    rule = Editions("办理期限", [NEW, OLD])
    assert rule.in_force(date(2015, 1, 1)) is OLD
    assert rule.in_force(date(2019, 12, 31)) is OLD
    assert rule.in_force(date(2020, 3, 1)) is NEW
    assert list(rule) == [OLD, NEW]


def test_between_two_editions_there_is_none_and_the_sentence_says_which_came_before_and_after():
    with pytest.raises(NotInForce) as refusal:
        in_force([OLD, NEW], date(2020, 2, 1), name="办理期限")
    for part in ("2020年2月1日", "办理期限", "2019年12月31日失效", "2020年3月1日起施行", "补录"):
        assert part in refusal.value.sentence
    assert Editions("办理期限", [OLD, NEW]).gaps() == [(date(2020, 1, 1), date(2020, 2, 29))]


def test_two_editions_that_hold_on_one_day_stop_the_start():
    with pytest.raises(Misconfigured, match="both hold"):
        Editions("办理期限", [OLD, Edition(1, "第一条", "另一办法", date(2019, 12, 31))])
    with pytest.raises(Misconfigured, match="both hold"):
        in_force([NEW, Edition(1, "第一条", "另一办法", date(2021, 1, 1))], date(2022, 1, 1))


def test_an_edition_that_ends_before_it_begins_stops_the_start():
    with pytest.raises(Misconfigured, match="before"):
        Edition(1, "第一条", "办法", date(2020, 1, 2), date(2020, 1, 1))


def test_what_nobody_checked_says_so():
    assert NEW.citation == "新办法 第九条（未核对）"
    assert OLD.citation == "旧办法 第十一条"
    assert Edition[int](1, "第一条", "办法", date(2020, 1, 1)).value == 1
