"""What follows from a plan when it is activated: which steps, until when, and from which store its resources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from ancheng.base.errors import Refusal
from ancheng.command.contingency.rules import Action, Content, Means


@dataclass(frozen=True, slots=True)
class Ordered:
    """One step of the plan as it is ordered: by whom (the unit as the plan names it), what, until when."""

    post: str
    unit: str
    text: str
    due_at: datetime


def steps(content: Content, *, level: int, at: datetime) -> list[Ordered]:
    """The steps for a response of `level` (1 highest), in the order of their time."""
    if level not in (1, 2, 3, 4):
        raise Refusal("响应级别应为一至四级。")
    units = {each.post: each.unit for each in content.posts}
    wanted: Iterable[Action] = sorted(
        (each for each in content.actions if each.level >= level), key=lambda one: one.minutes
    )
    return [
        Ordered(each.post, units.get(each.post, ""), each.action, at + timedelta(minutes=each.minutes))
        for each in wanted
    ]


@dataclass(frozen=True, slots=True)
class Shelf:
    """What one store holds of one item, and how far down the list of stores it stands."""

    warehouse_id: int
    item_id: int
    pieces: int


@dataclass(frozen=True, slots=True)
class Taken:
    """How many pieces of what the plan counts on are asked of one store; `short`: how many nobody has."""

    means: Means
    shelves: tuple[Shelf, ...]
    short: int


def allot(means: Sequence[Means], items: Mapping[str, int], shelves: Sequence[Shelf]) -> list[Taken]:
    """From which stores the means are asked, the first store first; the same piece is never counted twice."""
    left = {(each.warehouse_id, each.item_id): each.pieces for each in shelves}
    found = []
    for each in means:
        missing, taken = each.quantity, []
        for shelf in shelves:
            key = (shelf.warehouse_id, shelf.item_id)
            pieces = min(missing, left[key]) if shelf.item_id == items.get(each.name) else 0
            if pieces > 0:
                left[key] -= pieces
                missing -= pieces
                taken.append(Shelf(shelf.warehouse_id, shelf.item_id, pieces))
        found.append(Taken(each, tuple(taken), missing))
    return found


def why_short(taken: Taken, items: Mapping[str, int]) -> str:
    """Why not all of it is asked for; '' where it is."""
    if not taken.short:
        return ""
    if taken.means.name not in items:
        return "物资目录中没有该项，请人工联系资源来源。"
    return f"各物资库现存不足，尚缺 {taken.short}。"
