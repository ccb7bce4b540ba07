"""What lies in the circle of an incident: people as far as somebody counted them, and sensitive places."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection

from ancheng.base.asker import PLATFORM
from ancheng.base.clock import BEIJING
from ancheng.command.shelters.models import Population
from ancheng.kernel.places.models import Boundary
from ancheng.supervision.public import Standing, objects_near

SENSITIVE = (
    "school", "kindergarten", "crowded_place", "large_event", "high_rise", "rail_station", "gas_facility",
    "hazardous_chemical_unit",
)  # fmt: skip
# People of these are there in the hours of teaching only; 产品默认，未核对.
BY_DAY, DAY_HOURS = ("school", "kindergarten"), range(7, 18)
COUNTED = ("pupils", "capacity", "people_expected")
PEOPLE = """
WITH circle AS (SELECT ST_Buffer(ST_SetSRID(ST_MakePoint(%s, %s), 4326)::geography, %s)::geometry AS shape)
SELECT sum(p.people * ST_Area(ST_Intersection(b.area, c.shape)) / nullif(ST_Area(b.area), 0)),
       count(*), count(p.people)
FROM {boundary} b
CROSS JOIN circle c
LEFT JOIN {population} p ON p.community_id = b.unit_id AND p.realm = 'actual'
WHERE b.kind = 'community' AND ST_Intersects(b.area, c.shape)
"""


def exposed(lon: float, lat: float, radius_m: int, at: datetime) -> dict[str, Any]:
    """Residents by share of area (None: nobody counted), and the sensitive places, the nearest first."""
    sql = PEOPLE.format(boundary=Boundary._meta.db_table, population=Population._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(sql, [lon, lat, radius_m])
        people, communities, known = cursor.fetchone()
    hour = at.astimezone(BEIJING).hour
    places = objects_near(PLATFORM, SENSITIVE, lon, lat, radius_m, at_most=40)
    return {
        "people": None if people is None else round(people),
        "communities": communities,
        "uncounted": communities - known,
        "hour": hour,
        "places": [_place(each, hour) for each in places],
    }


def _place(found: Standing, hour: int) -> dict[str, Any]:
    people = next((found.attributes[key] for key in COUNTED if found.attributes.get(key) is not None), None)
    if found.kind in BY_DAY and hour not in DAY_HOURS and people is not None:
        people = 0
    return {
        "id": found.id,
        "kind": found.kind,
        "name": found.name,
        "people": people,
        "lon": found.point[0] if found.point else None,
        "lat": found.point[1] if found.point else None,
        "url": found.url,
    }
