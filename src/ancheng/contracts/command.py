"""Facts that the command desk announces."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ancheng.contracts.fact import Fact


@dataclass(frozen=True, slots=True)
class IncidentOpened(Fact):
    """An incident was opened; `source_id` is the number of what it came from, at the desk of `source`."""

    incident_id: int
    number: str
    kind: str
    grade: int | None
    title: str
    source: str
    source_id: int | None
    longitude: float | None
    latitude: float | None
    subdistrict_id: int | None
    asset_id: int | None
    realm: str
    at: datetime


@dataclass(frozen=True, slots=True)
class IncidentClosed(Fact):
    """The response to an incident is over."""

    incident_id: int
    number: str
    kind: str
    grade: int | None
    title: str
    source: str
    source_id: int | None
    result: str
    realm: str
    at: datetime


@dataclass(frozen=True, slots=True)
class IncidentReviewed(Fact):
    """An incident was gone through afterwards: why it came about and what is to be learnt."""

    incident_id: int
    number: str
    kind: str
    grade: int | None
    title: str
    cause: str
    lessons: str
    happened_at: datetime
    closed_at: datetime | None
    deaths: int
    injured: int
    loss_yuan: int | None
    longitude: float | None
    latitude: float | None
    realm: str
    at: datetime


@dataclass(frozen=True, slots=True)
class IncidentMerged(Fact):
    """Two incidents were one; all that refers to the first belongs to the second."""

    incident_id: int
    into_id: int
    realm: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ResponseOrdered(Fact):
    """A response of a level was ordered, or lifted where `level` is None."""

    incident_id: int
    level: int | None
    matter: str
    realm: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CrewReported(Fact):
    """A crew was ordered out, or said how far it is; `state` is that of its turnout.

    States: ordered, accepted, en_route, on_scene, done, declined, recalled. `happened_at` may lie before `at`: a
    phone without a network tells later. No open road leads there where `eta_seconds` is None; the crew is not there
    yet where `took_seconds` is None. Both are the time on the road.
    """

    turnout_id: int
    mission_id: int
    mission: str
    incident_id: int | None
    crew_id: int
    crew: str
    ability: str
    state: str
    label: str
    eta_seconds: float | None
    took_seconds: float | None
    why: str
    realm: str
    happened_at: datetime
    at: datetime
