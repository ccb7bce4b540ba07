"""Which registered objects that hold people lie inside an area: schools, hospitals, homes, work places."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.gis.geos import GEOSGeometry

from ancheng.base.asker import Asker
from ancheng.supervision.assets.models import Status
from ancheng.supervision.assets.queries import visible
from ancheng.supervision.hazards.surroundings import HOLDERS, people_of

# Where people cannot leave by themselves, or not at once.
SENSITIVE = {"school": "school", "kindergarten": "kindergarten"}
SENSITIVE_VENUES = {"hospital": "hospital", "care": "care_home"}


@dataclass(frozen=True, slots=True)
class Occupied:
    """An object that holds people; `people` is None where nobody registered how many, `sensitive` what it is or ''."""

    id: int
    kind: str
    name: str
    url: str
    people: int | None
    sensitive: str
    lon: float
    lat: float


def occupied_inside(asker: Asker, wkt: str, *, at_most: int = 2000) -> list[Occupied]:
    """The objects that touch the area (WGS 84), among those that `asker` may see; at most so many."""
    area = GEOSGeometry(wkt, srid=4326)
    found = (
        visible(asker)
        .filter(kind__in=HOLDERS, geometry__intersects=area)
        .exclude(status__in=(Status.RETIRED, Status.PLANNED))
        .defer("words")
        .order_by("pk")[:at_most]
    )
    rows = []
    for each in found:
        if each.geometry is None:
            continue
        spot = each.geometry.point_on_surface
        what = SENSITIVE.get(each.kind) or SENSITIVE_VENUES.get(str(each.attributes.get("venue")), "")
        rows.append(
            Occupied(
                each.pk, each.kind, each.name, each.get_absolute_url(), people_of(each), what, spot.x, spot.y
            )
        )
    return rows
