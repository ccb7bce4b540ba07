"""Dates as plans write them: 2019年12月底前, 2020年2月—5月, 二〇二六年上半年, 2026.3.1—2026.5.31."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from ancheng.science.plan_text.clean import fold

_CHINESE_YEAR = re.compile(r"[〇零○一二三四五六七八九]{4}(?=年)")
_CHINESE_MONTH = re.compile(r"(?<![一二三四五六七八九十])(?:十[一二]?|[一二三四五六七八九])(?=月)")
_DIGITS = {"〇": 0, "零": 0, "○": 0, **{word: n for n, word in enumerate("一二三四五六七八九", 1)}}
_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_POINT = (
    r"(?:(?P<year{0}>\d{{4}})\s*(?:年\s*|(?=(?:—|-|至|到)+\s*\d{{4}}\s*年))|(?P<rel{0}>当年|同年|次年|翌年)\s*)?"
    r"(?:(?P<month{0}>\d{{1,2}})\s*月(?:份)?\s*(?:(?P<day{0}>\d{{1,2}})\s*日|(?P<part{0}>上旬|中旬|下旬|月?底|末|初))?"
    r"|(?P<half{0}>上半年|下半年)|第?(?P<quarter{0}>[一二三四1-4])季度|(?P<end{0}>年?底|年?末|年?初))?"
)
_DOTTED = (
    r"(?P<dyear{0}>\d{{4}})[./\-](?P<dmonth{0}>1[0-2]|0?[1-9])(?!\d)"
    r"(?:[./\-](?P<dday{0}>\d{{1,2}})(?!\d))?"
)
_RANGE = re.compile(
    rf"(?:{_DOTTED.format(11)}|{_POINT.format(1)})\s*(?P<from>起|开始)?"
    rf"(?:\s*(?:—+|-+|至|到)\s*(?:{_DOTTED.format(22)}|(?P<lastday>\d{{1,2}})日|{_POINT.format(2)}))?"
    r"\s*(?P<before>(?:之|以)?前)?"
)


@dataclass(frozen=True, slots=True)
class Period:
    """First and last day, either unstated."""

    starts: date | None
    ends: date | None


def find_period(text: str) -> Period | None:
    """The first date or range with a stated year; None where the text states none."""
    for match in _RANGE.finditer(_arabic(fold(text))):
        period = _period(match)
        if period is not None:
            return period
    return None


def _arabic(text: str) -> str:
    """Chinese years and months as digits."""

    def month(match: re.Match[str]) -> str:
        word = match[0]
        return str(10 + _DIGITS.get(word[1:], 0)) if word.startswith("十") else str(_DIGITS[word])

    text = _CHINESE_YEAR.sub(lambda match: "".join(str(_DIGITS[each]) for each in match[0]), text)
    return _CHINESE_MONTH.sub(month, text)


def _period(match: re.Match[str]) -> Period | None:
    first = _point(match, ("1", "11"), None)
    if first is None:
        return None
    second = _point(match, ("2", "22"), first[0].year) or _last_day(match, first[1])
    starts: date | None = first[0]
    ends: date | None = (second or first)[1]
    if match["before"] and second is None:
        starts = None
    if match["from"] and second is None:
        ends = None
    if starts and ends and ends < starts:
        return None
    return Period(starts, ends)


def _last_day(match: re.Match[str], first: date) -> tuple[date, date] | None:
    """The end of 2026年3月1日至15日, which repeats neither year nor month."""
    if not match["lastday"]:
        return None
    try:
        last = first.replace(day=int(match["lastday"]))
    except ValueError:
        return None
    return last, last


def _point(match: re.Match[str], keys: tuple[str, str], base_year: int | None) -> tuple[date, date] | None:
    """First and last day of what one date expression covers."""
    plain, dotted = keys
    try:
        if match[f"dyear{dotted}"]:
            day = match[f"dday{dotted}"]
            return _days(
                int(match[f"dyear{dotted}"]), int(match[f"dmonth{dotted}"]), int(day) if day else None
            )
        year = _year(match, plain, base_year)
        if year is None or not 1949 <= year <= 2200:
            return None
        return _within_year(match, plain, year, stated=bool(match[f"year{plain}"]))
    except ValueError:
        return None


def _year(match: re.Match[str], key: str, base_year: int | None) -> int | None:
    if match[f"year{key}"]:
        return int(match[f"year{key}"])
    if base_year is None:
        return None
    return base_year + 1 if match[f"rel{key}"] in ("次年", "翌年") else base_year


def _within_year(match: re.Match[str], key: str, year: int, *, stated: bool) -> tuple[date, date] | None:
    if match[f"month{key}"]:
        month, day, part = int(match[f"month{key}"]), match[f"day{key}"], match[f"part{key}"]
        first, last = _days(year, month, int(day) if day else None)
        match part:
            case "上旬":
                return first, date(year, month, 10)
            case "中旬":
                return date(year, month, 11), date(year, month, 20)
            case "下旬":
                return date(year, month, 21), last
            case "初":
                return first, date(year, month, 10)
            case None:
                return first, last
            case _:
                return last, last
    if half := match[f"half{key}"]:
        return (
            (date(year, 1, 1), date(year, 6, 30))
            if half == "上半年"
            else (date(year, 7, 1), date(year, 12, 31))
        )
    if word := match[f"quarter{key}"]:
        last_month = _QUARTERS[word] * 3
        return date(year, last_month - 2, 1), _days(year, last_month, None)[1]
    if word := match[f"end{key}"]:
        return (
            (date(year, 1, 1), date(year, 1, 31))
            if "初" in word
            else (date(year, 12, 31), date(year, 12, 31))
        )
    return (date(year, 1, 1), date(year, 12, 31)) if stated else None


def _days(year: int, month: int, day: int | None) -> tuple[date, date]:
    if day is not None:
        return date(year, month, day), date(year, month, day)
    if not 1 <= month <= 12 or not 1949 <= year <= 2200:
        raise ValueError
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])
