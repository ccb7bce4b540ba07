"""How long an ensemble of 1,000 plumes at 40,000 receptors takes, and how near its figures are to plume by plume."""

import time

import numpy as np

from ancheng.science.dispersion.ensemble import Floats, Members, draw, spread
from ancheng.science.dispersion.gaussian import Air
from bench._report import report

SIDE, MEMBERS = 200, 1000


def main() -> None:
    """Exceedance of two levels and the mean on a grid of 8 km by 8 km."""
    axis = np.linspace(-4000, 4000, SIDE)
    east, north = (each.ravel() for each in np.meshgrid(axis, axis))
    members = draw(
        count=MEMBERS,
        seed=1,
        rate_kg_s=1.0,
        wind_m_s=3.0,
        wind_from_deg=315.0,
        rate_spread=2.0,
        wind_spread=1.5,
        direction_sd_deg=20.0,
    )
    air = Air(3.0, "D", "briggs_urban", 800.0)
    best = min(_seconds(air, members, east, north) for _ in range(3))
    report("plume ensemble 1,000 x 40,000", best, 1.0, "s", "two levels and the mean")


def _seconds(air: Air, members: Members, east: Floats, north: Floats) -> float:
    started = time.perf_counter()
    spread(air, members, 2.0, east, north, 1.5, np.array([1e-6, 1e-5]))
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
