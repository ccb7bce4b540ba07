"""What somebody must know of a road graph before it is used: how large, how connected, how fast."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ancheng.science.roads.graph import RoadClass, RoadGraph
from ancheng.science.roads.speeds import SPEEDS, Mode


@dataclass(frozen=True, slots=True)
class ClassShare:
    """Kilometres of one road class (each street once) and the speed at which an emergency vehicle drives it."""

    road_class: RoadClass
    km: float
    km_h: float


@dataclass(frozen=True, slots=True)
class Survey:
    """Figures of a graph; pieces are parts that no road, in whatever direction, joins to the rest."""

    nodes: int
    arcs: int
    km: float
    pieces: int
    largest: int
    classes: tuple[ClassShare, ...]
    west: float
    south: float
    east: float
    north: float

    @property
    def joined_percent(self) -> float:
        """The share of nodes in the largest piece."""
        return round(100 * self.largest / self.nodes, 2)


def survey(graph: RoadGraph) -> Survey:
    """The figures of `graph`."""
    sizes = np.bincount(pieces(graph))
    sizes = sizes[sizes > 0]
    speeds = SPEEDS[Mode.EMERGENCY].value.free_km_h
    # Each street stands in the graph once for each direction.
    km = np.bincount(graph.road_class, weights=graph.length_m, minlength=len(RoadClass)) / 2000
    classes = tuple(
        ClassShare(each, round(float(km[each]), 1), speeds[each]) for each in RoadClass if km[each]
    )
    return Survey(
        graph.nodes, graph.arcs, round(float(km.sum()), 1), len(sizes), int(sizes.max()), classes,
        float(graph.lon.min()), float(graph.lat.min()), float(graph.lon.max()), float(graph.lat.max()),
    )  # fmt: skip


def pieces(graph: RoadGraph) -> NDArray[np.int64]:
    """For each node the smallest node of its piece, by halving paths over all arcs at once."""
    root = np.arange(graph.nodes, dtype=np.int64)
    while True:
        low = np.minimum(root[graph.tail], root[graph.head])
        before = root.copy()
        np.minimum.at(root, root[graph.tail], low)
        np.minimum.at(root, root[graph.head], low)
        while True:
            shorter = root[root]
            if np.array_equal(shorter, root):
                break
            root = shorter
        if np.array_equal(root, before):
            return root
