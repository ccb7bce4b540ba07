"""Readings per second through the signal rules, in batches over 100,000 sensors, beside one by one in plain Python.

python bench/signal_rules.py
"""

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np

from ancheng.science.signals.declare import Held, Level, Silent
from ancheng.science.signals.engine import Group, goodness
from bench._report import report

SENSORS, BATCH, BATCHES = 100_000, 20_000, 100


def plain(sensor: np.ndarray, value: np.ndarray) -> float:
    """The same threshold in a loop: what a row-at-a-time engine does at the least."""
    raised = [False] * SENSORS
    began = time.perf_counter()
    for number, reading in zip(sensor.tolist(), value.tolist(), strict=True):
        if reading >= 20.0:
            raised[number] = True
        elif reading < 18.0:
            raised[number] = False
    return len(sensor) / (time.perf_counter() - began)


def _sweep() -> None:
    """Looking for the silent ones among a million sensors, of which a hundred have fallen silent."""
    many = 1_000_000
    group = Group(Silent(300), [{"": number} for number in range(many)], many)
    when = np.full(many, 1000.0)
    when[:100] = 0.0
    group.feed(np.arange(many), when, np.ones(many), np.ones(many, dtype=bool))
    began = time.perf_counter()
    changes = group.tick(400.0)
    spent = time.perf_counter() - began
    assert len(changes) == 100
    report("silent_sweep", spent * 1e3, 10.0, "ms", f"{many:,} sensors, 100 turn silent")


def main() -> int:
    rng = np.random.default_rng(1)
    bindings = [{"": number} for number in range(SENSORS)]
    groups = [
        Group(Level(above=20, clear_margin=2), bindings, SENSORS),
        Group(Held(Level(above=20, clear_margin=2), for_s=60), bindings, SENSORS),
        Group(Silent(300), bindings, SENSORS),
    ]
    sensors = [rng.permutation(SENSORS)[:BATCH] for _ in range(BATCHES)]
    values = [rng.normal(10, 3, BATCH) for _ in range(BATCHES)]
    for name, used in (("level", groups[:1]), ("level_held_silent", groups)):
        began = time.perf_counter()
        for number in range(BATCHES):
            when = np.full(BATCH, 1000.0 + number)
            good = goodness(values[number])
            for group in used:
                group.feed(sensors[number], when, values[number], good)
        rate = BATCH * BATCHES / (time.perf_counter() - began)
        peer = plain(sensors[0], values[0])
        report(f"signal_rules_{name}", rate / 1e6, 4.0, "M readings/s", f"plain loop {peer / 1e6:.2f} M/s")
        for group in used:
            group.last[:] = -np.inf
    _sweep()
    return 0


if __name__ == "__main__":
    sys.exit(main())
