"""What the rules say about duty: who is on, where nobody is, how a roster goes round."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from ancheng.base.clock import from_beijing
from ancheng.base.editions import Edition, Editions
from ancheng.base.errors import Refusal

DEFAULT = "产品默认"
ALWAYS = date(2000, 1, 1)
# How many days ahead an hour without anybody on duty is warned of.
WARN_DAYS = Editions("值班空缺提醒提前期（天）", [Edition(7, "值班空缺", DEFAULT, ALWAYS)])
# Minutes within which a call must be acknowledged before the next person is called.
ANSWER_MINUTES = Editions("呼叫确认时限（分钟）", [Edition(10, "逐级呼叫", DEFAULT, ALWAYS)])
LONGEST_SHIFT = timedelta(hours=24)
MOST_DAYS = 92


class Part(StrEnum):
    """What somebody does in a shift: 带班 leads, 值班 keeps the desk."""

    LEADER = "leader"
    OFFICER = "officer"


class EntryKind(StrEnum):
    CALL = "call"
    REPORT = "report"
    ORDER = "order"
    WEATHER = "weather"
    CHECK = "check"
    HANDOVER = "handover"
    CORRECTION = "correction"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time in which somebody is on duty; both ends aware."""

    starts_at: datetime
    ends_at: datetime


def uncovered(spans: Iterable[Span], since: datetime, until: datetime) -> list[Span]:
    """The stretches between `since` and `until` in which nobody is on duty, in order."""
    found, reached = [], since
    for each in sorted(spans, key=lambda span: span.starts_at):
        if each.ends_at <= reached:
            continue
        if each.starts_at >= until:
            break
        if each.starts_at > reached:
            found.append(Span(reached, each.starts_at))
        reached = each.ends_at
        if reached >= until:
            return found
    if reached < until:
        found.append(Span(reached, until))
    return found


def check_shift(span: Span, others: Iterable[Span]) -> None:
    """Refuse a shift that ends before it begins, lasts longer than a day, or overlaps another of the same desk."""
    if span.ends_at <= span.starts_at:
        raise Refusal("班次结束时间应晚于开始时间。")
    if span.ends_at - span.starts_at > LONGEST_SHIFT:
        raise Refusal("一个班次最长 24 小时，请分成多个班次。")
    if any(span.starts_at < each.ends_at and each.starts_at < span.ends_at for each in others):
        raise Refusal("与已有班次时间重叠，请核对起止时间。")


@dataclass(frozen=True, slots=True)
class Planned:
    """One shift of a roster, with who leads and who keeps the desk (None: nobody)."""

    span: Span
    leader: int | None
    officer: int | None


def roster(
    *,
    first: date,
    days: int,
    at: time,
    shift_hours: int,
    leaders: Sequence[int],
    officers: Sequence[int],
    turn: int = 0,
) -> list[Planned]:
    """Shifts of equal length round the clock, each group taking turns; `turn` is whose turn is first."""
    if not 1 <= days <= MOST_DAYS:
        raise Refusal(f"一次可排 1 至 {MOST_DAYS} 天。")
    if shift_hours not in (8, 12, 24):
        raise Refusal("班次长度应为 8、12 或 24 小时。")
    if not officers:
        raise Refusal("请至少选择一名值班员。")
    start = from_beijing(first, at)
    planned = []
    for number in range(days * 24 // shift_hours):
        begins = start + timedelta(hours=shift_hours * number)
        span = Span(begins, begins + timedelta(hours=shift_hours))
        leader = leaders[(turn + number) % len(leaders)] if leaders else None
        officer = officers[(turn + number) % len(officers)]
        # Nobody leads and keeps the desk at once where somebody else is there.
        if leader == officer and len(officers) > 1:
            officer = officers[(turn + number + 1) % len(officers)]
        planned.append(Planned(span, leader if leader != officer else None, officer))
    return planned


@dataclass(frozen=True, slots=True)
class Answered:
    """How one person of a call-down answered: when called, when acknowledged, when it went on to the next."""

    called_at: datetime
    acknowledged_at: datetime | None
    escalated_at: datetime | None

    @property
    def minutes(self) -> float | None:
        if self.acknowledged_at is None:
            return None
        return round((self.acknowledged_at - self.called_at).total_seconds() / 60, 1)


def answered_share(answers: Iterable[Answered]) -> float | None:
    """The share of those called who acknowledged; None where nobody was called."""
    rows = list(answers)
    return (
        round(100 * sum(each.acknowledged_at is not None for each in rows) / len(rows), 1) if rows else None
    )
