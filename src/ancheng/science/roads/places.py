"""Where a position, a drawn line or an area lies on a road graph."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray

from ancheng.science.geometry import EARTH_RADIUS_M, haversine_m
from ancheng.science.roads.graph import Floats, RoadGraph
from ancheng.science.roads.travel import BadPlace

METRES_PER_DEGREE = np.pi * EARTH_RADIUS_M / 180
# A place farther from any road than this is not on the net.
FARTHEST_M = 1000.0


@dataclass(frozen=True, slots=True)
class OnRoad:
    """The node nearest to a position, and how far off it lies."""

    node: int
    off_m: float


class Places:
    """Look-up of nodes and arcs by place; its trees are built when first asked for.

    With `usable` (one truth value per arc) only nodes on such arcs are found: a car does not start on a footpath,
    nobody walks on to an expressway.
    """

    def __init__(self, graph: RoadGraph, usable: NDArray[np.bool_] | None = None) -> None:
        self.graph = graph
        self.usable = np.ones(graph.arcs, dtype=np.bool_) if usable is None else usable
        # East-west degrees are squeezed so that near in degrees is near on the ground.
        self.squeeze = float(np.cos(np.radians(graph.lat.mean()))) if graph.nodes else 1.0

    @cached_property
    def _nodes(self) -> shapely.STRtree:
        # Nodes that no arc leaves or enters lead nowhere.
        used = np.unique(np.concatenate((self.graph.tail[self.usable], self.graph.head[self.usable])))
        self._used = used
        return shapely.STRtree(shapely.points(self.graph.lon[used] * self.squeeze, self.graph.lat[used]))

    @cached_property
    def _arcs(self) -> shapely.STRtree:
        graph = self.graph
        inner = np.diff(graph.shape_start)
        owner = np.concatenate(
            (np.arange(graph.arcs), np.repeat(np.arange(graph.arcs), inner), np.arange(graph.arcs))
        )
        rank = np.concatenate(
            (np.full(graph.arcs, -1), np.arange(len(graph.shape)), np.full(graph.arcs, len(graph.shape)))
        )
        x = np.concatenate((graph.lon[graph.tail], graph.shape[:, 0], graph.lon[graph.head]))
        y = np.concatenate((graph.lat[graph.tail], graph.shape[:, 1], graph.lat[graph.head]))
        order = np.lexsort((rank, owner))
        return shapely.STRtree(
            shapely.linestrings(np.column_stack((x, y))[order], indices=owner[order].astype(np.int64))
        )

    def ready(self) -> None:
        """Build the trees now rather than with the first question."""
        if self.usable.any():
            _ = self._nodes, self._arcs

    def nearest(self, lon: Floats, lat: Floats) -> tuple[NDArray[np.int64], Floats]:
        """The nearest node of each position, and the metres to it."""
        if not self.usable.any():
            raise BadPlace("路网中没有道路，请先导入路网。")
        tree = self._nodes
        found = self._used[tree.nearest(shapely.points(lon * self.squeeze, lat))].astype(np.int64)
        return found, haversine_m(lon, lat, self.graph.lon[found], self.graph.lat[found])

    def one(self, lon: float, lat: float, within_m: float = FARTHEST_M) -> OnRoad:
        """The node of one position; one that lies off the net is refused."""
        node, off = self.nearest(np.array([lon]), np.array([lat]))
        if off[0] > within_m:
            raise BadPlace(f"位置（{lon:.5f}，{lat:.5f}）{within_m:.0f} 米内没有道路，请核对坐标或补充路网。")
        return OnRoad(int(node[0]), float(off[0]))

    def arcs_under(self, shape: shapely.Geometry, within_m: float = 5.0) -> tuple[int, ...]:
        """The arcs that a drawn point, line or area (WGS 84) touches or comes nearer to than `within_m`."""
        if shape.is_empty or not shapely.is_valid(shape):
            raise BadPlace("所画的图形为空或自相交，请重新绘制。")
        pad = max(within_m, 0.1) / METRES_PER_DEGREE
        wide = shapely.transform(shape, lambda xy: xy * (self.squeeze, 1.0)).buffer(pad)
        back = shapely.transform(wide, lambda xy: xy / (self.squeeze, 1.0))
        return tuple(sorted(self._arcs.query(back, predicate="intersects").tolist()))

    def lines_in(
        self, west: float, south: float, east: float, north: float, least: int
    ) -> tuple[NDArray[np.int64], NDArray[np.object_]]:
        """The arcs of class `least` or greater roads that come near a box, each way once, and their lines."""
        found = np.sort(self._arcs.query(shapely.box(west, south, east, north)))
        found = found[self.graph.road_class[found] <= least]
        ends = np.sort(np.column_stack((self.graph.tail[found], self.graph.head[found])), axis=1)
        _, first = np.unique(ends, axis=0, return_index=True)
        kept = found[np.sort(first)].astype(np.int64)
        return kept, self._arcs.geometries[kept]

    def arcs_in_circles(self, circles: Sequence[tuple[float, float, float]]) -> tuple[int, ...]:
        """The arcs that come into any circle (longitude, latitude, metres)."""
        found: set[int] = set()
        for lon, lat, radius in circles:
            found |= set(self.arcs_under(shapely.Point(lon, lat), radius))
        return tuple(sorted(found))
