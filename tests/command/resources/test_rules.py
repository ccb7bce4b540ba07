"""What the rules say about supplies and teams, without a database."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ancheng.base.errors import Refusal
from ancheng.command.resources.rules import (
    CALL_HOURS,
    CLASSES,
    STATION_STANDARDS,
    Completeness,
    Level,
    Need,
    Shelf,
    Station,
    Stock,
    check_accounted,
    check_lines,
    check_received,
    check_term,
    completeness,
    first_expiring_first,
    judge_station,
    next_level,
    shelf,
)

TODAY = date(2026, 11, 24)
DAY = timedelta(days=1)


def test_the_last_day_is_still_good_and_the_next_is_not():
    assert shelf(TODAY, TODAY, 90) == Shelf.SOON
    assert shelf(TODAY - DAY, TODAY, 90) == Shelf.EXPIRED
    assert shelf(TODAY + 90 * DAY, TODAY, 90) == Shelf.SOON
    assert shelf(TODAY + 91 * DAY, TODAY, 90) == Shelf.GOOD
    assert shelf(None, TODAY, 90) == Shelf.NO_END


def test_what_ends_first_goes_first_what_has_expired_never_goes():
    stock = [
        Stock(1, 50, TODAY + 300 * DAY),
        Stock(2, 30, TODAY + 10 * DAY),
        Stock(3, 99, TODAY - DAY),
        Stock(4, 20, None),
    ]
    picked = first_expiring_first(stock, 90, TODAY)
    assert [(each.batch, each.quantity) for each in picked.picks] == [(2, 30), (1, 50), (4, 10)]
    assert picked.short == 0
    assert first_expiring_first(stock, 500, TODAY).short == 400


batches = st.lists(
    st.builds(
        Stock,
        st.integers(1, 10**6),
        st.integers(0, 500),
        st.one_of(st.none(), st.dates(date(2026, 1, 1), date(2028, 1, 1))),
    ),
    max_size=12,
    unique_by=lambda each: each.batch,
)


@given(batches, st.integers(1, 4000))
def test_nothing_is_given_twice_beyond_what_there_is_or_beyond_what_was_asked(stock, asked):
    picked = first_expiring_first(stock, asked, TODAY)
    held = {each.batch: each for each in stock}
    assert sum(each.quantity for each in picked.picks) + picked.short == asked
    assert len({each.batch for each in picked.picks}) == len(picked.picks)
    for each in picked.picks:
        assert 1 <= each.quantity <= held[each.batch].quantity
        assert held[each.batch].expires_on is None or held[each.batch].expires_on >= TODAY


def test_no_plan_is_neither_nothing_nor_everything():
    assert Completeness(0, 0).percent is None
    assert completeness([], TODAY).percent is None


def test_an_item_is_complete_when_goods_and_contracted_capacity_reach_what_is_required():
    needs = [Need(100, 100), Need(100, 99), Need(100, 60, 40), Need(100, 0, 99)]
    assert completeness(needs, TODAY) == Completeness(2, 4)
    assert completeness(needs, TODAY).percent == 50.0
    assert not Need(100, 60, 40).met(capacity_counts=False)


def test_nobody_receives_more_than_was_sent_or_gives_back_more_than_arrived():
    check_received(10, 0)
    check_received(10, 10)
    with pytest.raises(Refusal, match="0 至发出数量 10"):
        check_received(10, 11)
    assert check_accounted(10, 6, 3) == 1
    with pytest.raises(Refusal, match="不能超过签收数量 10"):
        check_accounted(10, 6, 5)
    with pytest.raises(Refusal):
        check_accounted(10, -1, 5)


def test_an_order_asks_for_something():
    check_lines([1])
    for nothing in ([], [0], [3, -1]):
        with pytest.raises(Refusal, match="至少填写一种物资"):
            check_lines(nothing)


def test_a_term_ends_after_it_begins():
    check_term(TODAY, TODAY, "协议")
    with pytest.raises(Refusal, match="早于开始日期"):
        check_term(TODAY, TODAY - DAY, "协议")


def test_a_station_without_a_class_or_without_figures_is_not_known_and_does_not_pass():
    assert judge_station(Station(None, 9, 90), TODAY).meets is None
    assert judge_station(Station("first", None, 30), TODAY).meets is None
    assert judge_station(Station("first", None, 29), TODAY).meets is False


def test_a_station_meets_the_standard_of_its_class_at_the_least_number_and_not_one_below():
    for grade, standard in STATION_STANDARDS.in_force(TODAY).value.items():
        assert judge_station(Station(grade, standard.engines, standard.crew), TODAY).meets is True
        fewer = judge_station(Station(grade, standard.engines - 1, standard.crew), TODAY)
        assert fewer.meets is False
        assert f"应不少于 {standard.engines} 辆" in fewer.reasons[0]


def test_aid_is_asked_upward_street_district_city_and_the_city_under_a_number():
    assert next_level(Level.SUBDISTRICT, "") == Level.DISTRICT
    assert next_level(Level.DISTRICT, "京急〔2026〕3号") == Level.CITY
    with pytest.raises(Refusal, match="报文编号"):
        next_level(Level.DISTRICT, " ")
    with pytest.raises(Refusal, match="没有更上一级"):
        next_level(Level.CITY, "x")


def test_what_nobody_checked_says_so():
    for editions in (CALL_HOURS, STATION_STANDARDS, CLASSES):
        assert "未核对" in editions.in_force(TODAY).citation
