"""Shallow water on a grid by the local-inertial scheme (Bates et al. 2010; de Almeida et al. 2012, WRR 48:W05528).

Good for flows that change gradually; it leaves out advection, so that a dam-break front comes too slowly and jumps are
smeared. Water is conserved: no cell gives more than it has.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
G = 9.81
# Courant number and weight of the flow's own value against its neighbours (de Almeida et al. 2012, section 3). They give
# 0.7 for one dimension; in two, a checkerboard grows about a strong source from 0.7 on and does not at 0.6.
ALPHA, THETA = 0.5, 0.8
SIDE = (1 - THETA) / 2
# Rows that are worked on together.
STRIP = 50
# Thinner water than this does not flow.
DRY_M = 1e-3
LONGEST_STEP_S = 30.0
# Critical outflow over an open edge: q = (2/3)^1.5 √g h^1.5.
CRITICAL = (2 / 3) ** 1.5 * G**0.5


@dataclass(slots=True)
class Balance:
    """Cubic metres that came, went and stayed."""

    start: float = 0.0
    rain: float = 0.0
    inflow: float = 0.0
    soaked: float = 0.0
    drained: float = 0.0
    left: float = 0.0

    def error(self, stored: float) -> float:
        """What is unaccounted for, as a share of all the water there was."""
        came = self.start + self.rain + self.inflow
        went = self.soaked + self.drained + self.left
        return (stored - came + went) / max(came, 1e-9)


class Wave:
    """The water on one terrain; `depth` in metres, shape (rows, columns), as `height`.

    The work goes strip by strip through buffers that are used again, so that it stays in the processor's cache.
    """

    def __init__(
        self,
        height: Floats,
        gap: NDArray[np.bool_],
        cell_m: float,
        manning: float,
        *,
        open_edges: bool = False,
    ) -> None:
        rows, columns = height.shape
        self.gap, self.cell_m, self.manning, self.open_edges = gap, cell_m, manning, open_edges
        self.depth = np.zeros((rows, columns))
        self.balance = Balance()
        # Heights about their mean: single precision then resolves 4 µm over a range of 64 m.
        self._z = (height - height[~gap].mean()).astype(np.float32)
        self._thin = np.zeros((rows, columns), dtype=np.float32)
        self._qx = np.zeros((rows, columns + 1), dtype=np.float32)
        self._qy = np.zeros((rows + 1, columns), dtype=np.float32)
        self._floor_x = np.maximum(self._z[:, 1:], self._z[:, :-1])
        self._floor_y = np.maximum(self._z[1:], self._z[:-1])
        # No water reaches the height of a wall.
        self._floor_x[gap[:, 1:] | gap[:, :-1]] = np.inf
        self._floor_y[gap[1:] | gap[:-1]] = np.inf
        size = (STRIP + 2) * (columns + 1)
        self._room = [np.empty(size, dtype=np.float32) for _ in range(4)]
        self._mask = np.empty(size, dtype=np.bool_)
        self._deepest = 0.0

    @property
    def volume_m3(self) -> float:
        """All the water on the grid."""
        return float(self.depth.sum()) * self.cell_m**2

    def fill(self, depth: Floats) -> None:
        """Start from these depths."""
        self.depth[:] = np.where(self.gap, 0.0, depth)
        self.balance.start = self.volume_m3
        self._deepest = float(self.depth.max())

    def safe_step(self) -> float:
        """The longest stable time step, seconds."""
        if self._deepest < DRY_M:
            return LONGEST_STEP_S
        return min(float(ALPHA * self.cell_m / np.sqrt(G * self._deepest)), LONGEST_STEP_S)

    def advance(self, step: float, rain_m_s: float = 0.0, loss_m_s: float = 0.0) -> None:
        """One step: water flows, rain falls, and up to `loss_m_s` soaks in or drains."""
        np.copyto(self._thin, self.depth, casting="same_kind")
        self._faces(step)
        if self.open_edges:
            self._let_out()
        if self._overdrawn(step):
            self._hold(step)
        if self.open_edges:
            self.balance.left += self._edge_flow() * step * self.cell_m
        self._move(step, rain_m_s, loss_m_s)

    def add(self, row: int, column: int, volume_m3: float) -> float:
        """Put water into a cell, or take out what it has at most; returns what was put."""
        volume = max(volume_m3, -float(self.depth[row, column]) * self.cell_m**2)
        self.depth[row, column] += volume / self.cell_m**2
        self._deepest = max(self._deepest, float(self.depth[row, column]))
        return volume

    def _strips(self) -> Iterator[tuple[int, int]]:
        rows = len(self.depth)
        return ((start, min(start + STRIP, rows)) for start in range(0, rows, STRIP))

    def _buffer(self, n: int, shape: tuple[int, ...]) -> Singles:
        return self._room[n][: shape[0] * shape[1]].reshape(shape)

    def _faces(self, step: float) -> None:
        rows, columns = self.depth.shape
        before = np.zeros(columns, dtype=np.float32)
        for start, end in self._strips():
            top = min(end + 1, rows)
            level = self._buffer(0, (top - start, columns))
            np.add(self._z[start:top], self._thin[start:top], out=level)
            own = level[: end - start]
            if columns > 1:
                q = self._qx[start:end, 1:-1]
                along = np.multiply(q, THETA, out=self._buffer(1, q.shape))
                side = np.multiply(self._qx[start:end], SIDE, out=self._buffer(2, (end - start, columns + 1)))
                along += side[:, :-2]
                along += side[:, 2:]
                # At a wall the flow beside is its own, not that of the wall.
                along[:, 0] += side[:, 1]
                along[:, -1] += side[:, -2]
                self._face(q, along, own[:, :-1], own[:, 1:], self._floor_x[start:end], step)
            if top > start + 1:
                q = self._qy[start + 1 : top]
                along = np.multiply(q, THETA, out=self._buffer(1, q.shape))
                last = q[-1].copy()
                below = before if start else q[0]
                along[0] += np.float32(SIDE) * below
                side = np.multiply(q, SIDE, out=self._buffer(2, q.shape))
                along[1:] += side[:-1]
                along[:-1] += side[1:]
                along[-1] += np.float32(SIDE) * (self._qy[top] if top < rows else last)
                self._face(q, along, level[:-1], level[1:], self._floor_y[start : top - 1], step)
                before = last

    def _face(
        self, q: Singles, along: Singles, low: Singles, high: Singles, floor: Singles, step: float
    ) -> None:
        """New flow (m²/s) across inner faces, in place."""
        deep = np.maximum(low, high, out=self._buffer(2, q.shape))
        deep -= floor
        still = np.less_equal(deep, DRY_M, out=self._mask[: q.size].reshape(q.shape))
        np.maximum(deep, DRY_M, out=deep)
        work = np.subtract(high, low, out=self._buffer(3, q.shape))
        work *= deep
        work *= np.float32(G * step / self.cell_m)
        along -= work
        # h^(7/3) by logarithms, which are quicker here than a power.
        np.log(deep, out=deep)
        deep *= np.float32(-7 / 3)
        np.exp(deep, out=deep)
        np.abs(q, out=work)
        deep *= work
        deep *= np.float32(G * step * self.manning**2)
        deep += np.float32(1)
        np.divide(along, deep, out=q)
        np.copyto(q, np.float32(0), where=still)

    def _let_out(self) -> None:
        h = self._thin
        for q, edge, sign in (
            (self._qx[:, 0], h[:, 0], -1),
            (self._qx[:, -1], h[:, -1], 1),
            (self._qy[0], h[0], -1),
            (self._qy[-1], h[-1], 1),
        ):
            q[:] = np.where(edge > DRY_M, np.float32(sign * CRITICAL) * edge ** np.float32(1.5), 0)

    def _edge_flow(self) -> float:
        qx, qy = self._qx, self._qy
        flows = qx[:, -1].sum(), -qx[:, 0].sum(), qy[-1].sum(), -qy[0].sum()
        return float(sum(float(each) for each in flows))

    def _overdrawn(self, step: float) -> bool:
        """Whether any cell would give more than it has."""
        for start, end in self._strips():
            out = self._leaving(start, end, step)
            over = np.greater(out, self._thin[start:end], out=self._mask[: out.size].reshape(out.shape))
            if over.any():
                return True
        return False

    def _leaving(self, start: int, end: int, step: float) -> Singles:
        """Metres of water that leave each cell of a strip."""
        qx, qy = self._qx[start:end], self._qy[start : end + 1]
        shape = (end - start, qx.shape[1] - 1)
        out = np.maximum(qx[:, 1:], 0, out=self._buffer(1, shape))
        work = self._buffer(2, shape)
        out -= np.minimum(qx[:, :-1], 0, out=work)
        out += np.maximum(qy[1:], 0, out=work)
        out -= np.minimum(qy[:-1], 0, out=work)
        out *= np.float32(step / self.cell_m)
        return out

    def _hold(self, step: float) -> None:
        """Scale down what leaves a cell that would give more than it has."""
        share = np.ones_like(self._thin)
        for start, end in self._strips():
            out, have = self._leaving(start, end, step), self._thin[start:end]
            np.divide(have, out, out=share[start:end], where=out > have)
        # Each face follows the cell that gives; few cells are short, so only their faces are touched.
        row, column = np.nonzero(share < 1)
        for q, index, sign in (
            (self._qx, (row, column + 1), 1),
            (self._qx, (row, column), -1),
            (self._qy, (row + 1, column), 1),
            (self._qy, (row, column), -1),
        ):
            here = q[index]
            q[index] = np.where(sign * here > 0, here * share[row, column], here)

    def _move(self, step: float, rain_m_s: float, loss_m_s: float) -> None:
        area, deepest = self.cell_m**2, 0.0
        walled = bool(self.gap.any())
        for start, end in self._strips():
            qx, qy, depth = self._qx[start:end], self._qy[start : end + 1], self.depth[start:end]
            change = np.subtract(qx[:, :-1], qx[:, 1:], out=self._buffer(1, depth.shape))
            change += qy[:-1]
            change -= qy[1:]
            change *= np.float32(step / self.cell_m)
            depth += change
            # What single precision lost or gained in a drying cell is a rounding of micrometres.
            np.maximum(depth, 0.0, out=depth)
            if rain_m_s > 0:
                depth += rain_m_s * step
                if walled:
                    depth[self.gap[start:end]] = 0.0
            if loss_m_s > 0:
                before = float(depth.sum())
                depth -= loss_m_s * step
                np.maximum(depth, 0.0, out=depth)
                self.balance.soaked += (before - float(depth.sum())) * area
            deepest = max(deepest, float(depth.max()))
        if rain_m_s > 0:
            self.balance.rain += rain_m_s * step * area * float((~self.gap).sum())
        self._deepest = deepest
