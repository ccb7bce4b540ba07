"""An invented city road net for demonstrations and measurements; it shows no real street."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ancheng.science.roads.graph import Arcs, RoadClass, RoadGraph, assemble

LABEL = "合成路网（非真实道路，仅供演示与测速）"
# Of the ways that nothing else needs, so many are missing, and so many of the rest are one-way.
MISSING, ONE_WAY = 0.18, 0.06
# Blocks are closed, as in Beijing: of the small streets that reach a through road, so many end at a wall.
WALLED = 0.75
BLOCK = 6
# Every so many lines of the grid a through road, a main road, an expressway.
HIERARCHY = ((BLOCK, RoadClass.SECONDARY), (12, RoadClass.ARTERIAL), (48, RoadClass.EXPRESSWAY))
LANES = {
    RoadClass.EXPRESSWAY: 3,
    RoadClass.ARTERIAL: 3,
    RoadClass.SECONDARY: 2,
    RoadClass.LOCAL: 1,
    RoadClass.ALLEY: 1,
}


def city(
    side: int = 274,
    centre: tuple[float, float] = (116.4435, 39.9215),
    spacing_m: float = 79.0,
    seed: int = 1,
) -> RoadGraph:
    """A bent grid of side × side nodes with a hierarchy of classes, gaps and one-way streets; strongly connected.

    The default has 75,076 nodes over 470 km². The same arguments give the same graph, bit by bit.
    """
    chance = np.random.default_rng(seed)
    row, column = (each.ravel() for each in np.mgrid[0:side, 0:side])
    jitter = chance.uniform(-0.3, 0.3, (2, side * side))
    east = (column - side / 2 + jitter[0]) * spacing_m
    north = (row - side / 2 + jitter[1]) * spacing_m
    metres = np.pi * 6_371_008.8 / 180
    place = np.column_stack(
        (centre[0] + east / (metres * np.cos(np.radians(centre[1]))), centre[1] + north / metres)
    )
    place = np.round(place, 7)
    number = np.arange(side * side).reshape(side, side)
    along = np.column_stack((number[:, :-1].ravel(), number[:, 1:].ravel()))
    across = np.column_stack((number[:-1].ravel(), number[1:].ravel()))
    edges = np.concatenate((along, across))
    classes = np.concatenate((_class_of(row[along[:, 0]], chance), _class_of(column[across[:, 0]], chance)))
    needed = _spanning(edges, np.lexsort((chance.random(len(edges)), classes)), side * side)
    minor = (classes >= RoadClass.LOCAL) & ~needed
    through = (row % BLOCK == BLOCK // 2) | (column % BLOCK == BLOCK // 2)
    walled = through[edges].any(axis=1)
    kept = ~(minor & (chance.random(len(edges)) < np.where(walled, WALLED, MISSING)))
    one_way = (minor & (chance.random(len(edges)) < ONE_WAY))[kept]
    edges, classes = edges[kept], classes[kept]
    bend = place[edges].mean(axis=1) + chance.normal(0, 0.08 * spacing_m / metres, (len(edges), 2))
    shapes = np.stack((place[edges[:, 0]], np.round(bend, 7), place[edges[:, 1]]), axis=1)
    lanes = np.array([LANES.get(RoadClass(n), 1) for n in range(len(RoadClass))])[classes]
    arcs = Arcs(
        np.concatenate((edges[:, 0], edges[:, 1])),
        np.concatenate((edges[:, 1], edges[:, 0])),
        np.concatenate((classes, classes)),
        np.concatenate((lanes, lanes)),
        np.concatenate((np.zeros_like(one_way), one_way)),
        list(np.concatenate((shapes, shapes[:, ::-1]))),
    )
    return assemble(place, arcs, LABEL)


def _class_of(line: NDArray[np.int64], chance: np.random.Generator) -> NDArray[np.int64]:
    """The class of the ways that lie on such a line of the grid."""
    found = np.where(chance.random(len(line)) < 0.25, RoadClass.ALLEY, RoadClass.LOCAL)
    for every, road_class in HIERARCHY:
        found = np.where(line % every == every // 2, road_class, found)
    return found.astype(np.int64)


def _spanning(edges: NDArray[np.int64], order: NDArray[np.int64], nodes: int) -> NDArray[np.bool_]:
    """Which edges, taken in this order, first join two parts that were separate."""
    parent = list(range(nodes))

    def root(node: int) -> int:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    needed = np.zeros(len(edges), dtype=np.bool_)
    pairs = edges.tolist()
    for number in order.tolist():
        a, b = root(pairs[number][0]), root(pairs[number][1])
        if a != b:
            parent[a] = b
            needed[number] = True
    return needed
