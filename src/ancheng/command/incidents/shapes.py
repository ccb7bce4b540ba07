"""What the map of a room shows: the place, the circle that was looked at, the sensitive places in it."""

from __future__ import annotations

import math
from typing import Any

from ancheng.command.incidents.models import Incident
from ancheng.science.rings import circle, on_earth

METRES_PER_DEGREE = 111_195.0


def of(incident: Incident) -> dict[str, Any]:
    """GeoJSON in WGS 84."""
    found: list[dict[str, Any]] = []
    if incident.geometry:
        at = incident.geometry.centroid
        ring = on_earth(circle(incident.radius_m), (at.x, at.y))
        found.append(_feature("Polygon", [ring], incident.title))
        for each in incident.exposed.get("places", []):
            if each.get("lon") is not None:
                found.append(_feature("Point", [each["lon"], each["lat"]], each["name"]))
        found.append(_feature("Point", [at.x, at.y], incident.title, look="shut"))
    return {"type": "FeatureCollection", "features": found}


def _feature(kind: str, coordinates: Any, name: str, **more: str) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"name": name, **more},
        "geometry": {"type": kind, "coordinates": coordinates},
    }


def bounds(incident: Incident) -> str:
    """The circle and a little around it: west,south,east,north; '' without a place."""
    if not incident.geometry:
        return ""
    at, reach = incident.geometry.centroid, 1.2 * incident.radius_m / METRES_PER_DEGREE
    wide = reach / math.cos(math.radians(at.y))
    return f"{at.x - wide:.5f},{at.y - reach:.5f},{at.x + wide:.5f},{at.y + reach:.5f}"
