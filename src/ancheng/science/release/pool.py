"""What a pool gives off: evaporation by wind or still air, boiling on warm ground (SI units)."""

from __future__ import annotations

from math import pi, sqrt

from ancheng.science.release.orifice import GAS_CONSTANT

# Mass transfer of water in still air, m/s, and its molar mass: Matthiessen 1986, in Crowl 3-20.
WATER_M_S, WATER_KG = 0.0083, 0.018
# Kinematic viscosity of air at 25 °C (m²/s), for the Schmidt number.
AIR_VISCOSITY = 1.55e-5


def transfer_still(molar_kg: float) -> float:
    """Mass transfer coefficient (m/s) in still air, from that of water by molar mass (Crowl 3-18)."""
    return WATER_M_S * float((WATER_KG / molar_kg) ** (1 / 3))


def transfer_wind(wind_10m_m_s: float, diameter_m: float, diffusivity_m2_s: float) -> float:
    """Mass transfer coefficient (m/s) under wind (Mackay and Matsugu 1973, as in CCPS 1999 eq. 2.43)."""
    schmidt = AIR_VISCOSITY / diffusivity_m2_s
    return float(0.00482 * wind_10m_m_s**0.78 * diameter_m**-0.11 * schmidt**-0.67)


def evaporation(
    transfer_m_s: float, area_m2: float, molar_kg: float, vapour_pa: float, temperature_k: float
) -> float:
    """kg/s from a pool whose vapour is carried off (Crowl 3-12); the vapour pressure must be below the air's."""
    return transfer_m_s * area_m2 * molar_kg * vapour_pa / (GAS_CONSTANT * temperature_k)


def boiling(
    area_m2: float,
    ground_k: float,
    boiling_k: float,
    latent_j_kg: float,
    seconds: float,
    conductivity: float,
    diffusivity: float,
) -> float:
    """kg/s that boils off `seconds` after the spill by heat out of the ground (Crowl 4-105)."""
    flux = conductivity * max(ground_k - boiling_k, 0.0) / sqrt(pi * diffusivity * seconds)
    return flux * area_m2 / latent_j_kg
