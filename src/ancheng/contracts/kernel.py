"""Facts that the kernel announces."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ancheng.contracts.fact import Fact


@dataclass(frozen=True, slots=True)
class CaseMoved(Fact):
    """A case went from one state to another."""

    subject_type: str
    subject_id: int
    verb: str
    from_state: str
    to_state: str
    by_person_id: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class ClockRang(Fact):
    """A clock reached a rung of its ladder: nudge, supervisor, supervise (督办) or overdue."""

    clock_id: int
    subject_type: str
    subject_id: int
    rung: str
    at: datetime


@dataclass(frozen=True, slots=True)
class UnitMoved(Fact):
    """A unit got another parent; what each unit may see has to be derived again below it."""

    unit_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class BoundariesChanged(Fact):
    """Units got other areas; whatever lies on the map has to be put in its place again."""

    unit_ids: tuple[int, ...]
    at: datetime
