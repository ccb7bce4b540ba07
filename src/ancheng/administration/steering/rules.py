"""Pure rules of steering: where a phase stands, which period a bulletin covers, what is asked twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

# An assumption of the product: how long it takes to find and key one value again. Nobody measured it (unverified).
SECONDS_A_VALUE = 30


def phase_state(starts_on: date | None, ends_on: date | None, today: date) -> str:
    """past, now or ahead; unknown where the plan gives no day that tells."""
    if starts_on is None and ends_on is None:
        return "unknown"
    if ends_on is not None and ends_on < today:
        return "past"
    if starts_on is not None and starts_on > today:
        return "ahead"
    return "now"


def period(kind: str, today: date) -> tuple[date, date]:
    """The whole week or month that ended last, first and last day."""
    if kind == "weekly":
        last = today - timedelta(days=today.weekday() + 1)
        return last - timedelta(days=6), last
    last = today.replace(day=1) - timedelta(days=1)
    return last.replace(day=1), last


@dataclass(frozen=True, slots=True)
class Form:
    """A form and the labels that it asks for; `count` says how many rows each unit keeps in it."""

    key: str
    zh: str
    en: str
    source: str
    labels: frozenset[str]
    count: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Repeat:
    """A label that several forms ask for, and the units that answered more than one of them."""

    label: str
    forms: tuple[Form, ...]
    units: tuple[int, ...]
    times: int


def repeats(forms: Sequence[Form]) -> list[Repeat]:
    """Labels that stand on two forms or more, those most often answered again first.

    A unit that keeps rows in three of the forms answered twice more than it had to, however many rows it keeps.
    """
    asked: dict[str, list[Form]] = {}
    for form in forms:
        for label in form.labels:
            asked.setdefault(label, []).append(form)
    found = []
    for label, on in asked.items():
        if len(on) < 2:
            continue
        answered: dict[int, int] = {}
        for form in on:
            for unit in form.count:
                answered[unit] = answered.get(unit, 0) + 1
        again = {unit: times - 1 for unit, times in answered.items() if times > 1}
        units = sorted(again, key=lambda unit: (-again[unit], unit))
        found.append(Repeat(label, tuple(on), tuple(units), sum(again.values())))
    return sorted(found, key=lambda each: (-each.times, -len(each.forms), each.label))


def hours(times: int) -> Decimal:
    """Hours that so many values keyed again take, to a tenth."""
    return (Decimal(times) * SECONDS_A_VALUE / 3600).quantize(Decimal("0.1"))
