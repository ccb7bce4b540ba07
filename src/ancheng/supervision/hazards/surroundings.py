"""Who is within 500 m of a unit: the registered objects that hold people, counted from the map."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import cos, radians
from typing import Any

from django.contrib.gis.db.models import GeometryField
from django.contrib.gis.geos import GEOSGeometry, Polygon
from django.contrib.gis.measure import D
from django.db import connection
from django.db.models import QuerySet
from django.db.models.functions import Cast

from ancheng.base.editions import Edition
from ancheng.science.rings import circle, polygon
from ancheng.supervision.assets.models import Asset, Status
from ancheng.supervision.hazards.rules import ALWAYS, DEFAULT, RADIUS_M

# What a household counts for; the census figure was not compared with its source.
HOUSEHOLD = Edition(2.31, "第七次全国人口普查北京市平均家庭户规模", DEFAULT, ALWAYS, None, False)


@dataclass(frozen=True, slots=True)
class Holds:
    """Which attribute of a kind says how many people are there, and how many each of them stands for."""

    attribute: str
    each: float = 1.0


# The kinds of objects that hold people. Homes count the residents; the rest whoever is there by design.
HOLDERS: dict[str, Holds] = {
    "old_building": Holds("households", HOUSEHOLD.value),
    "school": Holds("pupils"),
    "kindergarten": Holds("children"),
    "crowded_place": Holds("capacity"),
    "enterprise_site": Holds("staff"),
}


@dataclass(frozen=True, slots=True)
class Neighbour:
    """An object within the radius; `people` is None where nobody registered how many it holds."""

    asset: Asset
    people: int | None


@dataclass(frozen=True, slots=True)
class Exposed:
    """People within the radius; `people` is None when no object with a known number is there."""

    people: int | None
    known: int
    unknown: int
    neighbours: list[Neighbour] = field(default_factory=list)


def exposed(
    geometry: GEOSGeometry | None, *, own_enterprise: int | None = None, at_most: int = 500
) -> Exposed:
    """Who is within 500 m, without the enterprise's own objects (its own staff is no exposed public)."""
    if geometry is None:
        return Exposed(None, 0, 0)
    rows = list(_near(geometry, own_enterprise)[:at_most])
    found = [Neighbour(each, people_of(each)) for each in rows]
    numbers = [each.people for each in found if each.people is not None]
    known = sorted(found, key=lambda each: -(each.people or 0))
    return Exposed(sum(numbers) if numbers else None, len(numbers), len(found) - len(numbers), known)


def _near(geometry: GEOSGeometry, own_enterprise: int | None) -> Any:
    rows = (
        within(Asset.objects.filter(kind__in=HOLDERS), geometry, RADIUS_M)
        .exclude(status__in=(Status.RETIRED, Status.PLANNED))
        .defer("words")
        .order_by("pk")
    )
    return rows.exclude(enterprise_id=own_enterprise) if own_enterprise else rows


def people_of(asset: Asset) -> int | None:
    """How many people the object holds; None where nobody registered it."""
    holds = HOLDERS[asset.kind]
    value = asset.attributes.get(holds.attribute)
    return None if value is None else round(float(value) * holds.each)


def within(rows: QuerySet[Any], geometry: GEOSGeometry, metres: float) -> QuerySet[Any]:
    """The rows within so many metres on the spheroid; the box before it lets the index do the work."""
    rows = rows.filter(geometry__bboverlaps=around(geometry, metres))
    rows = rows.annotate(on_earth=Cast("geometry", GeometryField(geography=True)))
    return rows.filter(on_earth__dwithin=(geometry, D(m=metres)))


def around(geometry: GEOSGeometry, metres: float = RADIUS_M) -> Polygon:
    """A box that surely holds everything within so many metres."""
    west, south, east, north = geometry.extent
    up = metres / 110_000
    across = up / max(cos(radians(max(abs(south), abs(north)))), 0.05)
    box = Polygon.from_bbox((west - across, south - up, east + across, north + up))
    box.srid = 4326
    return box


def ring(geometry: GEOSGeometry) -> dict[str, Any]:
    """The line 500 m outside the unit as a GeoJSON feature, for the map."""
    if geometry.geom_type == "Point":
        return polygon([circle(RADIUS_M)], (geometry.x, geometry.y), kind="ring")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ST_AsGeoJSON(ST_Buffer(ST_GeomFromEWKT(%s)::geography, %s)::geometry, 6)::json",
            [geometry.ewkt, RADIUS_M],
        )
        return {"type": "Feature", "properties": {"kind": "ring"}, "geometry": cursor.fetchone()[0]}
