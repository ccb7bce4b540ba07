"""A flood from the first drop to the last hour: rain, springs and sewers over a terrain."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import NDArray

from ancheng.science.flood.inertial import LONGEST_STEP_S, Wave
from ancheng.science.flood.pipes import EXCHANGE_S, Sewer
from ancheng.science.flood.terrain import Floats, Terrain
from ancheng.science.model import BadInput

# The highest water and its arrival are looked at this often.
LOOK_S = 60.0
WET_M = 0.05
# The water is kept at so many moments at most, for whoever wants to see it rise and fall.
MOMENTS = 12
# Cells × steps: ten minutes of one processor.
MOST_WORK = 2e10


@dataclass(frozen=True, slots=True)
class Spring:
    """Water that comes up in one cell, such as from a burst main or a breach."""

    row: int
    column: int
    m3_s: float
    from_s: float
    to_s: float


@dataclass(frozen=True, slots=True)
class Weather:
    """Rain as steps (from second, millimetres per hour) and what soaks in or drains everywhere (mm/h)."""

    steps: Sequence[tuple[float, float]]
    loss_mm_h: float

    def rate(self, second: float) -> float:
        """Millimetres per hour at that moment."""
        now = 0.0
        for start, mm_h in self.steps:
            if start > second + 1e-9:
                break
            now = mm_h
        return now

    def next_change(self, second: float) -> float:
        """When it next changes."""
        return next((start for start, _ in self.steps if start > second + 1e-9), np.inf)


@dataclass(frozen=True, slots=True, eq=False)
class Flooded:
    """Deepest water and its first arrival (minutes; NaN where it stayed dry) by cell, and the account of the water."""

    deepest_m: Floats
    arrival_min: Floats
    wave: Wave
    overflow_m3: float
    taken_in_m3: float
    steps: int
    # (minute, depth by cell) at evenly spaced moments, the last at the end.
    moments: tuple[tuple[float, NDArray[np.float32]], ...] = ()


def spacing_s(seconds: float) -> float:
    """Seconds between the moments that are kept: whole looks, so that keeping them changes no step."""
    return LOOK_S * max(1, ceil(seconds / LOOK_S / MOMENTS))


def run(
    terrain: Terrain,
    wave: Wave,
    weather: Weather,
    springs: Sequence[Spring],
    seconds: float,
    sewer: Sewer | None = None,
    told: Callable[[float], None] | None = None,
) -> Flooded:
    """Let it flow; `told` hears the share that is done and may raise to stop."""
    deepest = np.zeros_like(wave.depth)
    arrival = np.full(wave.depth.shape, np.nan)
    exchange = _Exchange(sewer)
    moments: list[tuple[float, NDArray[np.float32]]] = []
    spacing = due = spacing_s(seconds)
    now, look, steps = 0.0, LOOK_S, 0
    while now < seconds - 1e-6:
        until = min(seconds, look, weather.next_change(now), exchange.due)
        until = min([until, *(t for each in springs for t in (each.from_s, each.to_s) if t > now + 1e-6)])
        while now < until - 1e-6:
            step = min(wave.safe_step(), until - now, LONGEST_STEP_S)
            wave.advance(step, weather.rate(now) / 3.6e6, weather.loss_mm_h / 3.6e6)
            for each in springs:
                if each.from_s <= now < each.to_s:
                    wave.balance.inflow += wave.add(each.row, each.column, each.m3_s * step)
            now += step
            steps += 1
            if steps * wave.depth.size > MOST_WORK:
                raise BadInput("计算量过大（水深过大或格距过小），请加大格距或缩短时长。")
        if now >= exchange.due - 1e-6:
            exchange.make(wave)
        if now >= look - 1e-6 or now >= seconds - 1e-6:
            np.maximum(deepest, wave.depth, out=deepest)
            arrival[np.isnan(arrival) & (wave.depth >= WET_M)] = now / 60
            look += LOOK_S
            if now >= due - 1e-6 or now >= seconds - 1e-6:
                moments.append((now / 60, wave.depth.astype(np.float32)))
                due += spacing
            if told is not None:
                told(now / seconds)
    return Flooded(deepest, arrival, wave, exchange.overflow, exchange.taken_in, steps, tuple(moments))


class _Exchange:
    """What passes between sewer and surface, both ways; whatever leaves one enters the other."""

    def __init__(self, sewer: Sewer | None) -> None:
        self.sewer = sewer
        self.due = EXCHANGE_S if sewer is not None else np.inf
        self.overflow = self.taken_in = 0.0

    def make(self, wave: Wave) -> None:
        sewer = self.sewer
        if sewer is None:
            return
        if not sewer.step():
            self.due = np.inf
            return
        self.due += EXCHANGE_S
        for each in sewer.manholes:
            came = sewer.overflow_m3(each)
            self.overflow += wave.add(each.row, each.column, came)
            wave.balance.inflow += came
            wanted = sewer.takes_m3(each, float(wave.depth[each.row, each.column]))
            took = -wave.add(each.row, each.column, -wanted) if wanted > 0 else 0.0
            sewer.pour(each, took)
            self.taken_in += took
            wave.balance.drained += took
