"""p-median: the p sites that make the sum of weighted costs least, with a proven lower bound.

Heuristic: interchange (Teitz and Bart 1968; all swaps at once as Resende and Werneck 2007, EJOR 179:1205) from the sites
that the Lagrangian relaxation of the assignment constraints opens; bound by subgradient steps with momentum (Beasley
1993, EJOR 65:383). Only the nearest candidates of a demand are looked at: a price is never above the cost of the first
candidate left out, so that the bound stays one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from time import monotonic

import numpy as np
from numpy.typing import NDArray

from ancheng.base.errors import Refusal

Costs = NDArray[np.float64]
Index = NDArray[np.int64]
ROUNDS = 450
GAP = 1e-4
# So many times the candidates that would share a demand evenly are looked at.
NEAR = 2.5
# A step is shortened after so many rounds without gain; the search ends when steps have become tiny.
PATIENCE, SHORTER, TINY, MOMENTUM = 10, 0.75, 1e-4, 0.3
# With more demands than this a sample of them finds where to begin.
MANY, SAMPLE = 2000, 1000


class Infeasible(Refusal):
    """There is no choice of sites that serves everybody."""

    status = 422


@dataclass(frozen=True, slots=True)
class Placed:
    """Chosen sites (column numbers), the site of every demand, the cost, and a bound that no choice goes below.

    `prices` are the multipliers of the bound, one per demand; a proof starts from them.
    """

    sites: tuple[int, ...]
    assigned: tuple[int, ...]
    cost: float
    bound: float
    prices: Costs | None = field(default=None, compare=False, repr=False)

    @property
    def gap(self) -> float:
        """How far the cost may be above the least possible, as a share of it."""
        return 0.0 if self.cost <= self.bound else (self.cost - self.bound) / max(self.cost, 1e-12)


def p_median(
    costs: Costs, p: int, *, fixed: Sequence[int] = (), seconds: float = 10.0, rounds: int = ROUNDS
) -> Placed:
    """The best p columns of `costs` (demands × sites, already weighted, infinite where not permitted).

    `fixed` sites are among the p. Raises Infeasible when a demand can be served by no site or p is out of range. The
    answer depends on the input alone unless `seconds` run out.
    """
    costs, ceiling = _checked(costs, p, fixed)
    ends = monotonic() + seconds
    problem = Near.of(costs, p, fixed)
    known: tuple[Index, float] | None = None
    if len(costs) > MANY:
        rows = np.random.default_rng(1).choice(len(costs), SAMPLE, replace=False)
        known = problem.interchange(_search(Near.of(costs[rows], p, fixed), None, ends, rounds)[0], ends)
    sites, cost, bound, prices = _search(problem, known, ends, rounds)
    if cost >= ceiling:
        raise Infeasible(f"没有找到让全部需求点都可达的 {p} 处设施，请增加设施数或放宽可达范围。")
    sites = np.sort(sites)
    assigned = sites[np.argmin(costs[:, sites], axis=1)]
    return Placed(tuple(sites.tolist()), tuple(assigned.tolist()), cost, min(max(bound, 0.0), cost), prices)


@dataclass(frozen=True, slots=True, eq=False)
class Near:
    """The nearest candidates of each demand, shape (demands, k), and the cost of the first one left out."""

    columns: Costs
    p: int
    stays: Index
    site: Index
    cost: Costs
    beyond: Costs

    @classmethod
    def of(cls, costs: Costs, p: int, fixed: Sequence[int]) -> Near:
        """For costs of demands × sites without infinities."""
        demands, sites = costs.shape
        many = min(sites, max(12, int(NEAR * sites / p) + 8))
        if many < sites:
            part = np.argpartition(costs, many, axis=1)
            site = np.ascontiguousarray(part[:, :many])
            beyond = costs[np.arange(demands), part[:, many]]
        else:
            site, beyond = np.tile(np.arange(sites), (demands, 1)), np.full(demands, np.inf)
        near = np.take_along_axis(costs, site, axis=1)
        stays = np.array(sorted(set(fixed)), dtype=np.int64)
        return cls(np.ascontiguousarray(costs.T), p, stays, site.astype(np.int64), near, beyond)

    def least(self, worth: Costs) -> Index:
        """The fixed sites and, of the others, those with the least worth: p in all."""
        key = worth.copy()
        key[self.stays] = -np.inf
        return np.argpartition(key, self.p - 1)[: self.p].astype(np.int64)

    def by_site(self, values: Costs) -> Costs:
        """The sum over demands of one value per near pair."""
        sums = np.bincount(self.site.ravel(), weights=values.ravel(), minlength=len(self.columns))
        return sums.astype(np.float64)

    def interchange(self, start: Index, ends: float) -> tuple[Index, float]:
        """Swap the open and the closed site that gain most as long as that helps; returns sites and cost."""
        open_, sites = start.copy(), len(self.columns)
        while True:
            which, first, second = nearest(self.columns, open_)
            gain = self.by_site(np.maximum(first[:, None] - self.cost, 0.0))
            gain[open_] = -np.inf
            if self.p == 1:
                # Whoever leaves the only site must go to the new one, near or far.
                gain = first.sum() - self.columns.sum(axis=1)
                swaps = gain[None, :]
            else:
                loss = np.bincount(which, weights=second - first, minlength=self.p)
                # A demand that loses its site takes the new one where that is nearer than its second.
                spared = np.maximum(second[:, None] - np.maximum(self.cost, first[:, None]), 0.0).ravel()
                kept = np.flatnonzero(spared)
                pair = which[kept // self.site.shape[1]] * sites + self.site.ravel()[kept]
                extra = np.bincount(pair, weights=spared[kept], minlength=self.p * sites)
                swaps = gain[None, :] - loss[:, None] + extra.reshape(self.p, sites)
            swaps[np.isin(open_, self.stays)] = -np.inf
            out, in_ = divmod(int(np.argmax(swaps)), sites)
            total = float(first.sum())
            if not swaps[out, in_] > 1e-9 * (1.0 + total) or monotonic() > ends:
                return open_, total
            open_[out] = in_


def nearest(columns: Costs, open_: Index) -> tuple[Index, Costs, Costs]:
    """Of costs (sites × demands): position of each demand's nearest open site, its cost, the second nearest's cost."""
    near = columns[open_]
    each = np.arange(near.shape[1])
    first = near.argmin(axis=0)
    cost = near[first, each]
    near[first, each] = np.inf
    return first, cost, near.min(axis=0)


def _search(
    near: Near, known: tuple[Index, float] | None, ends: float, rounds: int
) -> tuple[Index, float, float, Costs]:
    """The best sites found, their cost, the bound and its prices."""
    if known is None:
        # Dear enough that about as many sites compete for a demand as share it.
        rank = min(near.cost.shape[1] - 1, max(1, int(1.5 * len(near.columns) / near.p)))
        prices = np.partition(near.cost, rank, axis=1)[:, rank]
        sites = near.least(near.columns.sum(axis=1))
        best = sites, float(nearest(near.columns, sites)[1].sum())
    else:
        best = known
        _, first, second = nearest(near.columns, best[0])
        prices = np.where(np.isfinite(second), (first + second) / 2, first)
    relaxed = _Relaxed(near, np.minimum(prices, near.beyond))
    look = 100
    for number in range(rounds):
        opened, cost = relaxed.step(best[1])
        if cost < best[1]:
            best = opened, cost
        if number == look:
            look = look * 3 // 2
            found = near.interchange(opened, ends)
            best = found if found[1] < best[1] else best
        if best[1] - relaxed.bound <= GAP * best[1] or relaxed.scale < TINY or monotonic() > ends:
            break
    found = near.interchange(best[0], ends)
    return (*(found if found[1] < best[1] else best), relaxed.bound, relaxed.best_prices)


class _Relaxed:
    """The Lagrangian relaxation: every demand may be served more than once, at a price."""

    def __init__(self, near: Near, prices: Costs) -> None:
        self.near, self.prices, self.best_prices = near, prices, prices
        self.room = np.empty_like(near.cost)
        self.heading = np.zeros(len(prices))
        self.bound = -np.inf
        self.scale, self.stale = 1.0, 0

    def step(self, upper: float) -> tuple[Index, float]:
        """Improve the bound once; returns the sites that the present prices open, and what they would cost."""
        near = self.near
        reduced = np.subtract(near.cost, self.prices[:, None], out=self.room)
        np.minimum(reduced, 0.0, out=reduced)
        worth = near.by_site(reduced)
        opened = near.least(worth)
        value = float(self.prices.sum() + worth[opened].sum())
        costs = near.columns[opened]
        self.stale = 0 if value > self.bound + 1e-4 * abs(self.bound) else self.stale + 1
        if value > self.bound:
            self.bound, self.best_prices = value, self.prices
        if self.stale >= PATIENCE:
            self.scale, self.stale = self.scale * SHORTER, 0
        # Once for a demand that nobody serves at this price, less once for every site too many.
        slope = 1.0 - np.count_nonzero(costs < self.prices, axis=0)
        self.heading = slope + MOMENTUM * self.heading
        length = float(self.heading @ self.heading)
        cost = float(costs.min(axis=0).sum())
        if length > 0:
            far = max(1.005 * min(upper, cost) - value, 0.0)
            moved = self.prices + self.scale * far / length * self.heading
            self.prices = np.clip(moved, 0.0, near.beyond)
        return opened, cost


def _checked(costs: Costs, p: int, fixed: Sequence[int]) -> tuple[Costs, float]:
    """The costs without infinities, and the total from which on somebody is not served."""
    costs = np.asarray(costs, dtype=np.float64)
    if costs.ndim != 2 or not costs.size:
        raise Infeasible("没有需求点或候选点，无法选址。")
    if np.isnan(costs).any() or (costs < 0).any():
        raise Infeasible("距离或时间中有负值或无效值，请核对。")
    if not 1 <= p <= costs.shape[1]:
        raise Infeasible(f"设施数应为 1 至 {costs.shape[1]}（候选点数），现为 {p}。")
    if len(set(fixed)) > p:
        raise Infeasible(f"已有设施 {len(set(fixed))} 处，超过设施总数 {p}。")
    open_ = np.isfinite(costs)
    cut_off = np.flatnonzero(~open_.any(axis=1))
    if len(cut_off):
        raise Infeasible(f"有 {len(cut_off)} 个需求点没有任何候选点可达（第一个为第 {cut_off[0] + 1} 个）。")
    if open_.all():
        return costs, np.inf
    ceiling = 1.0 + float(np.max(costs, axis=1, where=open_, initial=0.0).sum())
    return np.where(open_, costs, ceiling), ceiling
