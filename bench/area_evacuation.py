"""A hundred evacuations, each of 100 communities to 12 shelters, on 75,000 synthetic nodes."""

import time

import numpy as np

from ancheng.science.models.area_evacuation import MODEL
from ancheng.science.roads.nets import net
from bench._report import report

RUNS, COMMUNITIES, SHELTERS = 100, 100, 12


def main() -> None:
    """The net is held, as it is in a running platform; each run has its own people, shelters and closure."""
    held = net("synthetic")
    _ = held.roads, held.places.one(116.44, 39.92)
    chance = np.random.default_rng(1)
    questions = [_question(chance) for _ in range(RUNS)]
    began = time.perf_counter()
    found = [MODEL.run(each) for each in questions]
    note = f"clearance {np.median([each['clearance_min'] for each in found]):.0f} min in the median"
    report(f"{RUNS} area evacuations", time.perf_counter() - began, 15.0, "s", note)


def _question(chance: np.random.Generator) -> dict:
    lon, lat = 116.44 + chance.uniform(-0.06, 0.06), 39.92 + chance.uniform(-0.05, 0.05)

    def rows(many: int, spread: float, **more: float) -> list[dict]:
        return [
            {
                "lon": lon + chance.uniform(-spread, spread),
                "lat": lat + chance.uniform(-spread, spread),
                **more,
            }
            for _ in range(many)
        ]

    return {
        "net": "synthetic",
        "origins": rows(COMMUNITIES, 0.02, people=500),
        "shelters": rows(SHELTERS, 0.04, capacity=6000),
    }


if __name__ == "__main__":
    main()
