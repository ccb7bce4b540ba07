"""Capacitated p-median: the p sites that make the sum of costs least when each holds only so much.

A demand may be split among sites, as the people of a community may go to several shelters; only the choice of sites is
whole. Solved and proven by HiGHS.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ancheng.science.siting.p_median import Costs, Infeasible
from ancheng.science.siting.proof import Program, Rows, chosen_of, solve

MOST_PAIRS = 40_000


@dataclass(frozen=True, slots=True)
class Filled:
    """Chosen sites, the share of each demand that each site takes (demands × sites), the cost and the proven bound."""

    sites: tuple[int, ...]
    shares: Costs
    cost: float
    bound: float

    @property
    def gap(self) -> float:
        """How far the cost may be above the least possible, as a share of it."""
        return 0.0 if self.cost <= self.bound else (self.cost - self.bound) / max(self.cost, 1e-12)


def capacitated(
    costs: Costs,
    weights: NDArray[np.float64],
    room: NDArray[np.float64],
    p: int,
    *,
    fixed: Sequence[int] = (),
    seconds: float = 10.0,
) -> Filled:
    """The best p columns of `costs` (already weighted, infinite where not permitted) under the room of each site."""
    demands, sites = costs.shape
    if costs.size > MOST_PAIRS:
        raise Infeasible(f"有容量限制的选址一次最多计算 {MOST_PAIRS} 对需求点与候选点，请合并需求点后再算。")
    if not 1 <= p <= sites:
        raise Infeasible(f"设施数应为 1 至 {sites}（候选点数），现为 {p}。")
    most = float(np.sort(room)[::-1][:p].sum())
    if most < weights.sum():
        raise Infeasible(
            f"容量最大的 {p} 处设施共可容纳 {most:.0f}，少于需求 {weights.sum():.0f}，请增加设施数或容量。"
        )
    row, column = np.nonzero(np.isfinite(costs))
    arcs = len(row)
    where = sites + np.arange(arcs)
    must = np.array(sorted(set(fixed)), dtype=np.int64)
    parts = (
        Rows(demands, row, where, np.ones(arcs)),
        Rows(
            arcs,
            np.repeat(np.arange(arcs), 2),
            np.stack([where, column], 1).ravel(),
            np.tile([1.0, -1.0], arcs),
        ),
        _room_rows(sites, column, where, weights[row], room),
        Rows(1, np.zeros(sites, dtype=np.int64), np.arange(sites), np.ones(sites)),
        Rows(len(must), np.arange(len(must)), must, np.ones(len(must))),
    )
    bounds = (
        (np.ones(demands), np.ones(demands)),
        (np.full(arcs, -np.inf), np.zeros(arcs)),
        (np.full(sites, -np.inf), np.zeros(sites)),
        (np.array([float(p)]), np.array([float(p)])),
        (np.ones(len(must)), np.ones(len(must))),
    )
    cost = np.concatenate([np.zeros(sites), costs[row, column]])
    found, value, bound = solve(Program.of(cost, sites, parts, bounds), seconds)
    shares = np.zeros(costs.shape)
    shares[row, column] = np.clip(found[sites:], 0.0, 1.0)
    return Filled(chosen_of(found[:sites]), shares, value, min(bound, value))


def _room_rows(
    sites: int,
    column: NDArray[np.int64],
    where: NDArray[np.int64],
    weight: NDArray[np.float64],
    room: NDArray[np.float64],
) -> Rows:
    """What a site takes is at most its room, and nothing where it is not chosen."""
    row = np.concatenate([column, np.arange(sites)])
    order = np.argsort(row, kind="stable")
    columns = np.concatenate([where, np.arange(sites)])[order]
    return Rows(sites, row[order], columns, np.concatenate([weight, -room])[order])
