"""Pasquill class from what is known of the weather, and the wind at the height of the release."""

from __future__ import annotations

from math import log10

from ancheng.science.model import BadInput

# Seinfeld and Pandis, Atmospheric Chemistry and Physics, table 16.4, fits of Golder 1972: 1/L = a + b·log10(z0).
GOLDER = {
    "A": (-0.096, 0.029),
    "B": (-0.037, 0.029),
    "C": (-0.002, 0.018),
    "D": (0.0, 0.0),
    "E": (0.004, -0.018),
    "F": (0.035, -0.036),
}
# Power-law exponents of the wind profile, A to F: Irwin 1979, as in EPA-454/B-95-003b.
PROFILE = {
    "rural": dict(zip("ABCDEF", (0.07, 0.07, 0.10, 0.15, 0.35, 0.55), strict=True)),
    "urban": dict(zip("ABCDEF", (0.15, 0.15, 0.20, 0.25, 0.30, 0.30), strict=True)),
}
# Below this height a profile by a power law means nothing; a release at the ground is carried by the wind at 2 m.
LOWEST_M = 2.0
# Pasquill 1961 (Turner 1970 table 3-1): upper limit of the 10 m wind (m/s), then sun strong, moderate, slight, and
# night with at least 4/8 low cloud, and with at most 3/8 cloud.
PASQUILL = (
    (2.0, ("A", "A", "B", "F", "F")),
    (3.0, ("A", "B", "C", "E", "F")),
    (5.0, ("B", "B", "C", "D", "E")),
    (6.0, ("C", "C", "D", "D", "D")),
    (float("inf"), ("C", "D", "D", "D", "D")),
)
SKIES = ("strong_sun", "moderate_sun", "slight_sun", "cloudy_night", "clear_night", "overcast")


def from_obukhov(length_m: float, roughness_m: float) -> str:
    """The class whose line in Golder's diagram lies nearest to 1/L at this roughness (0.001 to 0.5 m)."""
    if length_m == 0 or not 0.001 <= roughness_m <= 0.5:
        raise BadInput("莫宁—奥布霍夫长度不能为零，粗糙度应在 0.001 至 0.5 m 之间。")
    level = log10(roughness_m)
    return min(GOLDER, key=lambda name: abs(1 / length_m - (GOLDER[name][0] + GOLDER[name][1] * level)))


def from_weather(wind_10m_m_s: float, sky: str) -> str:
    """Pasquill's class for the wind at 10 m and the sky; overcast is D by day and by night."""
    if sky == "overcast":
        return "D"
    row = next(classes for limit, classes in PASQUILL if wind_10m_m_s < limit)
    return row[SKIES.index(sky)]


def wind_at(height_m: float, wind_m_s: float, measured_m: float, stability: str, surroundings: str) -> float:
    """Wind (m/s) at `height_m`, never below 2 m, from the one measured at `measured_m`."""
    exponent = PROFILE[surroundings][stability]
    return wind_m_s * float((max(height_m, LOWEST_M) / measured_m) ** exponent)
