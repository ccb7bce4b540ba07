"""The command desk's only door."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from ancheng.base.asker import Asker
from ancheng.command.incidents import queries as incidents
from ancheng.command.resources import queries as resources
from ancheng.command.shelters import queries as shelters


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many; the percentage is None where there is nothing to share."""

    met: int
    all: int

    @property
    def percent(self) -> float | None:
        return round(100 * self.met / self.all, 2) if self.all else None


def reserve_completeness(asker: Asker, on: date, unit_id: int | None = None) -> Share:
    """IND-041: lines of the requirement plan of the year whose usable reserve reaches what is required."""
    found = resources.reserve_completeness(asker, on, unit_id)
    return Share(found.met, found.all)


def shelter_distance(asker: Asker, on: date) -> float | None:
    """IND-049: metres in a straight line from the worst-placed community to its shelter; None: not known."""
    found, _ = shelters.service(asker, on)
    return shelters.greatest_distance(found)


def shelters_complete(asker: Asker, on: date) -> Share:
    """IND-050: shelters in service with all eight functions; what is not known does not count as there."""
    return Share(*shelters.zones_share(asker, on))


@dataclass(frozen=True, slots=True)
class IncidentFacts:
    """What an incident is, as another desk compares it; who told of it is never part of it."""

    id: int
    number: str
    title: str
    kind: str
    grade: int | None
    address: str
    text: str
    asset_id: int | None
    realm: str
    url: str


def incident(asker: Asker, key: int) -> IncidentFacts:
    """An incident that `asker` may see; `Absent` otherwise."""
    found = incidents.one(asker, key)
    return IncidentFacts(
        found.pk, found.number, found.title, found.kind, found.grade, found.address, found.text, found.asset_id,
        found.realm, found.get_absolute_url(),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class IncidentTally:
    """Incidents that are being handled, and those whose report to the superior is late."""

    open: int
    report_late: int


def incident_tally(asker: Asker, at: datetime) -> IncidentTally:
    """Counted over the incidents that `asker` may see."""
    return IncidentTally(incidents.count_open(asker), incidents.report_overdue(asker, at).count())
