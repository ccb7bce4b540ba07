"""Shapes on WGS 84 as the features that a model shows on the map."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import shapely

# Seven decimals are a centimetre.
DECIMALS = 7


def polygons(shape: shapely.Geometry, **properties: Any) -> list[dict[str, Any]]:
    """One feature for each connected part of an area, its holes included; points and lines in it are left out."""
    parts = [each for each in shapely.get_parts(shape) if each.geom_type == "Polygon" and not each.is_empty]
    return [
        {
            "type": "Feature",
            "geometry": {
                "type": "Polygon",
                "coordinates": [_ring(each.exterior), *(_ring(hole) for hole in each.interiors)],
            },
            "properties": properties,
        }
        for each in parts
    ]


def line(points: Sequence[Sequence[float]], **properties: Any) -> dict[str, Any]:
    """One feature for a way."""
    places = [[round(x, DECIMALS), round(y, DECIMALS)] for x, y in points]
    return {
        "type": "Feature",
        "geometry": {"type": "LineString", "coordinates": places},
        "properties": properties,
    }


def _ring(ring: shapely.LinearRing) -> list[list[float]]:
    return [[round(float(x), DECIMALS), round(float(y), DECIMALS)] for x, y in ring.coords]
