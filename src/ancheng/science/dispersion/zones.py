"""Areas above the levels of concern, as numbers an officer reads and as rings for the map."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from ancheng.science.dispersion.gaussian import Axis, reach
from ancheng.science.dispersion.weather import Level
from ancheng.science.rings import Floats, area_m2, downwind, polygon

Place = tuple[float, float] | None
PROBABILITIES = (0.1, 0.5, 0.9)


def level_zones(
    axis: Axis, levels: Sequence[Level], wind_from_deg: float, source: Place
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """For each level: a row of numbers, and a feature where it is exceeded at all."""
    rows, features = [], []
    for level in levels:
        found = reach(axis, level.kg_m3)
        row: dict[str, Any] = {"name": level.name, "mg_m3": level.kg_m3 * 1e6, "exceeded": found is not None}
        if found is not None:
            ring = downwind(found.outline[:, 0], found.outline[:, 1], wind_from_deg)
            row |= {
                "from_m": found.nearest_m,
                "reach_m": found.farthest_m,
                "half_width_m": found.half_width_m,
                "area_m2": area_m2(ring),
                "beyond_frame": found.cut,
            }
            features.append(polygon([ring], source, name=level.name, mg_m3=level.kg_m3 * 1e6, kind="level"))
        rows.append(row)
    return rows, features


def grid(half_side_m: float, side: int) -> tuple[Floats, Floats, Floats]:
    """Cell centres of a square about the source: the axis (m), and east and north of every cell."""
    step = 2 * half_side_m / side
    axis = -half_side_m + step * (np.arange(side) + 0.5)
    east, north = np.meshgrid(axis, axis)
    return np.asarray(axis, dtype=np.float64), east.ravel(), north.ravel()


def cells_as_features(
    inside: NDArray[np.bool_], axis: Floats, source: Place, **properties: Any
) -> list[dict[str, Any]]:
    """The union of the true cells of a square grid (rows go north) as polygons."""
    half = float(axis[1] - axis[0]) / 2
    boxes = []
    for north, row in zip(axis, inside, strict=True):
        edges = np.flatnonzero(np.diff(np.concatenate(([False], row, [False]))))
        for first, after in zip(edges[::2], edges[1::2], strict=True):
            boxes.append(shapely.box(axis[first] - half, north - half, axis[after - 1] + half, north + half))
    whole = shapely.union_all(boxes)
    return [
        polygon([np.asarray(ring.coords) for ring in (part.exterior, *part.interiors)], source, **properties)
        for part in getattr(whole, "geoms", [whole])
        if not part.is_empty
    ]
