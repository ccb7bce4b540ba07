"""What is handed in about an accident."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class FirstReport:
    """An accident as it was first reported; a loss that nobody knows is None."""

    title: str
    sort: str
    occurred_at: datetime
    known_at: datetime
    received_at: datetime
    brief: str
    deaths: int
    injured: int
    loss_yuan: int | None = None
    enterprise_id: int | None = None
    address: str = ""
    geometry: Any = None
    measures_taken: str = ""


@dataclass(frozen=True, slots=True)
class Findings:
    """What an investigation report concludes."""

    cause: str
    nature: str
    responsible: bool
    advice: str


@dataclass(frozen=True, slots=True)
class Measure:
    """One preventive measure: who does what by when."""

    title: str
    text: str
    unit_id: int
    ends_on: date
