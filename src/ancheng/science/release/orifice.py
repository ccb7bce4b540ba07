"""Discharge through a hole: liquid, gas (choked or not) and flashing liquid.

CCPS 1999 = Guidelines for Consequence Analysis of Chemical Releases; Crowl = Crowl and Louvar, Chemical Process
Safety, 3rd edition 2011, chapter 4.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import pi, sqrt

GAS_CONSTANT = 8.314462618
GRAVITY = 9.80665
# A flashing liquid needs about this length of pipe to reach equilibrium (Fauske, in Crowl 4-7).
RELAXATION_M = 0.1


@dataclass(frozen=True, slots=True)
class GasFlow:
    """Rate (kg/s), whether it is choked, and temperature (K), pressure (Pa) and velocity (m/s) in the hole."""

    kg_s: float
    choked: bool
    temperature_k: float
    pressure_pa: float
    velocity_m_s: float


def hole_area_m2(diameter_m: float) -> float:
    """The area of a round hole."""
    return pi / 4 * diameter_m**2


def liquid(area_m2: float, discharge: float, density: float, over_pa: float, head_m: float) -> float:
    """kg/s of a liquid under an overpressure and a head (Bernoulli; CCPS 1999 eq. 2.13, Crowl 4-12)."""
    drive = max(over_pa / density + GRAVITY * head_m, 0.0)
    return discharge * area_m2 * density * sqrt(2 * drive)


def gas(
    area_m2: float,
    discharge: float,
    pressure_pa: float,
    temperature_k: float,
    molar_kg: float,
    gamma: float,
    out_pa: float,
) -> GasFlow:
    """Ideal gas through a hole (CCPS 1999 eq. 2.16 and 2.19, Crowl 4-48 and 4-50)."""
    critical = (2 / (gamma + 1)) ** (gamma / (gamma - 1))
    ratio = max(out_pa / pressure_pa, critical)
    choked = out_pa / pressure_pa <= critical
    inside = ratio ** (2 / gamma) - ratio ** ((gamma + 1) / gamma)
    density = pressure_pa * molar_kg / (GAS_CONSTANT * temperature_k)
    flux = sqrt(2 * pressure_pa * density * gamma / (gamma - 1) * max(inside, 0.0))
    throat_k = temperature_k * ratio ** ((gamma - 1) / gamma)
    velocity = flux / (density * ratio ** (1 / gamma)) if flux else 0.0
    return GasFlow(discharge * area_m2 * flux, choked, throat_k, ratio * pressure_pa, velocity)


@dataclass(frozen=True, slots=True)
class Boiling:
    """A liquid at T (K) that boils: saturation pressure (Pa), latent heat (J/kg), heat capacity, both densities."""

    temperature_k: float
    saturation_pa: float
    latent_j_kg: float
    heat_j_kg_k: float
    liquid_kg_m3: float
    vapour_kg_m3: float

    @property
    def swelling_m3_kg(self) -> float:
        """Specific volume of vapour less that of liquid."""
        return 1 / self.vapour_kg_m3 - 1 / self.liquid_kg_m3


def two_phase(
    area_m2: float, discharge: float, fluid: Boiling, pressure_pa: float, out_pa: float, pipe_m: float
) -> float:
    """kg/s of a flashing liquid: equilibrium flow (Crowl 4-91) with subcooling (4-93, 4-95) and short pipes (4-90)."""
    over = max(pressure_pa - out_pa, 0.0)
    swelling = fluid.swelling_m3_kg
    equilibrium = fluid.latent_j_kg / swelling / sqrt(fluid.temperature_k * fluid.heat_j_kg_k)
    if pipe_m < RELAXATION_M and over:
        inertia = (
            2
            * over
            * fluid.liquid_kg_m3
            * (discharge * swelling) ** 2
            * fluid.temperature_k
            * fluid.heat_j_kg_k
        )
        equilibrium /= sqrt(fluid.latent_j_kg**2 / inertia + pipe_m / RELAXATION_M)
    subcooled = discharge * sqrt(2 * fluid.liquid_kg_m3 * max(pressure_pa - fluid.saturation_pa, 0.0))
    ceiling = sqrt(2 * fluid.liquid_kg_m3 * over) if over else 0.0
    return area_m2 * min(sqrt(equilibrium**2 + subcooled**2), ceiling)


def flash_fraction(heat_j_kg_k: float, temperature_k: float, boiling_k: float, latent_j_kg: float) -> float:
    """Share of a superheated liquid that turns to vapour at once (CCPS 1999 eq. 2.30), between 0 and 1."""
    return min(max(heat_j_kg_k * (temperature_k - boiling_k) / latent_j_kg, 0.0), 1.0)
