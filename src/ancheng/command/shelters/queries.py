"""What lists, maps and indicators ask about shelters, limited to what the asker may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib.gis.db.models.functions import PointOnSurface
from django.db.models import Q, QuerySet

from ancheng.base.asker import Asker
from ancheng.base.errors import Absent
from ancheng.base.realm import Realm
from ancheng.base.roles import Role
from ancheng.command.shelters.models import Guest, Opening, Population, Shelter
from ancheng.command.shelters.rules import Coverage, Place, Served, coverage, nearest
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.kernel.places.models import Boundary

# Who may read the names of people in a shelter: those who run it, and who commands.
NAME_READERS = (Role.DUTY, Role.COMMANDER, Role.OFFICE, Role.SUBDISTRICT)
NOW_OPEN = ("opening", "open", "closing")


def shelters(asker: Asker) -> QuerySet[Shelter]:
    rows: QuerySet[Shelter] = Shelter.objects.visible_to(asker)
    return rows.filter(in_service=True).select_related("unit", "subdistrict", "community")


def one(asker: Asker, key: int) -> Shelter:
    rows = Shelter.every.visible_to(asker).select_related("unit", "subdistrict", "community")
    found: Shelter | None = rows.filter(pk=key).first()
    if found is None:
        raise Absent("没有这个避难场所，或当前岗位无权查看。请核对，或切换岗位后再试。")
    return found


def openings(asker: Asker, realm: Realm = Realm.ACTUAL) -> QuerySet[Opening]:
    rows: QuerySet[Opening] = Opening.every.visible_to(asker).in_realm(realm)
    return rows.select_related("shelter", "owner_unit")


def opening(asker: Asker, key: int) -> Opening:
    rows = Opening.every.visible_to(asker).select_related("shelter__unit", "owner_unit", "issuer_unit")
    found: Opening | None = rows.filter(pk=key).first()
    if found is None:
        raise Absent("没有这次启用，或当前岗位无权查看。请核对，或切换岗位后再试。")
    return found


def openings_for(asker: Asker, incident_id: int, realm: str) -> QuerySet[Opening]:
    """What was opened for an incident, in its own realm alone."""
    return openings(asker, Realm(realm)).filter(incident_id=incident_id).order_by("pk")


def now_open(shelters_: list[Shelter], realm: Realm) -> QuerySet[Opening]:
    rows: QuerySet[Opening] = Opening.every.filter(realm=realm, shelter__in=shelters_)
    return rows.filter(state__in=NOW_OPEN)


def open_now(asker: Asker) -> QuerySet[Opening]:
    return openings(asker).filter(state__in=NOW_OPEN)


def count_open(asker: Asker) -> int:
    return open_now(asker).count()


def may_read_names(asker: Asker, found: Opening) -> bool:
    """Names are for the unit that runs the shelter and for who commands, not for everybody who sees it."""
    if asker.role is None or asker.role in (Role.DUTY, Role.COMMANDER, Role.OFFICE):
        return True
    return asker.role in NAME_READERS and asker.unit_id in {found.owner_unit_id, *found.owner_unit.ancestors}


def guests(asker: Asker, found: Opening) -> QuerySet[Guest]:
    """The people of an opening, nobody's where the asker may not read names."""
    rows = found.guests.order_by("left_at", "-pk")
    return rows if may_read_names(asker, found) else rows.none()


def guest_figures(found: Opening) -> dict[str, int]:
    """Numbers without names, for everybody who sees the opening."""
    rows = found.guests.filter(left_at=None)
    return {
        "households": rows.count(),
        "people": sum(rows.values_list("household", flat=True)),
        "needs": rows.exclude(needs="").count(),
    }


@dataclass(frozen=True, slots=True)
class CommunityServed:
    """A community with its people and the shelter nearest to it in a straight line."""

    unit: Unit
    people: int | None
    served: Served
    shelter: Shelter | None
    point: tuple[float, float]


def service(asker: Asker, on: date) -> tuple[list[CommunityServed], Coverage]:
    """Every community that the asker may see against the shelters in service, wherever these lie.

    The distance is the straight line from a point inside the community; a network comes with the roads.
    """
    rows = Boundary.objects.filter(kind=UnitKind.COMMUNITY).select_related("unit")
    if not asker.sees_district:
        rows = rows.filter(Q(unit_id=asker.unit_id) | Q(unit__ancestors__contains=[asker.unit_id]))
    areas = list(rows.annotate(spot=PointOnSurface("area")).defer("area").order_by("unit_id"))
    places = [Place(each.unit_id, each.spot.x, each.spot.y) for each in areas]
    all_shelters = Shelter.objects.filter(in_service=True, geometry__isnull=False)
    by_key = {each.pk: each for each in all_shelters}
    standing = [Place(key, each.geometry.x, each.geometry.y) for key, each in by_key.items()]
    people: dict[int, int | None] = dict(
        Population.objects.filter(community_id__in=[each.unit_id for each in areas]).values_list(
            "community_id", "people"
        )
    )
    served = nearest(places, standing, on)
    found = [
        CommunityServed(
            area.unit,
            people.get(area.unit_id),
            each,
            by_key.get(each.shelter or 0),
            (area.spot.x, area.spot.y),
        )
        for area, each in zip(areas, served, strict=True)
    ]
    return found, coverage(served, people)


def greatest_distance(found: list[CommunityServed]) -> float | None:
    """IND-049: the greatest distance from a community to its nearest shelter in metres; None where none is known."""
    distances = [each.served.distance for each in found]
    known = [each for each in distances if each is not None]
    return max(known) if known and len(known) == len(distances) else None


def zones_share(asker: Asker, on: date) -> tuple[int, int]:
    """IND-050: shelters with all eight functions, and all shelters in service."""
    rows = list(shelters(asker).select_related(None).only("zones"))
    return sum(each.functions(on).complete is True for each in rows), len(rows)
