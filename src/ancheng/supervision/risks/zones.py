"""In which functional zone a risk lies: inside its boundary, or on the site of a unit below it."""

from __future__ import annotations

from django.contrib.gis.geos import GEOSGeometry

from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.kernel.places.models import Boundary


def zone_of(geometry: GEOSGeometry | None, units: list[Unit]) -> int | None:
    """The zone whose boundary holds the place; without one, a zone to which one of `units` belongs."""
    if geometry is not None:
        spot = geometry if geometry.geom_type == "Point" else geometry.point_on_surface
        held = Boundary.objects.filter(kind=UnitKind.ZONE, area__covers=spot).order_by("unit_id")
        found = held.values_list("unit_id", flat=True).first()
        if found:
            return int(found)
    line = {each for unit in units for each in unit.line}
    zones = Unit.objects.filter(pk__in=line, kind=UnitKind.ZONE).order_by("pk")
    return zones.values_list("pk", flat=True).first()
