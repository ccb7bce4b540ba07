"""p-median of 900 nodes: time and gap of the heuristic, and of 10,000 demands over 1,000 sites.

python bench/siting.py
"""

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np

from ancheng.science.siting.p_median import p_median
from bench._report import report


def main() -> int:
    rng = np.random.default_rng(1)
    for name, demands, sites, p, goal in (
        ("900", 900, 900, 90, 0.3),
        ("10000x1000", 10_000, 1_000, 50, 10.0),
    ):
        here, there = rng.random((demands, 2)) * 30_000, rng.random((sites, 2)) * 30_000
        costs = np.hypot(*(here[:, None, :] - there[None, :, :]).transpose(2, 0, 1))
        began = time.perf_counter()
        found = p_median(costs, p, seconds=goal * 0.9)
        report(f"p_median_{name}", time.perf_counter() - began, goal, "s", f"gap {found.gap:.2%}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
