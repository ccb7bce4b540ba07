"""Moments and dates as officers write them."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ancheng.base.clock import (
    NotADate,
    aware,
    beijing,
    beijing_day,
    day_text,
    from_beijing,
    moment_text,
    now,
    parse_day,
    parse_moment,
)

DAY = date(2026, 3, 5)


@pytest.mark.parametrize(
    "text",
    [
        "2026年3月5日",
        "2026年03月05日",
        "2026/3/5",
        "2026.3.5",
        "2026-03-05",
        "20260305",
        " 2026 年 3 月 5 日 ",
        "２０２６年３月５日",
        "二〇二六年三月五日",
        "2026年3月5号",
        "2026年3月5日（星期四）",
        "2026．3．5",
        "二○二六年三月五日",
    ],
)
def test_every_usual_way_of_writing_a_day_is_read(text):
    assert parse_day(text) == DAY


@pytest.mark.parametrize(
    ("text", "day"),
    [("二〇一九年十二月三十一日", date(2019, 12, 31)), ("二〇二〇年十月二十日", date(2020, 10, 20))],
)
def test_tens_in_chinese_numerals_are_read(text, day):
    assert parse_day(text) == day


@pytest.mark.parametrize(
    "text", ["2026年2月30日", "2026-13-01", "昨天", "", "2026年3月", "26/3/5", "5/3/2026", "十十十"]
)
def test_what_is_no_day_is_refused_with_an_example(text):
    with pytest.raises(NotADate) as refusal:
        parse_day(text)
    assert "2026-03-05" in refusal.value.sentence or "不存在" in refusal.value.sentence


@pytest.mark.parametrize(
    "text",
    [
        "2026年3月5日14时5分",
        "2026-03-05 14:05",
        "2026-3-5 14:05:00",
        "2026/3/5 14：05",
        "2026-03-05T14:05:00+08:00",
        "2026-03-05T06:05:00Z",
        "20260305140500",
        "2026年3月5日 14点5分",
        "2026-03-05T06:05:00.000Z",
    ],
)
def test_a_moment_without_offset_is_beijing_time(text):
    assert parse_moment(text) == datetime(2026, 3, 5, 6, 5, tzinfo=UTC)


def test_24_hours_is_the_end_of_the_day():
    assert parse_moment("2026年3月5日24时") == parse_moment("2026年3月6日0时")
    assert parse_moment("2026年3月5日") == from_beijing(DAY)


@pytest.mark.parametrize("text", ["2026-03-05 25:00", "2026-03-05 下午", "14:00", "2026-03-05 14:00 甲"])
def test_a_time_that_does_not_exist_is_refused(text):
    with pytest.raises(NotADate):
        parse_moment(text)


@given(st.integers(700_000_000, 7_000_000_000))
def test_what_is_written_in_iso_is_read_back(seconds):
    at = datetime.fromtimestamp(seconds, UTC)
    assert parse_moment(beijing(at).isoformat()) == at
    assert parse_day(day_text(beijing_day(at))) == beijing_day(at)


def test_a_moment_without_zone_is_not_accepted_inside():
    with pytest.raises(ValueError, match="no time zone"):
        aware(datetime(2026, 3, 5))  # noqa: DTZ001
    assert aware(datetime(2026, 3, 5, 8, tzinfo=timezone(timedelta(hours=8)))) == datetime(
        2026, 3, 5, tzinfo=UTC
    )
    assert now().tzinfo is UTC


def test_people_read_beijing_time():
    assert moment_text(datetime(2026, 3, 4, 16, 5, tzinfo=UTC)) == "2026年3月5日 00时05分"
