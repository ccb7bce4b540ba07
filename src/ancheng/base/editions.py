"""A legal value by date: every edition says its clause, its source, from when to when, and whether checked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Generic, TypeVar

from ancheng.base.clock import day_text
from ancheng.base.errors import Misconfigured, Refusal

T = TypeVar("T")


class NotInForce(Refusal):
    """No edition of a rule holds on the day asked for."""

    status = 422


# No slots: a frozen generic with slots cannot be built as Edition[int](…) on Python 3.11.
@dataclass(frozen=True)
class Edition(Generic[T]):
    """One wording of a rule; `valid_from` and `valid_to` are its first and last day, both included."""

    value: T
    clause: str
    source: str
    valid_from: date
    valid_to: date | None = None
    verified: bool = False

    def __post_init__(self) -> None:
        if self.valid_to is not None and self.valid_to < self.valid_from:
            raise Misconfigured(f"{self.clause}: valid_to {self.valid_to} lies before {self.valid_from}.")

    def holds(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)

    @property
    def citation(self) -> str:
        """Clause and source as shown to people, with a word of warning when nobody checked them."""
        return f"{self.source} {self.clause}".strip() + ("" if self.verified else "（未核对）")


@dataclass(frozen=True, init=False)
class Editions(Generic[T]):
    """All editions of one rule in order of time; two that hold on the same day are refused."""

    name: str
    all: tuple[Edition[T], ...]

    def __init__(self, name: str, editions: Iterable[Edition[T]]) -> None:
        ordered = tuple(sorted(editions, key=lambda each: each.valid_from))
        refuse_overlaps(name, ordered)
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "all", ordered)

    def __iter__(self) -> Iterator[Edition[T]]:
        return iter(self.all)

    def in_force(self, on: date) -> Edition[T]:
        return in_force(self.all, on, name=self.name)

    def gaps(self) -> list[tuple[date, date]]:
        """First and last day of each period between two editions on which none holds."""
        day = timedelta(days=1)
        return [
            (former.valid_to + day, later.valid_from - day)
            for former, later in pairwise(self.all)
            if former.valid_to is not None and later.valid_from - former.valid_to > day
        ]


def refuse_overlaps(name: str, ordered: tuple[Edition[T], ...]) -> None:
    """Stop when two editions, in order of their first day, hold on the same day."""
    for former, later in pairwise(ordered):
        if former.valid_to is None or later.valid_from <= former.valid_to:
            raise Misconfigured(
                f"{name}: {former.clause} and {later.clause} both hold on {later.valid_from}."
            )


def in_force(editions: Iterable[Edition[T]], on: date, *, name: str = "该规定") -> Edition[T]:
    """The one edition that holds on the day `on`; refuses with a sentence when there is none."""
    ordered = tuple(sorted(editions, key=lambda each: each.valid_from))
    refuse_overlaps(name, ordered)
    for each in ordered:
        if each.holds(on):
            return each
    raise NotInForce(_sentence(name, ordered, on))


def _sentence(name: str, ordered: tuple[Edition[T], ...], on: date) -> str:
    later = next((each for each in ordered if each.valid_from > on), None)
    former = next(
        (each for each in reversed(ordered) if each.valid_to is not None and each.valid_to < on), None
    )
    parts = [f"{day_text(on)}没有有效的“{name}”"]
    if former is not None and former.valid_to is not None:
        parts.append(f"上一版（{former.citation}）已于{day_text(former.valid_to)}失效")
    if later is not None:
        parts.append(f"下一版（{later.citation}）自{day_text(later.valid_from)}起施行")
    return "，".join(parts) + "。请核对日期，或在标准库中补录当日有效的版本。"
