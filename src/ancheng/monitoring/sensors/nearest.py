"""The nearest sensor of a kind that was heard of late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.gis.db.models.functions import Distance
from django.contrib.gis.geos import Point

from ancheng.base.asker import Asker
from ancheng.monitoring.sensors.queries import heard, visible
from ancheng.monitoring.sensors.values import Health

MOST_TRIED = 12


@dataclass(frozen=True, slots=True)
class Measured:
    """The latest value of a sensor, how far away it stands (m) and when it was heard."""

    sensor_id: int
    name: str
    value: float
    unit: str
    at: datetime
    metres: float


def nearest_measured(
    asker: Asker, kind: str, lon: float, lat: float, at: datetime, *, within: timedelta = timedelta(hours=1)
) -> Measured | None:
    """What the nearest sensor of a kind said last; one that is silent, in repair or out of order says nothing."""
    spot = Point(lon, lat, srid=4326)
    found = list(
        visible(asker)
        .filter(kind=kind, geometry__isnull=False)
        .annotate(away=Distance("geometry", spot))
        .order_by("away")[:MOST_TRIED]
    )
    for each, standing in zip(found, heard(found, at), strict=True):
        fresh = standing.at is not None and standing.at >= at - within
        if standing.health == Health.SPEAKING and fresh and standing.value is not None and standing.at:
            return Measured(each.pk, str(each), standing.value, each.declared.unit, standing.at, each.away.m)
    return None
