"""Gaussian plume and puff over flat ground, with reflection at the ground and at a mixing lid (SI units)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ancheng.science.dispersion.sigmas import AVERAGING_S, NEAREST_M, sigmas

Floats = NDArray[np.float64]
# Image sources each side of the layer; above this ratio of σz to the lid the layer is simply well mixed.
IMAGES = 4
MIXED_RATIO = 1.6
FARTHEST_M = 100_000.0
STEPS = 4096


@dataclass(frozen=True, slots=True)
class Air:
    """What carries and spreads the gas: wind at release height, class, sigma set, lid (None: no lid)."""

    wind_m_s: float
    stability: str
    sigma_set: str
    lid_m: float | None = None
    averaging_s: float = AVERAGING_S

    def sigmas(self, x: Floats) -> tuple[Floats, Floats]:
        """σy and σz (m) at the distances `x` (m)."""
        return sigmas(self.sigma_set, self.stability, x, self.averaging_s)


def vertical(z: Floats | float, height_m: float, sigma_z: Floats, lid_m: float | None) -> Floats:
    """Vertical distribution (1/m): its integral from the ground to the lid (or upwards without one) is one."""

    def image(at: float) -> Floats:
        return np.asarray(np.exp(-0.5 * ((z - at) / sigma_z) ** 2))

    share = image(height_m) + image(-height_m)
    if lid_m is not None:
        for n in range(1, IMAGES + 1):
            for shift in (2 * n * lid_m, -2 * n * lid_m):
                share = share + image(shift + height_m) + image(shift - height_m)
    share = share / (np.sqrt(2 * np.pi) * sigma_z)
    if lid_m is None:
        return np.asarray(share)
    inside = np.where(sigma_z > MIXED_RATIO * lid_m, 1 / lid_m, share)
    return np.where(np.asarray(z) <= lid_m, inside, 0.0)


def plume(
    air: Air, rate_kg_s: float, height_m: float, x: Floats, y: Floats | float, z: Floats | float
) -> Floats:
    """Concentration (kg/m³) at x downwind, y across, z above ground (m); zero upwind and within 1 m."""
    there = np.maximum(x, NEAREST_M)
    sigma_y, sigma_z = air.sigmas(there)
    across = np.exp(-0.5 * (y / sigma_y) ** 2) / (np.sqrt(2 * np.pi) * sigma_y)
    level = rate_kg_s / air.wind_m_s * across * vertical(z, height_m, sigma_z, air.lid_m)
    return np.where(x >= NEAREST_M, level, 0.0)


def puff(
    air: Air,
    mass_kg: float,
    height_m: float,
    x: Floats,
    y: Floats | float,
    z: Floats | float,
    t: Floats | float,
) -> Floats:
    """Concentration (kg/m³) at (x, y, z) and time t (s) after a release at once; σx = σy at the cloud's centre."""
    centre = np.maximum(air.wind_m_s * np.asarray(t, dtype=np.float64), NEAREST_M)
    sigma_y, sigma_z = air.sigmas(centre)
    along = np.exp(-0.5 * ((x - centre) / sigma_y) ** 2) / (np.sqrt(2 * np.pi) * sigma_y)
    across = np.exp(-0.5 * (y / sigma_y) ** 2) / (np.sqrt(2 * np.pi) * sigma_y)
    return np.asarray(mass_kg * along * across * vertical(z, height_m, sigma_z, air.lid_m))


Axis = Callable[[Floats], tuple[Floats, Floats]]


def plume_axis(air: Air, rate_kg_s: float, height_m: float, z: float) -> Axis:
    """For distances: the concentration on the axis at height z, and σy."""
    return lambda x: (plume(air, rate_kg_s, height_m, x, 0.0, z), air.sigmas(x)[0])


def puff_axis(air: Air, mass_kg: float, height_m: float, z: float) -> Axis:
    """For distances: the peak on the axis while the puff passes over, and σy."""
    return lambda x: (puff(air, mass_kg, height_m, x, 0.0, z, x / air.wind_m_s), air.sigmas(x)[0])


@dataclass(frozen=True, slots=True)
class Reach:
    """Where a level is exceeded: from and to (m downwind), greatest half-width (m), and its outline (x, y)."""

    nearest_m: float
    farthest_m: float
    half_width_m: float
    outline: Floats
    cut: bool


def reach(axis: Axis, level_kg_m3: float, farthest_m: float = FARTHEST_M) -> Reach | None:
    """The area above `level_kg_m3`, or None where it is exceeded nowhere; `cut` when it goes on past the frame."""
    x = np.geomspace(NEAREST_M, farthest_m, STEPS)
    centre, sigma_y = axis(x)
    above = centre > level_kg_m3
    if not above.any():
        return None
    first, last = int(np.argmax(above)), len(x) - 1 - int(np.argmax(above[::-1]))
    inside = slice(first, last + 1)
    half = sigma_y[inside] * np.sqrt(2 * np.log(np.maximum(centre[inside] / level_kg_m3, 1.0)))
    start = float(x[0]) if first == 0 else _edge(x, centre, level_kg_m3, first)
    end = float(x[last]) if last == len(x) - 1 else _edge(x, centre, level_kg_m3, last + 1)
    step = max(1, half.size // 120)
    along, width = x[inside][::step], half[::step]
    left = np.column_stack((along, width))
    right = np.column_stack((along, -width))[::-1]
    ring = np.vstack(([start, 0.0], right[::-1], [end, 0.0], left[::-1], [start, 0.0]))
    return Reach(start, end, float(half.max()), ring, cut=last == len(x) - 1)


def _edge(x: Floats, centre: Floats, level: float, after: int) -> float:
    """Where the axis passes the level between two steps, by interpolation in logarithms."""
    tiny = np.finfo(np.float64).tiny
    low, high = (np.log(max(float(centre[n]), tiny)) for n in (after - 1, after))
    share = 0.5 if low == high else (np.log(level) - low) / (high - low)
    return float(x[after - 1] * (x[after] / x[after - 1]) ** min(max(share, 0.0), 1.0))
