"""p-median: the p sites that make the sum of weighted costs least, with a proven lower bound.

Heuristic: fast interchange (Whitaker 1983; Hansen and Mladenović 1997, Location Science 5:207) from the sites that the
Lagrangian relaxation of the assignment constraints suggests; bound by subgradient steps (Beasley 1993, EJOR 65:383).
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic

import numpy as np
from numpy.typing import NDArray

from ancheng.base.errors import Refusal

Costs = NDArray[np.float64]
Index = NDArray[np.int64]
ROUNDS = 200
GAP = 1e-4


class Infeasible(Refusal):
    """There is no choice of sites that serves everybody."""

    status = 422


@dataclass(frozen=True, slots=True)
class Placed:
    """Chosen sites (column numbers), the site of every demand, the cost, and a bound that no choice goes below."""

    sites: tuple[int, ...]
    assigned: tuple[int, ...]
    cost: float
    bound: float

    @property
    def gap(self) -> float:
        """How far the cost may be above the least possible, as a share of it."""
        return 0.0 if self.cost <= self.bound else (self.cost - self.bound) / max(self.cost, 1e-12)


def p_median(
    costs: Costs, p: int, *, fixed: Sequence[int] = (), seconds: float = 10.0, rounds: int = ROUNDS
) -> Placed:
    """The best p columns of `costs` (demands × sites, already weighted, infinite where not permitted).

    `fixed` sites are among the p. Raises Infeasible when a demand can be served by no site or p is out of range.
    """
    costs = _checked(costs, p, fixed)
    ends = monotonic() + seconds
    best = interchange(costs, _greedy(costs, p, fixed), fixed)
    relaxed = _Relaxed(costs, p, fixed, best[0])
    tried: set[tuple[int, ...]] = set()
    for number in range(rounds):
        opened = relaxed.step(best[1])
        key = tuple(sorted(opened.tolist()))
        # The sites that the relaxation opens are a start of their own; not every round is worth a search.
        if key not in tried and (number < 5 or number % 10 == 0):
            tried.add(key)
            found = interchange(costs, opened, fixed)
            best = found if found[1] < best[1] else best
        if best[1] - relaxed.bound <= GAP * abs(best[1]) or monotonic() > ends:
            break
    sites = np.sort(best[0])
    assigned = sites[np.argmin(costs[:, sites], axis=1)]
    return Placed(
        tuple(sites.tolist()), tuple(assigned.tolist()), best[1], min(max(relaxed.bound, 0.0), best[1])
    )


def interchange(costs: Costs, start: Index, fixed: Sequence[int] = ()) -> tuple[Index, float]:
    """Swap one open for one closed site as long as that helps; returns sites and cost."""
    open_ = np.array(start, dtype=np.int64)
    demands, sites = costs.shape
    columns = np.ascontiguousarray(costs.T)
    stays = np.isin(open_, fixed)
    closed = [each for each in range(sites) if each not in set(open_.tolist())]
    nearest, first, second = _nearest(costs, open_)
    improved = True
    while improved:
        improved = False
        for number, site in enumerate(closed):
            column = columns[site]
            saving = np.minimum(column - first, 0.0)
            # Without its nearest site a demand goes to the new one or to its second; without any other, to the new one.
            loss = np.where(saving < 0, 0.0, np.minimum(second, column) - first)
            by_site = np.bincount(nearest, weights=loss, minlength=len(open_))
            # A demand that takes the new site anyhow does not care about the one that goes.
            by_site[stays] = np.inf
            out = int(np.argmin(by_site))
            change = float(saving.sum()) + float(by_site[out])
            if change < -1e-9 * (1.0 + abs(float(first.sum()))):
                closed[number], open_[out] = int(open_[out]), site
                nearest, first, second = _nearest(costs, open_)
                improved = True
    return open_, float(first.sum()) if demands else 0.0


def _nearest(costs: Costs, open_: Index) -> tuple[Index, Costs, Costs]:
    """Position of the nearest open site, its cost, and the cost of the second nearest."""
    near = costs[:, open_]
    if near.shape[1] == 1:
        return np.zeros(len(near), dtype=np.int64), near[:, 0], np.full(len(near), np.inf)
    two = np.argpartition(near, 1, axis=1)[:, :2]
    pair = np.take_along_axis(near, two, axis=1)
    turned = pair[:, 0] > pair[:, 1]
    which = np.where(turned, two[:, 1], two[:, 0])
    return which, pair.min(axis=1), pair.max(axis=1)


def _greedy(costs: Costs, p: int, fixed: Sequence[int]) -> Index:
    """Open one site after the other, each the one that saves most.

    What a site saves only shrinks as others open, so old savings are ceilings: most need not be looked at again.
    """
    chosen = list(dict.fromkeys(fixed))
    columns = np.ascontiguousarray(costs.T)
    ceiling = float(np.max(costs, where=np.isfinite(costs), initial=0.0)) * 2 + 1
    first = np.full(len(costs), ceiling)
    for site in chosen:
        first = np.minimum(first, columns[site])
    waiting = [
        (-float(np.maximum(first - column, 0.0).sum()), site)
        for site, column in enumerate(columns)
        if site not in chosen
    ]
    heapq.heapify(waiting)
    while len(chosen) < p:
        _, site = heapq.heappop(waiting)
        saves = -float(np.maximum(first - columns[site], 0.0).sum())
        if waiting and saves > waiting[0][0]:
            heapq.heappush(waiting, (saves, site))
            continue
        chosen.append(site)
        first = np.minimum(first, columns[site])
    return np.array(chosen, dtype=np.int64)


class _Relaxed:
    """The Lagrangian relaxation: every demand may be served more than once, at a price."""

    def __init__(self, costs: Costs, p: int, fixed: Sequence[int], known: Index) -> None:
        self.costs, self.p, self.fixed = costs, p, np.array(sorted(set(fixed)), dtype=np.int64)
        # A demand is worth about what it costs to send it to its second nearest site of a good answer.
        _, first, second = _nearest(costs, known)
        self.price = np.where(np.isfinite(second), (first + second) / 2, first)
        self.room = np.empty_like(costs)
        self.bound = -np.inf
        self.scale, self.stale = 2.0, 0

    def step(self, upper: float) -> Index:
        """Improve the bound once; returns the sites that the present prices open."""
        reduced = np.subtract(self.costs, self.price[:, None], out=self.room)
        np.minimum(reduced, 0.0, out=reduced)
        worth = reduced.sum(axis=0)
        if len(self.fixed):
            worth[self.fixed] = -np.inf
        opened = np.argpartition(worth, self.p - 1)[: self.p]
        used = reduced[:, opened] < 0
        value = float(self.price.sum() + reduced[:, opened].sum())
        if value > self.bound + 1e-9 * abs(value):
            self.bound, self.stale = value, 0
        else:
            self.stale += 1
            if self.stale >= 10:
                self.scale, self.stale = self.scale / 2, 0
        slope = 1.0 - used.sum(axis=1)
        length = float(slope @ slope)
        if length > 0:
            self.price = self.price + self.scale * max(upper * 1.001 - value, 1e-9) / length * slope
        return opened.astype(np.int64)


def _checked(costs: Costs, p: int, fixed: Sequence[int]) -> Costs:
    costs = np.asarray(costs, dtype=np.float64)
    if costs.ndim != 2 or not costs.size:
        raise Infeasible("没有需求点或候选点，无法选址。")
    if np.isnan(costs).any() or (costs < 0).any():
        raise Infeasible("距离或时间中有负值或无效值，请核对。")
    if not 1 <= p <= costs.shape[1]:
        raise Infeasible(f"设施数应为 1 至 {costs.shape[1]}（候选点数），现为 {p}。")
    if len(set(fixed)) > p:
        raise Infeasible(f"已有设施 {len(set(fixed))} 处，超过设施总数 {p}。")
    cut_off = np.flatnonzero(~np.isfinite(costs).any(axis=1))
    if len(cut_off):
        raise Infeasible(f"有 {len(cut_off)} 个需求点没有任何候选点可达（第一个为第 {cut_off[0] + 1} 个）。")
    return costs
