"""Places for the demonstration: a point in the area of each community."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.gis.db.models.functions import PointOnSurface
from django.contrib.gis.geos import Point

from ancheng.base.asker import Asker
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.kernel.places.models import Boundary


@dataclass(frozen=True, slots=True)
class Spot:
    """A point, the community around it and that community's subdistrict."""

    community: Unit
    subdistrict: Unit
    point: Point


def spots() -> list[Spot]:
    """One spot for each community that has an area, in the order of the keys; subdistricts where there are none."""
    found = _of(UnitKind.COMMUNITY)
    return [Spot(unit, unit.parent or unit, point) for unit, point in found] or [
        Spot(unit, unit, point) for unit, point in _of(UnitKind.SUBDISTRICT)
    ]


def seat(unit: Unit) -> Asker:
    """The platform on behalf of a unit: the demonstration names no person."""
    return Asker(None, "演示人员", unit.pk, str(unit), None)


def _of(kind: UnitKind) -> list[tuple[Unit, Point]]:
    rows = Boundary.objects.filter(kind=kind).select_related("unit__parent")
    return [
        (each.unit, each.spot)
        for each in rows.annotate(spot=PointOnSurface("area")).defer("area").order_by("unit_id")
    ]
