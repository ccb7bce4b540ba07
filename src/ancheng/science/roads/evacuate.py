"""People from an area to shelters as a flow with queues: who goes where, when the last arrives, where it jams.

Everybody bound for one shelter follows the tree of quickest ways into it. An arc lets through at most its capacity; what
comes faster waits in front of it (a point queue: Vickrey 1969; in network calculus D = A ⊗ ct, Le Boudec and Thiran
2001). Where the trees of several shelters share an arc, each keeps the share of its people. The curves are exact in
capacity: more capacity anywhere never lets anyone arrive later.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from ancheng.base.errors import Refusal
from ancheng.science.roads.graph import Floats
from ancheng.science.roads.travel import Travel

STEP_S = 5.0
LONGEST_S = 48 * 3600.0
# A share of the people this small is nobody.
NOBODY = 1e-6


class NotCleared(Refusal):
    """An evacuation that does not end within two days."""

    status = 422


@dataclass(frozen=True, slots=True)
class Trip:
    """So many people go from one origin to one shelter, and the seconds it takes on empty roads."""

    origin: int
    shelter: int
    people: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Assigned:
    """Trips, the people for whom no shelter had room, and those whom no open road leads to a shelter; by origin."""

    trips: tuple[Trip, ...]
    without_room: Floats
    cut_off: Floats


def assign(seconds: Floats, people: Floats, room: Floats) -> Assigned:
    """Fill shelters nearest pair first; `seconds` is origins × shelters, infinite where no road leads."""
    left, free = people.astype(np.float64).copy(), room.astype(np.float64).copy()
    origin, shelter = np.nonzero(np.isfinite(seconds))
    order = np.lexsort((shelter, origin, seconds[origin, shelter]))
    trips = []
    for a, b in zip(origin[order].tolist(), shelter[order].tolist(), strict=True):
        going = min(left[a], free[b])
        if going > NOBODY:
            trips.append(Trip(a, b, float(going), float(seconds[a, b])))
            left[a] -= going
            free[b] -= going
    cut = ~np.isfinite(seconds).any(axis=1)
    return Assigned(tuple(trips), np.where(cut, 0.0, left), np.where(cut, left, 0.0))


@dataclass(slots=True)
class Stretch:
    """A run of arcs without a joining way: everybody on it passes its narrowest arc."""

    shelter: int
    arcs: list[int]
    people: float = 0.0
    # The stretch that follows it; None at the shelter.
    feeds: int | None = None
    narrowest: int = -1
    rate: float = np.inf
    longest_queue: float = 0.0
    waited: float = 0.0


@dataclass(frozen=True, slots=True)
class Cleared:
    """When the last arrives (seconds), by shelter and in all; arrivals by time; stretches with their queues."""

    seconds: float
    by_shelter: dict[int, float]
    times: Floats
    arrived: Floats
    stretches: tuple[Stretch, ...]
    waited: float


@dataclass(slots=True)
class _Tree:
    """The way into one shelter: from each node the arc that leaves it."""

    root: int
    next_arc: dict[int, int] = field(default_factory=dict)
    to_go: dict[int, float] = field(default_factory=dict)
    starts: dict[int, float] = field(default_factory=dict)


def clear(
    travel: Travel,
    origins: Sequence[int],
    shelters: Sequence[int],
    trips: Sequence[Trip],
    per_second: Floats,
    departed: Callable[[Floats], Floats],
    departing_s: float,
) -> Cleared:
    """Move the trips; `origins` and `shelters` are nodes, `per_second` people per arc, `departed` the share by time."""
    trees = _trees(travel, origins, shelters, trips)
    stretches, starts = _stretches(travel, trees)
    _share_capacity(stretches, per_second)
    far = max((each for tree in trees.values() for each in tree.to_go.values()), default=0.0)
    horizon = departing_s + far + 2 * STEP_S
    slowest = max((each.people / each.rate for each in stretches), default=0.0)
    horizon += slowest
    everyone = sum(each.people for each in trips)
    while True:
        if horizon > LONGEST_S:
            raise NotCleared("按所给通行能力 48 小时内仍不能全部到达，请增加避难场所、道路或缩小疏散范围。")
        times = np.arange(0.0, horizon + STEP_S, STEP_S)
        at_root, waited = _flow(times, stretches, starts, departed)
        arrived = sum(at_root.values(), np.zeros(len(times)))
        if arrived[-1] >= everyone * (1 - NOBODY):
            break
        horizon *= 1.5
    last = {shelter: _last(times, curve) for shelter, curve in at_root.items()}
    return Cleared(max(last.values(), default=0.0), last, times, arrived, tuple(stretches), waited)


def _trees(
    travel: Travel, origins: Sequence[int], shelters: Sequence[int], trips: Sequence[Trip]
) -> dict[int, _Tree]:
    trees: dict[int, _Tree] = {}
    for trip in trips:
        tree = trees.setdefault(trip.shelter, _Tree(shelters[trip.shelter]))
        tree.to_go.setdefault(tree.root, 0.0)
        start = origins[trip.origin]
        tree.starts[start] = tree.starts.get(start, 0.0) + trip.people
        if start in tree.to_go:
            continue
        route = travel.route(start, tree.root)
        if route is None:
            raise NotCleared("有人员没有开放的道路通往指定的避难场所，请核对封闭范围。")
        new = []
        for arc in route.arcs:
            # Of two ways that are equally quick the one that is already used is taken to its end.
            if int(travel.graph.tail[arc]) in tree.to_go:
                break
            new.append(arc)
        for arc in reversed(new):
            tail, head = int(travel.graph.tail[arc]), int(travel.graph.head[arc])
            tree.next_arc[tail] = arc
            tree.to_go[tail] = tree.to_go[head] + float(travel.seconds[arc])
    return trees


def _stretches(
    travel: Travel, trees: dict[int, _Tree]
) -> tuple[list[Stretch], list[tuple[int, float, float]]]:
    """All stretches, upstream first, and for each start (stretch or −1 − shelter, people, seconds to go)."""
    found: list[Stretch] = []
    starts: list[tuple[int, float, float]] = []
    for shelter, tree in trees.items():
        heads = {node: int(travel.graph.head[arc]) for node, arc in tree.next_arc.items()}
        joining: dict[int, int] = {}
        for head in heads.values():
            joining[head] = joining.get(head, 0) + 1
        begins = {node for node in heads if node in tree.starts or joining.get(node, 0) != 1}
        number: dict[int, int] = {}
        for node in sorted(begins, key=lambda each: (-tree.to_go[each], each)):
            arcs, here = [tree.next_arc[node]], heads[node]
            while here in heads and here not in begins:
                arcs.append(tree.next_arc[here])
                here = heads[here]
            number[node] = len(found)
            found.append(Stretch(shelter, arcs))
        for each in number.values():
            found[each].feeds = number.get(int(travel.graph.head[found[each].arcs[-1]]))
        for node, people in tree.starts.items():
            starts.append((number.get(node, -1 - shelter), people, tree.to_go[node]))
            at = number.get(node)
            while at is not None:
                found[at].people += people
                at = found[at].feeds
    return found, starts


def _share_capacity(stretches: list[Stretch], per_second: Floats) -> None:
    """Each stretch gets on every arc the share of its people; its narrowest arc then counts."""
    load: dict[int, float] = {}
    for each in stretches:
        for arc in each.arcs:
            load[arc] = load.get(arc, 0.0) + each.people
    for each in stretches:
        rates = [float(per_second[arc]) * each.people / load[arc] for arc in each.arcs]
        each.rate = min(rates)
        each.narrowest = each.arcs[rates.index(each.rate)]


def _flow(
    times: Floats,
    stretches: list[Stretch],
    starts: Sequence[tuple[int, float, float]],
    departed: Callable[[Floats], Floats],
) -> tuple[dict[int, Floats], float]:
    """People arrived by time at each shelter, and all the seconds that were spent in queues.

    Every curve is kept in the moment at which its people would arrive if nothing more were in their way; so the travel
    on empty roads drops out and only queues remain.
    """
    inflow: dict[int, Floats] = {}
    at_root: dict[int, Floats] = {}
    for where, people, to_go in starts:
        curve = people * departed(times - to_go)
        target = inflow if where >= 0 else at_root
        key = where if where >= 0 else -1 - where
        target[key] = target.get(key, 0.0) + curve
    waited = 0.0
    for number, each in enumerate(stretches):
        came = inflow.pop(number)
        went = np.minimum(came, each.rate * times + np.minimum.accumulate(came - each.rate * times))
        queue = came - went
        each.longest_queue = float(queue.max())
        each.waited = float(queue.sum()) * STEP_S
        waited += each.waited
        if each.feeds is None:
            at_root[each.shelter] = at_root.get(each.shelter, 0.0) + went
        else:
            inflow[each.feeds] = inflow.get(each.feeds, 0.0) + went
    return at_root, waited


def _last(times: Floats, curve: Floats) -> float:
    """When the last arrives: the curve is drawn on at its latest slope between two steps."""
    whole = float(curve[-1])
    n = int(np.searchsorted(curve, whole * (1 - NOBODY)))
    if n < 2:
        return float(times[n])
    slope = max(curve[n - 1] - curve[n - 2], curve[n] - curve[n - 1])
    return float(times[n - 1] + STEP_S * min(1.0, (whole - curve[n - 1]) / slope))
