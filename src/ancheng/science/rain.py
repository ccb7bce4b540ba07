"""Heavy rain: intensity formula by return period, storm profile, return levels of a series, and warning levels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import exp, log, log10, pi, sqrt

from ancheng.base.editions import Edition

# 1 L/(s·hm²) is 0.36 mm/h.
MM_H = 0.36
EULER = 0.5772156649015329


@dataclass(frozen=True, slots=True)
class Storm:
    """q = A·(1 + C·lg P) / (t + b)^n in L/(s·hm²), t in minutes, P in years."""

    a: float
    c: float
    b: float
    n: float

    def intensity(self, years: float, minutes: float) -> float:
        """Mean intensity, L/(s·hm²)."""
        return float(self.a * (1 + self.c * log10(years)) / (minutes + self.b) ** self.n)

    def depth_mm(self, years: float, minutes: float) -> float:
        """Depth of rain in so many minutes."""
        return self.intensity(years, minutes) * MM_H * minutes / 60

    def years_of(self, depth_mm: float, minutes: float) -> float | None:
        """The return period of a measured depth; None under the formula's least, one year per 1/C lg."""
        share = depth_mm / self.depth_mm(1.0, minutes)
        lg = (share - 1) / self.c
        return None if share <= 0 or lg < -0.6 else min(10**lg, 1e6)


# 北京（城区）公式，见《给水排水设计手册》第5册；平台未取得 DB11/T 969 现行文本，未核对。
BEIJING = Edition(
    Storm(2001.0, 0.811, 8.0, 0.711), "暴雨强度公式表·北京", "《给水排水设计手册》第5册", date(2004, 1, 1)
)


def profile(storm: Storm, years: float, minutes: int, step_min: int, peak: float) -> list[float]:
    """Depth (mm) per step of a Chicago storm whose peak lies at the share `peak` of its duration; sums to its depth."""

    def from_peak(away: float, share: float) -> float:
        return share * storm.depth_mm(years, away / share) if away > 0 else 0.0

    top = minutes * peak
    total = from_peak(top, peak)

    def until(t: float) -> float:
        return total - from_peak(top - t, peak) if t <= top else total + from_peak(t - top, 1 - peak)

    edges = [*range(0, minutes, step_min), minutes]
    return [until(late) - until(early) for early, late in pairwise(edges)]


def gumbel(maxima: Sequence[float], years: float) -> float:
    """The level that is exceeded once in so many years, from annual maxima, by Gumbel's distribution and moments."""
    mean = sum(maxima) / len(maxima)
    spread = sqrt(sum((each - mean) ** 2 for each in maxima) / (len(maxima) - 1))
    return mean + gumbel_factor(years) * spread


def gumbel_factor(years: float) -> float:
    """Frequency factor K of Gumbel's distribution (Chow 1951)."""
    return -sqrt(6) / pi * (EULER + log(log(years / (years - 1))))


def gumbel_years(maxima: Sequence[float], level: float) -> float:
    """The return period of a level in a series of annual maxima, at most a million years."""
    mean = sum(maxima) / len(maxima)
    spread = sqrt(sum((each - mean) ** 2 for each in maxima) / (len(maxima) - 1))
    reduced = (level - mean) / spread * pi / sqrt(6) + EULER
    return min(1 / -(exp(-exp(-reduced)) - 1), 1e6) if reduced < 30 else 1e6


@dataclass(frozen=True, slots=True)
class Signal:
    """Beijing's rain signals: for each level the depth (mm) in so many hours from which it is due."""

    hours: Mapping[str, Mapping[int, float]]

    def level(self, depths_mm: Mapping[int, float]) -> str | None:
        """The highest level for which any one depth suffices; None when none does."""
        for name, limits in self.hours.items():
            if any(depths_mm.get(hours, -1.0) >= limit for hours, limit in limits.items()):
                return name
        return None


# Any one condition suffices. The 24 h values of yellow and blue were not confirmed.
BEIJING_SIGNAL = Edition(
    Signal(
        {
            "red": {1: 100, 6: 150, 24: 200},
            "orange": {1: 70, 6: 100, 24: 150},
            "yellow": {1: 50, 6: 70, 24: 100},
            "blue": {1: 30, 6: 50, 24: 70},
        }
    ),
    "暴雨预警信号",
    "北京市气象灾害预警信号标准",
    date(2019, 1, 1),
)
