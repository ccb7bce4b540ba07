"""Facts that the monitoring desk announces."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ancheng.contracts.fact import Fact


@dataclass(frozen=True, slots=True)
class WarningConfirmed(Fact):
    """An officer asks for an incident: what the warning is about was found to be happening."""

    warning_id: int
    number: str
    kind: str
    level: int
    title: str
    longitude: float | None
    latitude: float | None
    area_text: str
    subdistrict_id: int | None
    asset_id: int | None
    realm: str
    by_person_id: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class WarningIssued(Fact):
    """A warning is out, or is out at another level (1 is the highest)."""

    warning_id: int
    number: str
    kind: str
    level: int
    title: str
    realm: str
    at: datetime


@dataclass(frozen=True, slots=True)
class WarningLifted(Fact):
    """A warning that was out is lifted."""

    warning_id: int
    number: str
    kind: str
    realm: str
    at: datetime
