"""Exact answers by HiGHS (MIT licence), with a limit of time; the gap is told where it did not close."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import highspy
import numpy as np
from numpy.typing import NDArray

from ancheng.science.siting.p_median import Costs, Infeasible, Placed

Covers = NDArray[np.bool_]
# A program of more assignments than this does not end while an officer waits.
MOST_ARCS = 150_000
Bounds = tuple[NDArray[np.float64], NDArray[np.float64]]


@dataclass(frozen=True, slots=True)
class Rows:
    """Some rows of a sparse matrix, in order of `row`."""

    many: int
    row: NDArray[np.int64]
    column: NDArray[np.int64]
    value: NDArray[np.float64]

    def lengths(self) -> NDArray[np.int64]:
        return np.bincount(self.row, minlength=self.many).astype(np.int64)


@dataclass(frozen=True, slots=True)
class Program:
    """Minimise cost · x with low ≤ rows ≤ high; the first `whole` variables are 0 or 1, the others within 0 and 1."""

    cost: NDArray[np.float64]
    whole: int
    starts: NDArray[np.int64]
    columns: NDArray[np.int64]
    values: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]

    @classmethod
    def of(
        cls, cost: NDArray[np.float64], whole: int, parts: Sequence[Rows], bounds: Sequence[Bounds]
    ) -> Program:
        """The program of these blocks of rows, each with its low and high bounds."""
        lengths = np.concatenate([each.lengths() for each in parts])
        return cls(
            cost,
            whole,
            np.concatenate([[0], np.cumsum(lengths)]),
            np.concatenate([each.column for each in parts]),
            np.concatenate([each.value for each in parts]),
            np.concatenate([low for low, _ in bounds]),
            np.concatenate([high for _, high in bounds]),
        )


def solve(program: Program, seconds: float) -> tuple[NDArray[np.float64], float, float]:
    """The best x found, its value and the proven bound; raises Infeasible when there is none."""
    many = len(program.cost)
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = many, len(program.low)
    model.col_cost_ = program.cost
    model.col_lower_, model.col_upper_ = np.zeros(many), np.ones(many)
    model.row_lower_, model.row_upper_ = program.low, program.high
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = program.starts
    model.a_matrix_.index_ = program.columns
    model.a_matrix_.value_ = program.values
    kinds = [highspy.HighsVarType.kInteger] * program.whole
    model.integrality_ = kinds + [highspy.HighsVarType.kContinuous] * (many - program.whole)
    engine = highspy.Highs()  # type: ignore[no-untyped-call]
    engine.silent()
    engine.setOptionValue("time_limit", float(seconds))
    engine.setOptionValue("threads", 1)
    engine.setOptionValue("random_seed", 1)
    engine.passModel(model)
    engine.run()
    info = engine.getInfo()
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        raise Infeasible("在限定时间内没有找到满足条件的方案，请放宽条件或增加候选点。")
    found = np.array(engine.getSolution().col_value)
    return found, float(info.objective_function_value), float(info.mip_dual_bound)


def fewest_sites(
    covers: Covers, *, fixed: Sequence[int] = (), seconds: float = 10.0
) -> tuple[tuple[int, ...], int]:
    """The fewest columns that cover every row (LSCP; Toregas et al. 1971), and the proven least number."""
    bare = np.flatnonzero(~covers.any(axis=1))
    if len(bare):
        raise Infeasible(
            f"有 {len(bare)} 个需求点不在任何候选点的服务范围内（第一个为第 {bare[0] + 1} 个）。"
        )
    rows = np.vstack([covers, _picks(covers.shape[1], fixed)])
    program = _rowwise(rows, np.ones(covers.shape[1]), np.ones(len(rows)), np.full(len(rows), np.inf))
    found, _value, bound = solve(program, seconds)
    return chosen_of(found[: covers.shape[1]]), int(np.ceil(bound - 1e-6))


def most_covered(
    covers: Covers, weights: NDArray[np.float64], p: int, *, fixed: Sequence[int] = (), seconds: float = 10.0
) -> tuple[tuple[int, ...], float, float]:
    """The p columns that cover the most weight (MCLP; Church and ReVelle 1974): sites, weight, proven most."""
    demands, sites = covers.shape
    if not 1 <= p <= sites:
        raise Infeasible(f"设施数应为 1 至 {sites}（候选点数），现为 {p}。")
    # Variables: sites first, then for each demand whether it is covered.
    cost = np.concatenate([np.zeros(sites), -weights])
    link = np.hstack([covers.astype(float), -np.eye(demands)])
    count = np.concatenate([np.ones(sites), np.zeros(demands)])[None, :]
    picks = np.hstack([_picks(sites, fixed).astype(float), np.zeros((len(set(fixed)), demands))])
    matrix = np.vstack([link, count, picks])
    low = np.concatenate([np.zeros(demands), [p], np.ones(len(picks))])
    high = np.concatenate([np.full(demands, np.inf), [p], np.full(len(picks), np.inf)])
    found, value, bound = solve(_rowwise(matrix, cost, low, high, whole=sites), seconds)
    return chosen_of(found[:sites]), -value, -bound


def p_center(
    costs: Costs, p: int, *, fixed: Sequence[int] = (), seconds: float = 20.0
) -> tuple[tuple[int, ...], float]:
    """The p columns for which the farthest row is nearest: a search over the distances, each asked by covering."""
    if not 1 <= p <= costs.shape[1]:
        raise Infeasible(f"设施数应为 1 至 {costs.shape[1]}（候选点数），现为 {p}。")
    radii = np.unique(costs[np.isfinite(costs)])
    low, high = 0, len(radii) - 1
    best: tuple[tuple[int, ...], float] | None = None
    while low <= high:
        middle = (low + high) // 2
        try:
            sites, _ = fewest_sites(costs <= radii[middle], fixed=fixed, seconds=seconds)
        except Infeasible:
            low = middle + 1
            continue
        if len(sites) <= p:
            best, high = (sites, float(radii[middle])), middle - 1
        else:
            low = middle + 1
    if best is None:
        raise Infeasible("候选点不足以服务全部需求点，请增加设施数或候选点。")
    return best


def p_median_proof(
    costs: Costs, start: Placed, p: int, *, fixed: Sequence[int] = (), seconds: float = 10.0
) -> Placed:
    """The optimum by a mixed-integer program over the assignments that could still be part of a better answer.

    What the prices of `start` show to cost more than it is left out (Christofides and Beasley 1982, EJOR 10:196);
    where too much is left, `start` comes back as it was.
    """
    demands, sites = costs.shape
    kept, must = _still_open(costs, start, p, fixed)
    row, column = np.nonzero(kept)
    arcs = len(row)
    if arcs > MOST_ARCS:
        return start
    cost = np.concatenate([np.zeros(sites), costs[row, column]])
    where = sites + np.arange(arcs)
    served = Rows(demands, row, where, np.ones(arcs))
    opened = Rows(
        arcs, np.repeat(np.arange(arcs), 2), np.stack([where, column], 1).ravel(), np.tile([1.0, -1.0], arcs)
    )
    count = Rows(1, np.zeros(sites, dtype=np.int64), np.arange(sites), np.ones(sites))
    picks = Rows(len(must), np.arange(len(must)), must, np.ones(len(must)))
    bounds = (
        (np.ones(demands), np.ones(demands)),
        (np.full(arcs, -np.inf), np.zeros(arcs)),
        (np.array([float(p)]), np.array([float(p)])),
        (np.ones(picks.many), np.ones(picks.many)),
    )
    program = Program.of(cost, sites, (served, opened, count, picks), bounds)
    found, value, bound = solve(program, seconds)
    # What was left out costs no less than `start`, so that the least of the rest and `start` is the least of all.
    if value > start.cost:
        return replace(start, bound=max(start.bound, min(bound, start.cost)))
    chosen = np.array(chosen_of(found[:sites]), dtype=np.int64)
    assigned = chosen[np.argmin(costs[:, chosen], axis=1)]
    cost_now = float(costs[np.arange(demands), assigned].sum())
    return replace(
        start,
        sites=tuple(chosen.tolist()),
        assigned=tuple(assigned.tolist()),
        cost=cost_now,
        bound=min(cost_now, max(start.bound, bound)),
    )


def _still_open(
    costs: Costs, start: Placed, p: int, fixed: Sequence[int]
) -> tuple[Covers, NDArray[np.int64]]:
    """Which pairs could be part of something cheaper than `start`, and which sites must be; `start` itself stays."""
    demands, sites = costs.shape
    must = np.array(sorted(set(fixed)), dtype=np.int64)
    kept = np.isfinite(costs)
    if start.prices is not None:
        reduced = costs - start.prices[:, None]
        worth = np.minimum(reduced, 0.0).sum(axis=0)
        key = worth.copy()
        key[must] = -np.inf
        order = np.argsort(key, kind="stable")
        opened, last = order[:p], float(key[order[p - 1]])
        bound = float(start.prices.sum() + worth[opened].sum())
        room = start.cost - bound + 1e-9 * start.cost
        dearer = np.maximum(key - last, 0.0) if np.isfinite(last) else np.where(key > -np.inf, np.inf, 0.0)
        kept &= dearer[None, :] + np.maximum(reduced, 0.0) <= room
        if p < sites:
            must = np.union1d(must, opened[key[order[p]] - key[opened] > room])
    kept[np.arange(demands), list(start.assigned)] = True
    return kept, must.astype(np.int64)


def _rowwise(
    matrix: NDArray[np.generic],
    cost: NDArray[np.float64],
    low: NDArray[np.float64],
    high: NDArray[np.float64],
    whole: int | None = None,
) -> Program:
    row, column = np.nonzero(matrix)
    starts = np.concatenate([[0], np.cumsum(np.bincount(row, minlength=len(low)))])
    values = np.asarray(matrix[row, column], dtype=np.float64)
    return Program(cost, len(cost) if whole is None else whole, starts, column, values, low, high)


def _picks(sites: int, fixed: Sequence[int]) -> Covers:
    picks = np.zeros((len(set(fixed)), sites), dtype=np.bool_)
    for number, site in enumerate(sorted(set(fixed))):
        picks[number, site] = True
    return picks


def chosen_of(values: NDArray[np.float64]) -> tuple[int, ...]:
    """The columns that a solution takes."""
    return tuple(np.flatnonzero(values > 0.5).tolist())
