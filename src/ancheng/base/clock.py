"""Moments: aware UTC inside, Beijing time for people; dates as officers write them."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from ancheng.base.errors import Refusal

BEIJING = ZoneInfo("Asia/Shanghai")

# Chinese numerals of a date written out: 二〇二六年三月五日. Tens are resolved by `_arabic`.
DIGITS = {each: number for number, each in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0}

DATE = re.compile(
    r"(?P<year>\d{4})\s*(?:年|[-/.])\s*(?P<month>\d{1,2})\s*(?:月|[-/.])\s*(?P<day>\d{1,2})\s*(?:日|号)?"
)
COMPACT = re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})")
TIME = re.compile(
    r"(?P<hour>\d{1,2})\s*(?:[:时点])\s*(?:(?P<minute>\d{1,2})\s*(?:[:分]\s*(?:(?P<second>\d{1,2})(?:\.\d+)?秒?)?)?)?"
)
COMPACT_TIME = re.compile(r"(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})")
OFFSET = re.compile(r"(?P<zulu>Z)|(?P<sign>[+-])(?P<hours>\d{2}):?(?P<minutes>\d{2})")


class NotADate(Refusal):
    """A text that cannot be read as a date or a moment."""

    status = 422


def now() -> datetime:
    """The present moment in UTC; only entry points ask, all others are handed `at`."""
    return datetime.now(UTC)


def aware(at: datetime) -> datetime:
    """`at` in UTC; a moment without a time zone is refused, for nobody knows when it was."""
    if at.tzinfo is None:
        raise ValueError(f"{at.isoformat()} has no time zone")
    return at.astimezone(UTC)


def beijing(at: datetime) -> datetime:
    """`at` as Beijing clocks show it."""
    return aware(at).astimezone(BEIJING)


def beijing_day(at: datetime) -> date:
    """The day that `at` falls on in Beijing."""
    return beijing(at).date()


def from_beijing(day: date, moment: time = time(0)) -> datetime:
    """The moment, in UTC, at which Beijing clocks show `day` and `moment`."""
    return datetime.combine(day, moment, BEIJING).astimezone(UTC)


def add_months(day: date, months: int) -> date:
    """The same day so many months later (earlier where negative), or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def day_text(day: date) -> str:
    """A day as official documents write it: 2026年3月5日."""
    return f"{day.year}年{day.month}月{day.day}日"


def moment_text(at: datetime) -> str:
    """A moment in Beijing time as official documents write it: 2026年3月5日 14时05分."""
    local = beijing(at)
    return f"{day_text(local.date())} {local.hour:02d}时{local.minute:02d}分"


def parse_day(text: str) -> date:
    """A day from 2026年3月5日, 2026-3-5, 2026/3/5, 2026.3.5, 20260305 or 二〇二六年三月五日."""
    plain = _plain(text)
    found = DATE.fullmatch(plain) or COMPACT.fullmatch(plain)
    if found is None:
        raise NotADate(f"“{text}”不是日期，请写成 2026-03-05 或 2026年3月5日。")
    return _day(found, text)


def parse_moment(text: str) -> datetime:
    """A moment, in UTC, from a day and a time; without an offset the time is Beijing's, without a time 0:00."""
    plain = _plain(text)
    found = DATE.match(plain) or COMPACT.match(plain)
    if found is None:
        raise NotADate(f"“{text}”不是日期时间，请写成 2026-03-05 14:30。")
    day = _day(found, text)
    rest = re.sub(r"^\s*[T,，]?\s*", "", plain[found.end() :])
    if not rest:
        return from_beijing(day)
    hands = TIME.match(rest) or COMPACT_TIME.match(rest)
    if hands is None:
        raise NotADate(f"“{text}”中的时间无法识别，请写成 2026-03-05 14:30。")
    naive = _moment(day, hands, text)
    return _with_offset(naive, rest[hands.end() :].strip(), text)


def _moment(day: date, hands: re.Match[str], text: str) -> datetime:
    hour, minute, second = (int(hands.group(part) or 0) for part in ("hour", "minute", "second"))
    # 24:00 is how Chinese documents write the end of a day.
    if (hour, minute, second) == (24, 0, 0):
        return datetime.combine(day + timedelta(days=1), time(0))
    try:
        return datetime.combine(day, time(hour, minute, second))
    except ValueError as fault:
        raise NotADate(f"“{text}”中的时间不存在，请核对时、分、秒。") from fault


def _with_offset(naive: datetime, rest: str, text: str) -> datetime:
    if not rest:
        return naive.replace(tzinfo=BEIJING).astimezone(UTC)
    found = OFFSET.fullmatch(rest)
    if found is None:
        raise NotADate(f"“{text}”中的“{rest}”无法识别，请写成 2026-03-05 14:30。")
    if found.group("zulu"):
        return naive.replace(tzinfo=UTC)
    away = timedelta(hours=int(found.group("hours")), minutes=int(found.group("minutes")))
    return naive.replace(tzinfo=UTC) - (away if found.group("sign") == "+" else -away)


def _day(found: re.Match[str], text: str) -> date:
    try:
        return date(int(found.group("year")), int(found.group("month")), int(found.group("day")))
    except ValueError as fault:
        raise NotADate(f"“{text}”这一天不存在，请核对年、月、日。") from fault


def _plain(text: str) -> str:
    """Half width, arabic digits, without the day of the week in brackets."""
    plain = unicodedata.normalize("NFKC", text).strip()
    plain = re.sub(r"\(?(?:星期|周)[一二三四五六日天]\)?", "", plain)
    return re.sub(rf"[{''.join(DIGITS)}十]+", lambda found: _arabic(found.group()), plain).strip()


def _arabic(numerals: str) -> str:
    """Arabic digits of 二〇二六, 十, 十五, 二十, 三十一."""
    if "十" not in numerals:
        return "".join(str(DIGITS[each]) for each in numerals)
    tens, _, ones = numerals.partition("十")
    if len(tens) > 1 or len(ones) > 1 or "十" in ones:
        return numerals
    return str((DIGITS[tens] if tens else 1) * 10 + (DIGITS[ones] if ones else 0))
