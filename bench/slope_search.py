"""How long the stability of 100,000 slip circles takes, and a whole automatic search."""

import time

import numpy as np

from ancheng.science.slope.search import COARSE_SLICES, factors, search, through
from ancheng.science.slope.section import Circles, Section, Soil
from bench._report import report

CIRCLES = 100_000
# A fill of two soils with a piezometric line: the slowest way through the program.
X, Y = np.array([0.0, 20, 60, 100]), np.array([10.0, 10, 30, 30])
UNDER = np.array([0.0, 100]), np.array([8.0, 14])
WATER = np.array([0.0, 20, 100]), np.array([9.0, 10, 22])
FILL = Section(X, Y, (Soil(8.0, 0.36, 18.0), Soil(15.0, 0.45, 19.5, UNDER)), water=WATER)


def main() -> None:
    """Random circles through the ground, then the search as the model runs it."""
    chance = np.random.default_rng(1)
    left = chance.uniform(0, 50, CIRCLES)
    circles = through(FILL, left, left + chance.uniform(5, 50, CIRCLES), chance.uniform(0.05, 0.45, CIRCLES))
    best = min(_circles(circles) for _ in range(3))
    report("slope, 100,000 circles", best, 3.0, "s", f"{COARSE_SLICES} slices, two soils, water")
    started = time.perf_counter()
    found = search(FILL, 0.5)
    seconds = time.perf_counter() - started
    note = f"{found.tried} circles, factor {found.factor:.3f}" if found else "nothing found"
    report("slope, whole search", seconds, 2.0, "s", note)


def _circles(circles: Circles) -> float:
    started = time.perf_counter()
    factors(FILL, circles, COARSE_SLICES, 0.5)
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
