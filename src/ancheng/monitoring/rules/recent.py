"""The last readings of every sensor in memory: what a card draws the moment it appears."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

POINTS = 32


class Recent:
    """A ring of the last readings per sensor; of several in one stretch the last is kept."""

    def __init__(self, sensors: int) -> None:
        self.time = np.full((sensors, POINTS), np.nan)
        self.value = np.full((sensors, POINTS), np.nan, dtype=np.float32)
        self.next = np.zeros(sensors, dtype=np.int16)

    def take(self, sensor: NDArray[np.int64], time: NDArray[np.float64], value: NDArray[np.float64]) -> None:
        at = self.next[sensor]
        self.time[sensor, at], self.value[sensor, at] = time, value
        self.next[sensor] = (at + 1) % POINTS

    def of(self, sensor: int) -> list[tuple[float, float]]:
        """Readings in the order of time."""
        known = ~np.isnan(self.time[sensor])
        order = np.argsort(self.time[sensor][known])
        times, values = self.time[sensor][known][order], self.value[sensor][known][order]
        return [
            (round(float(t), 3), round(float(v), 4))
            for t, v in zip(times, values, strict=True)
            if np.isfinite(v)
        ]

    def last(self, sensor: int) -> float | None:
        found = self.of(sensor)
        return found[-1][1] if found else None
