"""p-median of 900 nodes and of 10,000 demands over 1,000 sites: time, gap and proof.

python bench/siting.py
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np

from ancheng.science.siting.p_median import Placed, p_median
from ancheng.science.siting.proof import p_median_proof
from bench._report import report


def main() -> int:
    rng = np.random.default_rng(1)
    for name, demands, sites, p, goal in (
        ("900", 900, 900, 90, 0.3),
        ("10000x1000", 10_000, 1_000, 50, 10.0),
    ):
        here, there = rng.random((demands, 2)) * 30_000, rng.random((sites, 2)) * 30_000
        costs = np.hypot(*(here[:, None, :] - there[None, :, :]).transpose(2, 0, 1))
        found, wall, cpu = _timed(lambda costs=costs, p=p: p_median(costs, p, seconds=60))
        report(f"p_median_{name}", wall, goal, "s", f"gap {found.gap:.2%}; processor {cpu:.2f} s")
        if costs.size <= 1_000_000:
            proven, wall, cpu = _timed(
                lambda costs=costs, p=p, found=found: p_median_proof(costs, found, p, seconds=60)
            )
            report(f"p_median_{name}_proof", wall, 10.0, "s", f"gap {proven.gap:.2%}; processor {cpu:.2f} s")
    return 0


def _timed(ask: Callable[[], Placed]) -> tuple[Placed, float, float]:
    began, spent = time.perf_counter(), time.process_time()
    found = ask()
    return found, time.perf_counter() - began, time.process_time() - spent


if __name__ == "__main__":
    sys.exit(main())
