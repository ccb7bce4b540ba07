"""Many plumes at once: wind and release vary, each receptor learns how often a level is exceeded."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ancheng.science.dispersion.gaussian import Air, plume
from ancheng.science.dispersion.sigmas import NEAREST_M

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
# Steps of the table over the root of the distance: at 10 km one step is 5 m, at 50 m it is 0.4 m.
TABLE = 4096


@dataclass(frozen=True, slots=True)
class Members:
    """Each array has one value per member: release (kg/s), wind (m/s), direction the wind comes from (°)."""

    rate_kg_s: Floats
    wind_m_s: Floats
    wind_from_deg: Floats


@dataclass(frozen=True, slots=True)
class Spread:
    """Share of members above each level, shape (levels, receptors), and the mean concentration (kg/m³)."""

    exceedance: Floats
    mean_kg_m3: Floats


def draw(
    *,
    count: int,
    seed: int,
    rate_kg_s: float,
    wind_m_s: float,
    wind_from_deg: float,
    rate_spread: float,
    wind_spread: float,
    direction_sd_deg: float,
) -> Members:
    """Members drawn from a seed: rate and wind log-normal about the given median, direction normal; wind ≥ 0.5 m/s."""
    chance = np.random.default_rng(seed)
    rate = rate_kg_s * np.exp(np.log(rate_spread) * chance.standard_normal(count))
    wind = np.maximum(wind_m_s * np.exp(np.log(wind_spread) * chance.standard_normal(count)), 0.5)
    direction = wind_from_deg + direction_sd_deg * chance.standard_normal(count)
    return Members(rate, wind, direction)


def spread(
    air: Air, members: Members, height_m: float, east: Floats, north: Floats, z: float, levels_kg_m3: Floats
) -> Spread:
    """What the members give at receptors `east`, `north` (m from the source) at height z; within 1 % of `plume`.

    Concentration = strength / wind · A(x) · exp(−y²·B(x)); A and B are tabulated once, since only strength, wind and
    direction differ between members.
    """
    x_max = float(np.hypot(east, north).max()) + 1.0
    scale = (TABLE - 1) / np.sqrt(x_max)
    nodes = np.maximum((np.arange(TABLE) / scale) ** 2, NEAREST_M)
    unit = Air(1.0, air.stability, air.sigma_set, air.lid_m, air.averaging_s)
    peak = plume(unit, 1.0, height_m, nodes, 0.0, z).astype(np.float32)
    # Whatever lies upwind falls on the first step, which holds nothing.
    peak[0] = 0.0
    narrow = (-0.5 / air.sigmas(nodes)[0] ** 2).astype(np.float32)
    table = _Table(np.float32(scale), peak, narrow)
    sums = _Sums.over_receptors(east, north, levels_kg_m3)
    towards = np.radians(members.wind_from_deg + 180.0)
    strength = members.rate_kg_s / members.wind_m_s
    for ux, uy, q in zip(np.sin(towards), np.cos(towards), strength, strict=True):
        sums.add(np.float32(ux), np.float32(uy), np.float32(q), table)
    size = members.rate_kg_s.size
    return Spread(np.array(sums.counts) / size, sums.total.astype(np.float64) / size)


@dataclass(frozen=True, slots=True)
class _Table:
    """Axis concentration and −1/2σy² for unit strength and wind, by the root of the distance."""

    scale: np.float32
    peak: Singles
    narrow: Singles


@dataclass(frozen=True, slots=True)
class _Sums:
    """Running sums at the receptors; single precision and buffers used again keep the work in the cache."""

    east: Singles
    north: Singles
    levels: list[np.float32]
    counts: list[NDArray[np.uint16]]
    total: Singles
    buffers: tuple[Singles, Singles, Singles]
    step: NDArray[np.int32]
    over: NDArray[np.bool_]

    @classmethod
    def over_receptors(cls, east: Floats, north: Floats, levels: Floats) -> _Sums:
        """Empty sums for these receptors and levels."""
        size = east.size
        return cls(
            east.astype(np.float32),
            north.astype(np.float32),
            [np.float32(each) for each in levels],
            [np.zeros(size, dtype=np.uint16) for _ in levels],
            np.zeros(size, dtype=np.float32),
            (np.empty(size, np.float32), np.empty(size, np.float32), np.empty(size, np.float32)),
            np.empty(size, dtype=np.int32),
            np.empty(size, dtype=np.bool_),
        )

    def add(self, ux: np.float32, uy: np.float32, strength: np.float32, table: _Table) -> None:
        """Add one member whose wind blows towards (ux, uy)."""
        x, y, work = self.buffers
        np.multiply(self.east, ux, out=x)
        np.multiply(self.north, uy, out=work)
        np.add(x, work, out=x)
        np.maximum(x, np.float32(0), out=x)
        np.sqrt(x, out=x)
        np.multiply(x, table.scale, out=x)
        np.add(x, np.float32(0.5), out=self.step, casting="unsafe")
        np.multiply(self.east, uy, out=y)
        np.multiply(self.north, ux, out=work)
        np.subtract(y, work, out=y)
        np.multiply(y, y, out=y)
        np.take(table.narrow, self.step, out=work, mode="clip")
        np.multiply(y, work, out=y)
        np.exp(y, out=y)
        np.take(table.peak, self.step, out=work, mode="clip")
        np.multiply(y, work, out=y)
        np.multiply(y, strength, out=y)
        np.add(self.total, y, out=self.total)
        for level, count in zip(self.levels, self.counts, strict=True):
            np.greater(y, level, out=self.over)
            np.add(count, self.over, out=count)
