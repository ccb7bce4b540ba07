"""How far one gets along the roads in a time: the area of a ring, cell by cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import routingkit_cch as engine
import shapely
from numpy.typing import NDArray

from ancheng.science.roads.bound import Bound
from ancheng.science.roads.graph import Floats
from ancheng.science.roads.places import METRES_PER_DEGREE
from ancheng.science.roads.travel import BadPlace, Travel, as_seconds

CELL_M = 100.0


@dataclass(frozen=True, slots=True)
class Ring:
    """The area reached within `seconds`: a shape on WGS 84, and its square metres (whole cells)."""

    seconds: float
    shape: shapely.Geometry
    area_m2: float


class Reach:
    """Rings about places, over one `Travel`."""

    def __init__(self, travel: Travel) -> None:
        self.travel = travel
        graph = travel.graph
        open_ = np.isfinite(travel.seconds)
        if not open_.any():
            raise BadPlace("路网中没有开放的道路，请核对封闭范围。")
        self.fastest_m_s = float((graph.length_m[open_] / np.maximum(travel.seconds[open_], 1e-3)).max())
        squeeze = float(np.cos(np.radians(graph.lat.mean())))
        # The plane of metres about the graph, true to 0.1 % over a city.
        self.plane = np.column_stack((graph.lon * squeeze, graph.lat)) * METRES_PER_DEGREE
        self.cell = np.array([CELL_M / METRES_PER_DEGREE / squeeze, CELL_M / METRES_PER_DEGREE])
        metric = travel.metric
        self.search = Bound(lambda: engine.CCHOneToMany(metric, [0]))

    def seconds_from(self, node: int, limit: float) -> tuple[NDArray[np.int64], Floats]:
        """Nodes that could be reached within the limit, and the seconds to each (infinite where they are not)."""
        self.travel.known((node,))
        away = ((self.plane - self.plane[node]) ** 2).sum(axis=1)
        near = np.flatnonzero(away <= (self.fastest_m_s * limit * 1.02 + 1.0) ** 2).astype(np.int64)
        targets = near.tolist()

        def found(search: engine.CCHOneToMany) -> list[int | None]:
            search.repin_targets(targets)
            return list(search.distances_from(node))

        return near, as_seconds(self.search.ask(found))

    def rings(self, node: int, limits: Sequence[float], late: float = 0.0) -> list[Ring]:
        """The area of each limit (seconds), of which `late` is spent before the start, such as turning out."""
        most = max(limits) - late
        near, seconds = self.seconds_from(node, max(most, 0.0))
        arrival = np.full(self.travel.graph.nodes, np.inf)
        arrival[near] = seconds
        x, y, when = self._along(arrival, [node], most)
        return [self._ring(x, y, when + late, limit) for limit in limits]

    def any_of(self, nodes: Sequence[int], limit: float) -> Ring:
        """The area that any of these places reaches in time: all their rings as one shape, at the cost of one search."""
        if not len(nodes):
            return Ring(limit, shapely.Polygon(), 0.0)
        arrival = self.travel.from_any(nodes, range(self.travel.graph.nodes))
        return self._ring(*self._along(arrival, nodes, limit), limit)

    def _along(self, arrival: Floats, starts: Sequence[int], most: float) -> tuple[Floats, Floats, Floats]:
        """Points along every arc that is entered in time, no farther apart than half a cell, and when each is reached."""
        graph, travel = self.travel.graph, self.travel
        arcs = np.flatnonzero((arrival[graph.tail] <= most) & np.isfinite(travel.seconds))
        start, along = arrival[graph.tail[arcs]], travel.seconds[arcs]
        x0, y0 = graph.lon[graph.tail[arcs]], graph.lat[graph.tail[arcs]]
        dx, dy = graph.lon[graph.head[arcs]] - x0, graph.lat[graph.head[arcs]] - y0
        steps = np.maximum(np.ceil(graph.length_m[arcs] / (CELL_M / 2)), 1).astype(np.int64)
        owner = np.repeat(np.arange(len(arcs)), steps + 1)
        first = np.cumsum(steps + 1) - (steps + 1)
        share = (np.arange(len(owner)) - first[owner]) / steps[owner]
        here = list(starts)
        x = np.append(x0[owner] + dx[owner] * share, graph.lon[here])
        y = np.append(y0[owner] + dy[owner] * share, graph.lat[here])
        return x, y, np.append(start[owner] + along[owner] * share, np.zeros(len(here)))

    def _ring(self, x: Floats, y: Floats, when: Floats, limit: float) -> Ring:
        inside = when <= limit
        if not inside.any():
            return Ring(limit, shapely.Polygon(), 0.0)
        column = np.floor(x[inside] / self.cell[0]).astype(np.int64)
        row = np.floor(y[inside] / self.cell[1]).astype(np.int64)
        west, south = int(column.min()), int(row.min())
        burnt = np.zeros((int(row.max()) - south + 1, int(column.max()) - west + 1), dtype=np.bool_)
        burnt[row - south, column - west] = True
        cells = np.argwhere(burnt)[:, ::-1] + (west, south)
        shape = area_of(cells, self.cell)
        return Ring(limit, shape, len(cells) * CELL_M**2)


def area_of(cells: NDArray[np.int64], size: Floats) -> shapely.Geometry:
    """The cells (column, row; sorted by row) as one shape: runs of a row first, since fewer boxes join faster."""
    column, row = cells.T
    new = np.ones(len(column), dtype=np.bool_)
    new[1:] = (np.diff(row) != 0) | (np.diff(column) != 1)
    start = np.flatnonzero(new)
    end = np.append(start[1:], len(column)) - 1
    # Corners that two runs share are computed alike, so that they meet exactly.
    boxes = shapely.box(
        column[start] * size[0], row[start] * size[1], (column[end] + 1) * size[0], (row[start] + 1) * size[1]
    )
    return shapely.union_all(boxes)
