"""What the map of a room shows: the place, the circle that was looked at, the sensitive places in it."""

from __future__ import annotations

from typing import Any

from ancheng.command.incidents.models import Incident
from ancheng.science.rings import circle, on_earth

# How far the map reaches, in radii.
AROUND = 1.2


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
    at = incident.geometry.centroid
    east, north = zip(*on_earth(circle(AROUND * incident.radius_m), (at.x, at.y)), strict=True)
    return f"{min(east):.5f},{min(north):.5f},{max(east):.5f},{max(north):.5f}"
