"""Levels of concern for poison, heat and blast as data with their source, and probit functions."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from math import erf, log, sqrt
from pathlib import Path

from ancheng.science.model import BadInput

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Band:
    """A level of heat (kW/m²) or blast (kPa) and what happens there."""

    kind: str
    value: float
    unit: str
    zh: str
    en: str
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Guide:
    """A toxic guideline value (ppm) of a substance for one time of exposure (minutes)."""

    substance: str
    cas: str
    molar_mass_g_mol: float
    guide: str
    minutes: float
    ppm: float
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Probit:
    """Pr = a + b·ln(dose); dose = concentration^n · minutes (ppm), or as the comment of its table says."""

    a: float
    b: float
    n: float
    source: str
    verified: bool = False

    def share(self, level: float, minutes: float) -> float:
        """Share of people affected at a constant level for so many minutes."""
        if level <= 0 or minutes <= 0:
            return 0.0
        return probability(self.a + self.b * (self.n * log(level) + log(minutes)))


@cache
def bands() -> tuple[Band, ...]:
    """Every band of heat and blast."""
    with (HERE / "bands.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Band(
                row["kind"],
                float(row["value"]),
                row["unit"],
                row["zh"],
                row["en"],
                row["source"],
                row["verified"] == "yes",
            )
            for row in csv.DictReader(file)
        )


@cache
def guides() -> tuple[Guide, ...]:
    """Every toxic guideline value."""
    with (HERE / "toxic.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Guide(
                row["substance"],
                row["cas"],
                float(row["molar_mass_g_mol"]),
                row["guide"],
                float(row["minutes"]),
                float(row["ppm"]),
                row["source"],
                row["verified"] == "yes",
            )
            for row in csv.DictReader(file)
        )


# Dose in ppm^n · min. Chlorine: Withers and Lees 1985, as published; the others: Crowl table 2-5 (CCPS 1988).
TOXIC_PROBITS = {
    "氯": Probit(-8.29, 0.92, 2.0, "Withers and Lees 1985", verified=True),
    "氨": Probit(-35.9, 1.85, 2.0, "Crowl 表2-5"),
    "硫化氢": Probit(-31.42, 3.008, 1.43, "Crowl 表2-5"),
    "一氧化碳": Probit(-37.98, 3.7, 1.0, "Crowl 表2-5"),
    "二氧化硫": Probit(-15.67, 2.10, 1.0, "Crowl 表2-5"),
    "光气": Probit(-19.27, 3.686, 1.0, "Crowl 表2-5"),
    "氟化氢": Probit(-35.87, 3.354, 1.0, "Crowl 表2-5"),
    "氯化氢": Probit(-16.85, 2.0, 1.0, "Crowl 表2-5"),
    "氰化氢": Probit(-29.42, 3.008, 1.43, "Crowl 表2-5"),
}
# Overpressure in Pa (Eisenberg 1975, Crowl table 2-5).
LUNG, EARDRUM = (-77.1, 6.91), (-15.6, 1.93)


def substances() -> tuple[str, ...]:
    """Substances with guideline values, in the order of the table."""
    return tuple(dict.fromkeys(each.substance for each in guides()))


def guides_for(substance: str, minutes: float) -> list[Guide]:
    """One value per guide: that of the shortest tabulated time not below the exposure, which errs on the safe side."""
    found: dict[str, Guide] = {}
    for each in sorted((one for one in guides() if one.substance == substance), key=lambda one: one.minutes):
        if each.minutes >= minutes or not each.guide.startswith("AEGL"):
            found.setdefault(each.guide, each)
    if not any(name.startswith("AEGL") for name in found):
        raise BadInput("暴露时间超过 480 分钟，急性暴露指导值不适用，请缩短“暴露时间”。")
    return sorted(found.values(), key=lambda one: one.ppm)


def probability(probit: float) -> float:
    """Share of people for a probit: the normal distribution about 5."""
    return 0.5 * (1 + erf((probit - 5) / sqrt(2)))


def heat_deaths(kw_m2: float, seconds: float) -> float:
    """Share of unprotected people who die of heat (Eisenberg 1975): Pr = −14.9 + 2.56·ln(t·I^(4/3)/10⁴), I in W/m²."""
    if kw_m2 <= 0 or seconds <= 0:
        return 0.0
    return probability(-14.9 + 2.56 * log(seconds * (kw_m2 * 1000) ** (4 / 3) / 1e4))


def blast_share(kpa: float, coefficients: tuple[float, float]) -> float:
    """Share of people with lungs or eardrums hurt by an overpressure."""
    if kpa <= 0:
        return 0.0
    a, b = coefficients
    return probability(a + b * log(kpa * 1000))
