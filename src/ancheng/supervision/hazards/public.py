"""The door of this app: hazards as other apps and desks may know them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from ancheng.base.asker import Asker
from ancheng.supervision.hazards import queries
from ancheng.supervision.hazards.models import Hazard
from ancheng.supervision.hazards.queries import Tally


@dataclass(frozen=True, slots=True)
class HazardCard:
    """A hazard as others may show it; `level` is empty where it is no major hazard."""

    id: int
    number: str
    name: str
    enterprise_id: int
    enterprise: str
    level: str
    s: float
    r: float
    people: int
    substances: tuple[str, ...]
    state: str
    state_label: str
    filed: bool
    plan_number: str
    reassess_due_on: date | None
    special_drill_due_on: date | None
    on_site_drill_due_on: date | None
    longitude: float | None
    latitude: float | None
    url: str


def hazard(asker: Asker, hazard_id: int) -> HazardCard:
    """One hazard, or a refusal that does not say whether it exists."""
    return _card(queries.one(asker, hazard_id))


def hazards_of_enterprise(asker: Asker, enterprise_id: int) -> list[HazardCard]:
    """The hazards of an enterprise that `asker` may see, the newest first."""
    return _cards(queries.of_enterprise(asker, enterprise_id).prefetch_related("substances"))


def hazards_near(asker: Asker, longitude: float, latitude: float, metres: float) -> list[HazardCard]:
    """The standing hazards within so many metres of a point (WGS 84)."""
    return _cards(queries.near(asker, longitude, latitude, metres).prefetch_related("substances"))


def hazard_tally(asker: Asker, at: datetime) -> Tally:
    """How many stand, by level, and how many are overdue in each way, for indicators."""
    return queries.tally(asker, at)


def _cards(rows: Iterable[Hazard]) -> list[HazardCard]:
    return [_card(each) for each in rows]


def _card(row: Hazard) -> HazardCard:
    point = row.geometry.point_on_surface if row.geometry else None
    return HazardCard(
        id=row.pk,
        number=row.number,
        name=row.name,
        enterprise_id=row.enterprise_id,
        enterprise=str(row.enterprise),
        level=row.level,
        s=row.s,
        r=row.r,
        people=row.people,
        substances=tuple(str(each) for each in row.substances.all()),
        state=row.state,
        state_label=row.state_label,
        filed=row.state in queries.FILED,
        plan_number=row.plan.number if row.plan else "",
        reassess_due_on=row.reassess_due_on,
        special_drill_due_on=row.special_drill_due_on,
        on_site_drill_due_on=row.on_site_drill_due_on,
        longitude=point.x if point else None,
        latitude=point.y if point else None,
        url=row.get_absolute_url(),
    )
