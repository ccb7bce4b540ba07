"""Travel times over a road graph: nearest units, routes and reach, by customisable contraction hierarchies.

Dibbelt, Strasser and Wagner 2016, ACM JEA 21:1.5, through RoutingKit. The order of contraction depends on the roads
alone, so that a closure or another hour is a new set of weights, not a new hierarchy.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import routingkit_cch as engine
from numpy.typing import NDArray

from ancheng.base.errors import Refusal
from ancheng.science.roads.bound import Bound
from ancheng.science.roads.graph import Floats, RoadGraph

# The engine computes in whole milliseconds; this one means that an arc is shut.
SHUT = 2_147_483_647
LONGEST_ARC_MS = 200_000_000


class BadPlace(Refusal):
    """A place that the road graph does not have."""

    status = 422


@dataclass(frozen=True, slots=True)
class Arrival:
    """Unit number `unit` of those asked for is there after so many seconds."""

    unit: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Nearest:
    """The first to arrive, soonest first, and the units that no open road leads from."""

    arrivals: tuple[Arrival, ...]
    unreachable: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Route:
    """A way: its arcs in order, seconds and metres."""

    arcs: tuple[int, ...]
    seconds: float
    metres: float


class Roads:
    """A road graph with its order of contraction; made once per graph, about 4 s for 75,000 nodes.

    `order` is that of an earlier `Roads` of the same graph: with it the making takes a tenth of a second.
    """

    def __init__(self, graph: RoadGraph, order: Sequence[int] | None = None) -> None:
        self.graph = graph
        tail, head = graph.tail.tolist(), graph.head.tolist()
        if order is None:
            order = engine.compute_order_inertial(
                graph.nodes, tail, head, graph.lat.tolist(), graph.lon.tolist()
            )
        elif sorted(order) != list(range(graph.nodes)):
            raise BadPlace("路网的收缩次序与路网不符，请重新生成。")
        self.order = list(order)
        self.hierarchy = engine.CCH(self.order, tail, head, False)

    def travel(self, seconds: Floats, closed: Iterable[int] = ()) -> Travel:
        """Travel with so many seconds along each arc; infinite and `closed` arcs are shut."""
        return Travel(self, seconds, closed)


class Travel:
    """Questions to one set of travel times; it may be shared between threads."""

    def __init__(self, roads: Roads, seconds: Floats, closed: Iterable[int] = ()) -> None:
        graph = roads.graph
        seconds = np.asarray(seconds, dtype=np.float64)
        if seconds.shape != (graph.arcs,) or np.isnan(seconds).any() or (seconds < 0).any():
            raise BadPlace("行程时间应与路段一一对应，且不为负。")
        shut = np.array(sorted(set(closed)), dtype=np.int64)
        if shut.size and (shut[0] < 0 or shut[-1] >= graph.arcs):
            raise BadPlace("要封闭的路段不在路网中，请在地图上重新选择。")
        self.roads, self.graph = roads, graph
        self.seconds = seconds.copy()
        self.seconds[shut] = np.inf
        open_ = np.isfinite(self.seconds)
        weights = np.full(graph.arcs, SHUT, dtype=np.int64)
        weights[open_] = np.minimum(np.rint(self.seconds[open_] * 1000), LONGEST_ARC_MS)
        self.metric = engine.CCHMetric(roads.hierarchy, weights.tolist())

    def fleet(self, units: Sequence[int]) -> Fleet:
        """Units that stand at these nodes, ready to be asked who arrives first."""
        self.known(units)
        return Fleet(self, units)

    def route(self, start: int, goal: int) -> Route | None:
        """The quickest way between two nodes; None where no open road leads there."""
        self.known((start, goal))
        found = engine.CCHQuery(self.metric).run(start, goal)
        if found.distance is None:
            return None
        arcs = tuple(found.arc_path)
        metres = float(self.graph.length_m[list(arcs)].sum())
        return Route(arcs, found.distance / 1000, metres)

    def from_any(
        self, starts: Sequence[int], goals: Sequence[int], waits: Sequence[float] | None = None
    ) -> Floats:
        """Seconds from the best of `starts` (each after its wait) to each goal; infinite where none leads there."""
        self.known((*starts, *goals))
        if not starts or not goals:
            return np.full(len(goals), np.inf)
        delays = [0] * len(starts) if waits is None else [round(each * 1000) for each in waits]
        search = engine.CCHOneToMany(self.metric, list(goals))
        return as_seconds(search.distances_from_multi(list(zip(starts, delays, strict=True))))

    def table(self, starts: Sequence[int], goals: Sequence[int]) -> Floats:
        """Seconds from each start to each goal, shape (starts, goals); infinite where no open road leads."""
        self.known((*starts, *goals))
        if not starts or not goals:
            return np.full((len(starts), len(goals)), np.inf)
        search = engine.CCHOneToMany(self.metric, list(goals))
        return np.stack([as_seconds(search.distances_from(each)) for each in starts])

    def known(self, nodes: Sequence[int]) -> None:
        """Refuse nodes that the graph does not have."""
        if len(nodes) and (min(nodes) < 0 or max(nodes) >= self.graph.nodes):
            raise BadPlace("起点或终点不在路网中，请在地图上重新选择。")


class Fleet:
    """Units at fixed nodes of a `Travel`; it may be shared between threads."""

    def __init__(self, travel: Travel, units: Sequence[int]) -> None:
        self.travel, self.size = travel, len(units)
        metric, nodes = travel.metric, list(units)
        self.search = Bound(lambda: engine.CCHManyToOne(metric, nodes)) if nodes else None

    def seconds_to(self, goal: int) -> Floats:
        """Seconds of each unit to the goal; infinite where no open road leads there."""
        self.travel.known((goal,))
        if self.search is None:
            return np.empty(0)
        return as_seconds(self.search.ask(lambda search: search.distances_to(goal)))

    def nearest(self, goal: int, count: int) -> Nearest:
        """The `count` units that arrive first; of two that arrive together the one named first."""
        seconds = self.seconds_to(goal)
        order = np.argsort(seconds, kind="stable")
        cut_off = np.flatnonzero(np.isinf(seconds))
        first = order[: max(0, min(count, self.size - len(cut_off)))]
        return Nearest(
            tuple(Arrival(int(each), float(seconds[each])) for each in first), tuple(cut_off.tolist())
        )


def as_seconds(found: Sequence[int | None]) -> Floats:
    """Milliseconds of the engine as seconds; a place it cannot reach is infinitely far inside `science` only."""
    values: NDArray[np.float64] = np.array(found, dtype=np.float64)
    return np.where(np.isnan(values), np.inf, values / 1000)
