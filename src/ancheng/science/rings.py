"""Shapes that a model's result shows on the map: rings in metres about a source, placed on WGS 84 when it is known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ancheng.science.geometry import EARTH_RADIUS_M
from ancheng.science.model import BadInput, Input

Floats = NDArray[np.float64]
CIRCLE_POINTS = 72
# A source on the map is optional: without it the shapes stay in metres east and north of the source.
SOURCE = (
    Input("lon", "源点经度", "Source longitude", unit="°", minimum=-180, maximum=180, required=False),
    Input("lat", "源点纬度", "Source latitude", unit="°", minimum=-85, maximum=85, required=False),
)


def source_of(values: dict[str, Any]) -> tuple[float, float] | None:
    """Longitude and latitude of the source, or None; one without the other is refused."""
    lon, lat = values["lon"], values["lat"]
    if (lon is None) != (lat is None):
        raise BadInput("源点经度与源点纬度要么都填，要么都不填。")
    return None if lon is None else (lon, lat)


def downwind(along: Floats, across: Floats, wind_from_deg: float) -> Floats:
    """Metres east and north, shape (n, 2), of points so far along and to the left of a wind from `wind_from_deg`."""
    towards = np.radians(wind_from_deg + 180.0)
    east, north = np.sin(towards), np.cos(towards)
    return np.column_stack((along * east - across * north, along * north + across * east))


def circle(radius_m: float, centre: tuple[float, float] = (0.0, 0.0)) -> Floats:
    """A closed circle in metres, counter-clockwise."""
    turn = np.linspace(0.0, 2 * np.pi, CIRCLE_POINTS + 1)
    ring = np.column_stack((centre[0] + radius_m * np.cos(turn), centre[1] + radius_m * np.sin(turn)))
    ring[-1] = ring[0]
    return ring


def on_earth(points: Floats, source: tuple[float, float] | None) -> list[list[float]]:
    """Metres about the source as [lon, lat] (plane tangent at the source, 0.1 % within 20 km) or as given."""
    if source is None:
        return [[round(float(x), 2), round(float(y), 2)] for x, y in points]
    lon, lat = source
    metres_per_degree = np.pi * EARTH_RADIUS_M / 180
    lons = lon + points[:, 0] / (metres_per_degree * np.cos(np.radians(lat)))
    lats = lat + points[:, 1] / metres_per_degree
    return [[round(float(x), 7), round(float(y), 7)] for x, y in zip(lons, lats, strict=True)]


def area_m2(ring: Floats) -> float:
    """The area that a closed ring in metres holds."""
    x, y = ring[:, 0], ring[:, 1]
    return float(abs(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1])) / 2)


def polygon(rings: Sequence[Floats], source: tuple[float, float] | None, **properties: Any) -> dict[str, Any]:
    """One GeoJSON feature; the first ring is the shell, the others are its holes."""
    shape = {"type": "Polygon", "coordinates": [on_earth(each, source) for each in rings]}
    return {"type": "Feature", "geometry": shape, "properties": properties}


def collection(features: Sequence[dict[str, Any]], source: tuple[float, float] | None) -> dict[str, Any]:
    """A GeoJSON collection that says in which frame its coordinates are."""
    return {
        "type": "FeatureCollection",
        "frame": "metres" if source is None else "WGS84",
        "features": list(features),
    }
