"""What a rubric is declared as: sections of items, each with its weight and how findings cost points."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from ancheng.base.errors import Misconfigured


class Sort(StrEnum):
    """How an item counts: points to lose, a ground that voids the whole, points to win beside the hundred."""

    POINTS = "points"
    VETO = "veto"
    BONUS = "bonus"


@dataclass(frozen=True, slots=True)
class Item:
    """One item: findings cost `each` up to the weight, an indicator that misses its target costs `missed` besides."""

    key: str
    zh: str
    en: str
    clause: str
    weight: Decimal
    each: Decimal = Decimal(0)
    missed: Decimal = Decimal(0)
    indicators: tuple[str, ...] = ()
    sort: Sort = Sort.POINTS


def whole(items: Iterable[Item]) -> Decimal:
    """What there is to lose: a rubric's points add up to a hundred."""
    return sum((each.weight for each in items if each.sort == Sort.POINTS), Decimal(0))


@dataclass(frozen=True, slots=True)
class Section:
    key: str
    zh: str
    en: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Rubric:
    """One edition of the rubric; its points add up to a hundred, bonus items apart."""

    zh: str
    en: str
    source: str
    valid_from: date
    verified: bool
    sections: tuple[Section, ...]
    bonus_at_most: Decimal = Decimal(5)

    def __post_init__(self) -> None:
        total = whole(self.items.values())
        if total != 100:
            raise Misconfigured(f"rubric {self.en}: the weights add up to {total}, not to 100.")
        if len(self.items) != sum(len(each.items) for each in self.sections):
            raise Misconfigured(f"rubric {self.en}: an item is declared twice.")

    @cached_property
    def items(self) -> dict[str, Item]:
        return {each.key: each for section in self.sections for each in section.items}
