"""Points from findings: values in, an explained score out; what nobody could judge is neither won nor lost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from ancheng.administration.assessment.declare import Item, Rubric, Sort

PLACES = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Found:
    """What was found of one item: how many findings (None: not judged), and whether its indicators miss a target.

    A unit that answers for the whole district is judged by a share: `findings` of `out_of` results missed the target.
    """

    findings: int | None
    missed: bool = False
    out_of: int | None = None


@dataclass(frozen=True, slots=True)
class Explained:
    """One item of a score: what was found, what it cost, what is left of its weight."""

    item: Item
    found: Found
    lost: Decimal
    points: Decimal


@dataclass(frozen=True, slots=True)
class Score:
    """Points of what was judged, brought to a hundred; nothing where a veto applies, None where nothing was judged."""

    total: Decimal | None
    judged: Decimal
    bonus: Decimal
    vetoes: tuple[Item, ...]
    lines: tuple[Explained, ...]


def lost(item: Item, found: Found) -> Decimal:
    """What findings cost: each its deduction, or its share of the weight; the missed target its own deduction
    besides; never more than the weight."""
    if found.findings is None:
        return Decimal(0)
    if found.out_of:
        cost = (item.weight * found.findings / found.out_of).quantize(PLACES, ROUND_HALF_UP)
    else:
        cost = found.findings * item.each
    return min(item.weight, cost + (item.missed if found.missed else 0))


def explain(item: Item, found: Found) -> Explained:
    if found.findings is None or item.sort == Sort.VETO:
        return Explained(item, found, Decimal(0), Decimal(0))
    if item.sort == Sort.BONUS:
        return Explained(item, found, Decimal(0), min(item.weight, found.findings * item.each))
    cost = lost(item, found)
    return Explained(item, found, cost, item.weight - cost)


def score(rubric: Rubric, found: Mapping[str, Found]) -> Score:
    """The whole score: an item without findings on record is not judged."""
    lines = tuple(explain(item, found.get(key, Found(None))) for key, item in rubric.items.items())
    judged = [each for each in lines if each.item.sort == Sort.POINTS and each.found.findings is not None]
    weight = sum((each.item.weight for each in judged), Decimal(0))
    points = sum((each.points for each in judged), Decimal(0))
    bonus = sum((each.points for each in lines if each.item.sort == Sort.BONUS), Decimal(0))
    bonus = min(bonus, rubric.bonus_at_most)
    vetoes = tuple(each.item for each in lines if each.item.sort == Sort.VETO and each.found.findings)
    total = None
    if weight:
        total = Decimal(0) if vetoes else (points * 100 / weight + bonus).quantize(PLACES, ROUND_HALF_UP)
    return Score(total, weight, bonus, vetoes, lines)


# At most so many of a peer group are commended, and no more than a third of it: a product default, nobody checked it.
COMMENDED, SHARE = 3, 3


def commended(rank: int | None, size: int, total: Decimal | None) -> bool:
    """Whether a unit is among the best of a peer group of `size`; nought points are never commended."""
    return bool(rank and total) and (rank or 0) <= min(COMMENDED, max(size // SHARE, 1))


def ranked(scores: Iterable[tuple[int, str, Decimal | None]]) -> dict[int, int]:
    """Unit → rank inside its peer group; equal scores share a rank, units without a score have none."""
    groups: dict[str, list[tuple[Decimal, int]]] = {}
    for unit_id, group, total in scores:
        if total is not None:
            groups.setdefault(group, []).append((total, unit_id))
    return {
        unit_id: 1 + sum(other > total for other, _unit in members)
        for members in groups.values()
        for total, unit_id in members
    }
