"""Britter and McQuaid 1988 (HSE Contract Research Report 17/1988): heavier-than-air releases on flat ground.

The curves are read as the straight pieces of CCPS 1999 tables 2.16 and 2.17 (EPA-454/B-94-023, TSCREEN).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
GRAVITY = 9.80665

Piece = tuple[float, float, float]
# For each share of the first concentration: (up to α, slope, constant) of β = log10(distance / scale).
CONTINUOUS: dict[float, tuple[Piece, ...]] = {
    0.10: ((-0.55, 0, 1.75), (-0.14, 0.24, 1.88), (1, -0.50, 1.78)),
    0.05: ((-0.68, 0, 1.92), (-0.29, 0.36, 2.16), (-0.18, 0, 2.06), (1, -0.56, 1.96)),
    0.02: ((-0.69, 0, 2.08), (-0.31, 0.45, 2.39), (-0.16, 0, 2.25), (1, -0.54, 2.16)),
    0.01: ((-0.70, 0, 2.25), (-0.29, 0.49, 2.59), (-0.20, 0, 2.45), (1, -0.52, 2.35)),
    0.005: ((-0.67, 0, 2.40), (-0.28, 0.59, 2.80), (-0.15, 0, 2.63), (1, -0.48, 2.56)),
    0.002: ((-0.69, 0, 2.60), (-0.25, 0.39, 2.87), (-0.13, 0, 2.77), (1, -0.50, 2.71)),
}
AT_ONCE: dict[float, tuple[Piece, ...]] = {
    0.10: ((-0.44, 0, 0.70), (0.43, 0.26, 0.81), (1, 0, 0.93)),
    0.05: ((-0.56, 0, 0.85), (0.31, 0.26, 1.0), (1, -0.12, 1.12)),
    0.02: ((-0.66, 0, 0.95), (0.32, 0.36, 1.19), (1, -0.26, 1.38)),
    0.01: ((-0.71, 0, 1.15), (0.37, 0.34, 1.39), (1, -0.38, 1.66)),
    0.005: ((-0.52, 0, 1.48), (0.24, 0.26, 1.62), (1, -0.30, 1.75)),
    0.002: ((0.27, 0, 1.83), (1, -0.32, 1.92)),
    0.001: ((-0.10, 0, 2.075), (1, -0.27, 2.05)),
}
# A continuous release follows the near-field law up to this multiple of its length scale.
NEAR = 30.0


def betas(curves: dict[float, tuple[Piece, ...]], alpha: float) -> Floats:
    """β of each curve at α; below the first piece and above 1 the outer pieces go on."""
    found = []
    for pieces in curves.values():
        _, slope, constant = next((each for each in pieces if alpha <= each[0]), pieces[-1])
        found.append(slope * alpha + constant)
    return np.array(found)


@dataclass(frozen=True, slots=True)
class Source:
    """A release of `volume` (m³/s, or m³ at once) of gas `reduced_gravity` (m/s²) heavier than air in wind u10."""

    continuous: bool
    volume: float
    reduced_gravity: float
    wind_10m_m_s: float
    # Temperature of the gas over that of the air: cold gas holds more mass in less volume.
    temperature_ratio: float

    @property
    def scale_m(self) -> float:
        """The length by which distances are scaled."""
        if self.continuous:
            return float(np.sqrt(self.volume / self.wind_10m_m_s))
        return float(np.cbrt(self.volume))

    @property
    def alpha(self) -> float:
        """The dimensionless parameter of the correlation."""
        if self.continuous:
            return float(0.2 * np.log10(self.reduced_gravity**2 * self.volume / self.wind_10m_m_s**5))
        return float(0.5 * np.log10(self.reduced_gravity * np.cbrt(self.volume) / self.wind_10m_m_s**2))

    @property
    def is_dense(self) -> bool:
        """Whether the workbook calls it dense: below this the release is carried as a passive gas."""
        if self.continuous:
            buoyancy = self.reduced_gravity * self.volume / (self.wind_10m_m_s**3 * self.scale_m)
            return bool(np.cbrt(buoyancy) >= 0.15)
        return bool(np.sqrt(self.reduced_gravity * self.scale_m) / self.wind_10m_m_s >= 0.20)

    def share(self, x: Floats) -> Floats:
        """Volume fraction at `x` (m) downwind, centre line at the ground; never rising with the distance."""
        scaled = np.maximum(x, 1e-6) / self.scale_m
        curves = CONTINUOUS if self.continuous else AT_ONCE
        nodes, levels = betas(curves, self.alpha), np.array(list(curves))
        law = 306.0 if self.continuous else 3.24
        near = law / (law + scaled**2)
        start = min(NEAR, 10 ** nodes[0]) if self.continuous else 10 ** nodes[0]
        if self.continuous and 10 ** nodes[0] > NEAR:
            nodes = np.concatenate(([np.log10(NEAR)], nodes))
            levels = np.concatenate(([law / (law + NEAR**2)], levels))
        middle = np.interp(np.log10(scaled), nodes, levels)
        far = levels[-1] * (10 ** nodes[-1] / scaled) ** 2
        isothermal = np.where(scaled <= start, np.maximum(near, levels[0]), np.minimum(middle, far))
        isothermal = np.where(scaled >= 10 ** nodes[-1], far, isothermal)
        return np.asarray(isothermal / (isothermal + (1 - isothermal) * self.temperature_ratio))

    def half_width_m(self, x: Floats) -> Floats:
        """Half-width (m) of the cloud at `x` (workbook eq. for lateral extent; of a puff, its radius there)."""
        if self.continuous:
            buoyancy = self.reduced_gravity * self.volume / self.wind_10m_m_s**3
            start = self.scale_m + 8 * buoyancy
            return np.asarray(start + 2.5 * np.cbrt(buoyancy * np.maximum(x, 0.0) ** 2))
        radius = np.cbrt(3 * self.volume / (4 * np.pi))
        seconds = np.maximum(x, 0.0) / (0.4 * self.wind_10m_m_s)
        return np.asarray(np.sqrt(radius**2 + 1.2 * np.sqrt(self.reduced_gravity * self.volume) * seconds))

    @property
    def upwind_m(self) -> float:
        """How far the cloud creeps against the wind (continuous), or its first radius (at once)."""
        if self.continuous:
            return 0.5 * self.scale_m + 2 * self.reduced_gravity * self.volume / self.wind_10m_m_s**3
        return float(np.cbrt(3 * self.volume / (4 * np.pi)))
