"""Deadlines in hours, calendar days and working days, in Beijing time.

The day on which a period begins is not counted, and a period in days ends at 24:00 of its last day
(民法典 第二百零一条、第二百零三条). Whether a period in calendar days that ends on a day of rest runs on to
the next working day is part of its declaration: the safety rules count plain days, so it does not by default.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

import chinese_calendar

from ancheng.base.clock import BEIJING, beijing_day, from_beijing
from ancheng.base.words import msgid

__all__ = [
    "BEIJING",
    "Calendar",
    "Counting",
    "Deadline",
    "Remaining",
    "SpecialDay",
    "add_working_days",
    "beijing_day",
    "calendar_days",
    "due",
    "due_after_pause",
    "end_of_day",
    "hours",
    "remaining",
    "shift",
    "shipped_calendar",
    "shipped_days",
    "working_days",
    "working_days_between",
]

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days on which the rhythm of the week does not hold; all others follow Saturday and Sunday."""

    holidays: frozenset[date] = field(default_factory=frozenset)
    workdays: frozenset[date] = field(default_factory=frozenset)

    def at_work(self, day: date) -> bool:
        """Whether `day` is a working day."""
        if day in self.workdays:
            return True
        return day not in self.holidays and day.weekday() < SATURDAY

    def known(self, year: int) -> bool:
        """Whether the table says anything about `year`; if not, only weekends are taken as rest."""
        return any(day.year == year for days in (self.holidays, self.workdays) for day in days)


class Counting(StrEnum):
    HOURS = "hours"
    CALENDAR_DAYS = "calendar_days"
    WORKING_DAYS = "working_days"


@dataclass(frozen=True, slots=True)
class Deadline:
    """A period and the clause that sets it; an empty clause means that nobody checked one (unverified)."""

    number: float
    counting: Counting
    clause: str = ""
    runs_on: bool = False

    @property
    def verified(self) -> bool:
        return bool(self.clause) and "未核对" not in self.clause


def hours(number: float, clause: str = "") -> Deadline:
    return Deadline(number, Counting.HOURS, clause)


def calendar_days(number: int, clause: str = "", *, runs_on: bool = False) -> Deadline:
    return Deadline(number, Counting.CALENDAR_DAYS, clause, runs_on)


def working_days(number: int, clause: str = "") -> Deadline:
    return Deadline(number, Counting.WORKING_DAYS, clause)


def end_of_day(day: date) -> datetime:
    """The last second of `day` in Beijing, in UTC: 24:00 less one second, so that the day shown is `day`."""
    return from_beijing(day + timedelta(days=1)) - timedelta(seconds=1)


def shift(day: date, number: int, calendar: Calendar) -> date:
    """The working day that lies `number` working days after (negative: before) `day`, not counting `day`."""
    step = timedelta(days=1 if number >= 0 else -1)
    left = abs(number)
    while left:
        day += step
        left -= calendar.at_work(day)
    return day


def add_working_days(at: datetime, number: int, calendar: Calendar) -> datetime:
    """The same time of day so many working days later (negative: earlier)."""
    local = at.astimezone(BEIJING)
    return datetime.combine(shift(local.date(), number, calendar), local.timetz()).astimezone(UTC)


def working_days_between(start: date, end: date, calendar: Calendar) -> int:
    """How many working days lie after `start` up to and including `end`; 0 when `end` is not later."""
    return sum(calendar.at_work(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))


def due(deadline: Deadline, start: datetime, calendar: Calendar) -> datetime:
    """The last moment of a period that begins at `start` (aware), in UTC."""
    match deadline.counting:
        case Counting.HOURS:
            return (start + timedelta(hours=deadline.number)).astimezone(UTC)
        case Counting.WORKING_DAYS:
            return end_of_day(shift(beijing_day(start), int(deadline.number), calendar))
        case Counting.CALENDAR_DAYS:
            last = beijing_day(start) + timedelta(days=int(deadline.number))
            runs_on = deadline.runs_on and not calendar.at_work(last)
            return end_of_day(shift(last, 1, calendar) if runs_on else last)


def due_after_pause(
    due_at: datetime, paused_at: datetime, resumed_at: datetime, calendar: Calendar
) -> datetime:
    """The end of a clock that stood still from `paused_at` to `resumed_at`: what was left is left still.

    A clock that ends with a day counts days, so the working days that passed meanwhile are added, and a
    pause over a weekend or within one day adds nothing; any other clock counts hours and gets them back.
    """
    if due_at != end_of_day(beijing_day(due_at)):
        return due_at + max(resumed_at - paused_at, timedelta(0))
    passed = working_days_between(beijing_day(paused_at), beijing_day(resumed_at), calendar)
    return end_of_day(shift(beijing_day(due_at), passed, calendar))


@dataclass(frozen=True, slots=True)
class Remaining:
    """What is left of a clock (negative: how late it is), as time and as whole working days."""

    time: timedelta
    working_days: int

    @property
    def late(self) -> bool:
        return self.time < timedelta(0)


def remaining(due_at: datetime, at: datetime, calendar: Calendar) -> Remaining:
    """What is left at `at` of a clock that ends at `due_at`; today is not counted among the days."""
    today, last = beijing_day(at), beijing_day(due_at)
    ahead = working_days_between(today, last, calendar)
    behind = working_days_between(last, today, calendar)
    return Remaining(time=due_at - at, working_days=ahead - behind)


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A statutory day off on a weekday, or a weekend day at work (调休)."""

    day: date
    name: str
    at_work: bool


def shipped_days() -> list[SpecialDay]:
    """What the library of statutory arrangements knows, in order of date."""
    off = [SpecialDay(day, _named(name), False) for day, name in chinese_calendar.constants.holidays.items()]
    on = [
        SpecialDay(day, f"{_named(name)}调休", True)
        for day, name in chinese_calendar.constants.workdays.items()
    ]
    return sorted(off + on, key=lambda each: each.day)


def shipped_calendar() -> Calendar:
    """The statutory arrangements as a calendar."""
    days = shipped_days()
    return Calendar(
        holidays=frozenset(each.day for each in days if not each.at_work),
        workdays=frozenset(each.day for each in days if each.at_work),
    )


NAMES = {
    "New Year's Day": msgid("元旦"),
    "Spring Festival": msgid("春节"),
    "Tomb-sweeping Day": msgid("清明节"),
    "Labour Day": msgid("劳动节"),
    "Dragon Boat Festival": msgid("端午节"),
    "National Day": msgid("国庆节"),
    "Mid-autumn Festival": msgid("中秋节"),
    "Anti-Fascist 70th Day": msgid("抗战胜利日"),
}


def _named(name: str) -> str:
    return NAMES.get(str(getattr(name, "value", name)), str(name))
