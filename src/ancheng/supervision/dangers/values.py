"""What is handed in at the door of this app: a finding, whoever made it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any


class Source(StrEnum):
    """Who or what found a danger."""

    SELF_CHECK = "self_check"
    INSPECTION = "inspection"
    PATROL = "patrol"
    HOTLINE = "hotline"
    SENSOR = "sensor"
    ACCIDENT = "accident"
    SUPERVISION = "supervision"


class Grade(StrEnum):
    """一般: small and easy to remove; 重大: needs a stop of work and time, or more than the unit can do."""

    GENERAL = "general"
    MAJOR = "major"


@dataclass(frozen=True, slots=True)
class Finding:
    """A danger as it was found; `unit_id` is the unit that supervises its rectification.

    `geometry` is a geometry in WGS 84 or a pair (longitude, latitude); without one the place of the object
    is taken. `source_type` and `source_id` point to the record that found it, such as an inspection.
    """

    title: str
    unit_id: int
    source: Source
    grade: Grade = Grade.GENERAL
    enterprise_id: int | None = None
    asset_id: int | None = None
    item_id: int | None = None
    clause: str = ""
    description: str = ""
    address: str = ""
    geometry: Any = None
    found_at: datetime | None = None
    source_type: str = ""
    source_id: str | int = ""
    source_label: str = ""
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class NewPenalty:
    """A penalty as the desk of enforcement hands it in; the same source twice is one penalty."""

    enterprise_id: int
    decided_on: date
    number: str
    matter: str = ""
    danger_id: int | None = None
    source_type: str = ""
    source_id: str | int = ""


@dataclass(frozen=True, slots=True)
class ListingPlan:
    """The plan for a listed danger: the five items of the law and what protects people meanwhile."""

    targets: str
    measures: str
    money: str
    people: str
    due_on: date | None
    safety: str = ""
