"""How a value is judged: exact values in, verdict out; no data is neither 0 nor a failure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from ancheng.base.errors import Misconfigured


class Sort(StrEnum):
    RATIO = "ratio"
    COUNT = "count"
    SUM = "sum"
    DISTANCE = "max_distance"
    COMPARISON = "comparison"
    TREND = "trend"


class Verdict(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    NO_DATA = "no_data"
    # A value is there, and nothing to hold it against.
    NOT_JUDGED = "not_judged"


@dataclass(frozen=True, slots=True)
class Threshold:
    """What a value is held against."""

    operator: str
    value: Decimal | None

    def __post_init__(self) -> None:
        if self.operator not in ("=", ">", ">=", "<", "<="):
            raise Misconfigured(f"Unknown operator {self.operator!r}.")


@dataclass(frozen=True, slots=True)
class Amount:
    """Numerator and denominator as they were counted, never rounded."""

    numerator: Decimal
    denominator: Decimal

    def __add__(self, other: Amount) -> Amount:
        return Amount(self.numerator + other.numerator, self.denominator + other.denominator)


def has_data(amount: Amount | None) -> bool:
    """An empty scope is no data: where nothing is registered, nothing can be counted."""
    return amount is not None and amount.denominator > 0


def judge(sort: Sort, amount: Amount | None, threshold: Threshold, before: Amount | None = None) -> Verdict:
    """Compare without dividing, so that 5.00 % is not above 5 %; a trend is held against the period `before`."""
    if amount is None or not has_data(amount):
        return Verdict.NO_DATA
    if sort == Sort.TREND:
        if before is None or not before.denominator:
            return Verdict.NOT_JUDGED
        left = amount.numerator * before.denominator
        return _compared(left, threshold.operator, before.numerator * amount.denominator)
    if threshold.value is None:
        return Verdict.NOT_JUDGED
    match sort:
        case Sort.RATIO:
            return _compared(amount.numerator * 100, threshold.operator, threshold.value * amount.denominator)
        case Sort.COMPARISON:
            return _compared(amount.numerator, threshold.operator, threshold.value * amount.denominator)
        case _:
            return _compared(amount.numerator, threshold.operator, threshold.value)


def _compared(left: Decimal, operator: str, right: Decimal) -> Verdict:
    holds = {
        "=": left == right,
        ">": left > right,
        ">=": left >= right,
        "<": left < right,
        "<=": left <= right,
    }[operator]
    return Verdict.PASSED if holds else Verdict.FAILED


def value(sort: Sort, amount: Amount | None) -> Decimal | None:
    """The figure itself, in per cent where it is a share; None where there is no data."""
    if amount is None or not has_data(amount):
        return None
    if sort in (Sort.RATIO, Sort.TREND):
        return amount.numerator * 100 / amount.denominator
    if sort == Sort.COMPARISON:
        return amount.numerator / amount.denominator
    return amount.numerator


def text(sort: Sort, amount: Amount | None, threshold: Threshold) -> str:
    """The figure as people read it; rounding never makes it look as if it reached what it missed."""
    found = value(sort, amount)
    if found is None:
        return ""
    places = {Sort.COUNT: 0, Sort.SUM: 0, Sort.DISTANCE: 1, Sort.COMPARISON: 3}.get(sort, 2)
    while places < 8:
        shown = found.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        if threshold.value is None or found == threshold.value or shown != threshold.value:
            break
        places += 1
    return f"{shown:,f}"


def direction(sort: Sort, now: Amount | None, before: Amount | None) -> int:
    """1 higher than before, -1 lower, 0 the same; 0 too where one of them is not known."""
    left, right = value(sort, now), value(sort, before)
    if left is None or right is None:
        return 0
    return (left > right) - (left < right)


def total(amounts: Iterable[Amount]) -> Amount | None:
    """All together; None when there are none."""
    found: Amount | None = None
    for each in amounts:
        found = each if found is None else found + each
    return found


def month_ends(last: date, count: int) -> list[date]:
    """The last days of `count` months up to the month of `last`, in order of time."""
    found, first = [], last.replace(day=1)
    for _number in range(count):
        following = (first + timedelta(days=32)).replace(day=1)
        found.append(following - timedelta(days=1))
        first = (first - timedelta(days=1)).replace(day=1)
    return found[::-1]
