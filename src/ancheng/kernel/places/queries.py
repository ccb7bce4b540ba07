"""In whose area a place lies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.gis.geos import GEOSGeometry
from django.db import connection

from ancheng.kernel.orgs.models import UnitKind
from ancheng.kernel.places.models import Boundary, Placed

LEVELS = (UnitKind.SUBDISTRICT, UnitKind.COMMUNITY, UnitKind.GRID)


@dataclass(frozen=True, slots=True)
class Located:
    """The units around a place; None where no boundary of that level contains it."""

    subdistrict_id: int | None = None
    community_id: int | None = None
    grid_id: int | None = None


def locate(geometry: GEOSGeometry) -> Located:
    """The subdistrict, community and grid in which the point on the surface of `geometry` lies."""
    point = geometry if geometry.geom_type == "Point" else geometry.point_on_surface
    found = dict(
        Boundary.objects.filter(area__covers=point, kind__in=LEVELS)
        .order_by("-unit_id")
        .values_list("kind", "unit_id")
    )
    return Located(found.get(UnitKind.SUBDISTRICT), found.get(UnitKind.COMMUNITY), found.get(UnitKind.GRID))


def locate_many(points: Sequence[tuple[float, float]]) -> list[Located]:
    """As `locate`, for many points (longitude, latitude; WGS 84) in one query."""
    if not points:
        return []
    found: list[dict[str, int]] = [{} for _ in points]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT p.n, b.kind, min(b.unit_id)
            FROM unnest(%s::float8[], %s::float8[]) WITH ORDINALITY AS p(x, y, n)
            JOIN places_boundary b
              ON ST_Covers(b.area, ST_SetSRID(ST_MakePoint(p.x, p.y), 4326)) AND b.kind = ANY(%s)
            GROUP BY 1, 2
            """,
            [[p[0] for p in points], [p[1] for p in points], list(LEVELS)],
        )
        for number, kind, unit_id in cursor.fetchall():
            found[number - 1][kind] = unit_id
    return [
        Located(each.get(UnitKind.SUBDISTRICT), each.get(UnitKind.COMMUNITY), each.get(UnitKind.GRID))
        for each in found
    ]


def put_in_place(record: Placed) -> None:
    """Set subdistrict, community and grid of `record` from its geometry."""
    located = locate(record.geometry) if record.geometry else Located()
    record.subdistrict_id = located.subdistrict_id
    record.community_id = located.community_id
    record.grid_id = located.grid_id
