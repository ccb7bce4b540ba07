"""Heat radiation (kW/m²) of jet fires, pool fires and fireballs over distance (m)."""

from __future__ import annotations

from dataclasses import dataclass
from math import pi

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def transmissivity(vapour_pa: float | None, path_m: Floats) -> Floats:
    """Share of the heat that moist air lets pass (Pietersen and Huerta 1985, in CCPS 1999); 1 where not known."""
    if not vapour_pa:
        return np.ones_like(path_m)
    return np.minimum(2.02 * (vapour_pa * np.maximum(path_m, 1e-3)) ** -0.09, 1.0)


@dataclass(frozen=True, slots=True)
class PoolFire:
    """A round pool: diameter (m), burning rate (kg/m²s), heat of combustion (kJ/kg), kβ (1/m), share radiated."""

    diameter_m: float
    burning_kg_m2_s: float
    combustion_kj_kg: float
    extinction_1_m: float
    radiated: float

    @property
    def heat_kw(self) -> float:
        """Heat release rate (Babrauskas 1983, as in NUREG-1805 ch. 3)."""
        full = 1 - np.exp(-self.extinction_1_m * self.diameter_m)
        return float(self.burning_kg_m2_s * full * self.combustion_kj_kg * pi / 4 * self.diameter_m**2)

    @property
    def flame_m(self) -> float:
        """Mean flame height (Heskestad 1995)."""
        return max(float(0.235 * self.heat_kw**0.4 - 1.02 * self.diameter_m), 0.05 * self.diameter_m)

    def point(self, distance_m: Floats) -> Floats:
        """From a point in the flame, `distance_m` from the pool's centre (NUREG-1805 eq. 5-1)."""
        return np.asarray(self.radiated * self.heat_kw / (4 * pi * distance_m**2))

    def solid(self, distance_m: Floats) -> Floats:
        """From a cylinder of flame at a target on the ground (Shokri and Beyler 1989, NUREG-1805 eq. 5-5 to 5-11)."""
        emitted = 58 * 10 ** (-0.00823 * self.diameter_m)
        return np.asarray(
            emitted * cylinder_view(2 * distance_m / self.diameter_m, 2 * self.flame_m / self.diameter_m)
        )

    def kw_m2(self, distance_m: Floats, vapour_pa: float | None) -> Floats:
        """The greater of the two models; within the pool the value at its edge."""
        away = np.maximum(distance_m, self.diameter_m / 2 * 1.02)
        clear = transmissivity(vapour_pa, away - self.diameter_m / 2)
        return np.asarray(np.maximum(self.point(away), self.solid(away)) * clear)


def cylinder_view(s: Floats, h: float) -> Floats:
    """Greatest view factor of an upright cylinder at its foot; s, h: distance from the axis and height, in radii."""
    a, b = (h**2 + s**2 + 1) / (2 * s), (1 + s**2) / (2 * s)
    root_a, root_b = np.sqrt(a**2 - 1), np.sqrt(b**2 - 1)
    slant = np.arctan(np.sqrt((a + 1) * (s - 1) / ((a - 1) * (s + 1))))
    level = (b - 1 / s) / root_b * np.arctan(np.sqrt((b + 1) * (s - 1) / ((b - 1) * (s + 1))))
    flat = (level - (a - 1 / s) / root_a * slant) / pi
    upright = (
        np.arctan(h / np.sqrt(s**2 - 1)) / s
        - h / s * np.arctan(np.sqrt((s - 1) / (s + 1)))
        + a * h / (s * root_a) * slant
    ) / pi
    return np.asarray(np.sqrt(flat**2 + upright**2))


@dataclass(frozen=True, slots=True)
class JetFire:
    """A jet that burns: mass rate (kg/s), heat of combustion (kJ/kg), share radiated."""

    rate_kg_s: float
    combustion_kj_kg: float
    radiated: float

    @property
    def heat_kw(self) -> float:
        """Heat release rate."""
        return self.rate_kg_s * self.combustion_kj_kg

    @property
    def flame_m(self) -> float:
        """Flame length (Lowesmith et al. 2007, Process Saf. Environ. Prot. 85, 207)."""
        return float(2.8893 * (self.heat_kw / 1000) ** 0.3728)

    def kw_m2(self, distance_m: Floats, vapour_pa: float | None) -> Floats:
        """From a point in the middle of the flame, `distance_m` away from it (API 521, annex C)."""
        clear = transmissivity(vapour_pa, distance_m)
        return np.asarray(clear * self.radiated * self.heat_kw / (4 * pi * distance_m**2))


@dataclass(frozen=True, slots=True)
class Fireball:
    """A fireball of so much fuel (kg) with its emissive power (kW/m²); its centre stands `rise` diameters high."""

    fuel_kg: float
    emitted_kw_m2: float
    rise: float
    facing: bool

    @property
    def diameter_m(self) -> float:
        """Greatest diameter (CCPS 1994, Guidelines for VCEs, Flash Fires and BLEVEs)."""
        return float(5.8 * self.fuel_kg ** (1 / 3))

    @property
    def seconds(self) -> float:
        """How long it burns (CCPS 1994): by momentum up to 30 t, by buoyancy above."""
        return float(
            0.45 * self.fuel_kg ** (1 / 3) if self.fuel_kg < 30_000 else 2.6 * self.fuel_kg ** (1 / 6)
        )

    def kw_m2(self, distance_m: Floats, vapour_pa: float | None) -> Floats:
        """At a target on the ground, facing the ball or upright, `distance_m` from below its centre."""
        radius = self.diameter_m / 2
        slant = np.sqrt(distance_m**2 + (self.rise * self.diameter_m) ** 2)
        slant = np.maximum(slant, radius)
        view = (radius / slant) ** 2
        if not self.facing:
            view = view * np.minimum(distance_m / slant, 1.0)
        return np.asarray(self.emitted_kw_m2 * view * transmissivity(vapour_pa, slant - radius))
