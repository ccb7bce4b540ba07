"""What a choice of sites means for people: who goes where, how far, and how evenly."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
WORST = 10


def report(
    distance: Floats,
    weights: Floats,
    shares: Floats,
    demands: Sequence[dict[str, Any]],
    sites: Sequence[dict[str, Any]],
    unit: str,
) -> dict[str, Any]:
    """`shares` (demands × chosen sites in the order of `distance`'s columns) says who takes whom."""
    reach = np.sum(np.where(shares > 0, distance, 0.0) * shares, axis=1)
    total = float(weights.sum())
    even = weights if total else np.ones(len(weights))
    return {
        "sites": [
            {
                "index": site["index"],
                "name": site["name"] or str(site["index"] + 1),
                "longitude": site["longitude"],
                "latitude": site["latitude"],
                "existing": site["existing"],
                "weight_served": float((weights * shares[:, n]).sum()),
            }
            for n, site in enumerate(sites)
        ],
        "assigned": [sites[n]["index"] for n in np.argmax(shares, axis=1).tolist()],
        f"mean_{unit}": float((reach * even).sum() / even.sum()),
        f"median_{unit}": quantile(reach, even, 0.5),
        f"p95_{unit}": quantile(reach, even, 0.95),
        f"max_{unit}": float(reach.max()),
        "equity": _equity(reach, even, demands, unit),
    }


def quantile(values: Floats, weights: Floats, share: float) -> float:
    """The value that such a share of the weight does not exceed."""
    order = np.argsort(values, kind="stable")
    running = np.cumsum(weights[order]) / weights.sum()
    return float(values[order][min(int(np.searchsorted(running, share - 1e-12)), len(order) - 1)])


def gini(values: Floats, weights: Floats) -> float:
    """0 where everybody has it equally far, towards 1 where few bear all the distance."""
    order = np.argsort(values, kind="stable")
    weight, borne = weights[order] / weights.sum(), (values * weights)[order]
    if not borne.sum():
        return 0.0
    below = np.concatenate(([0.0], np.cumsum(borne) / borne.sum()))
    return float(1.0 - (weight * (below[1:] + below[:-1])).sum())


def _equity(reach: Floats, weights: Floats, demands: Sequence[dict[str, Any]], unit: str) -> dict[str, Any]:
    """How unevenly the way is shared: Gini, who has it farthest, and the groups (such as subdistricts) apart."""
    worst = sorted(range(len(reach)), key=lambda n: (-reach[n], n))[:WORST]
    groups: dict[str, list[int]] = {}
    for n, each in enumerate(demands):
        if each["group"]:
            groups.setdefault(each["group"], []).append(n)
    tail = np.argsort(-reach, kind="stable")
    before = np.cumsum(weights[tail]) - weights[tail]
    tenth = np.clip(weights.sum() / 10 - before, 0.0, weights[tail])
    return {
        "gini": gini(reach, weights),
        f"farthest_tenth_mean_{unit}": float((reach[tail] * tenth).sum() / tenth.sum()),
        "farthest": [
            {"index": n, "name": demands[n]["name"] or str(n + 1), unit: float(reach[n])} for n in worst
        ],
        "groups": [
            {
                "group": name,
                "weight": float(weights[rows].sum()),
                f"mean_{unit}": float(np.average(reach[rows], weights=weights[rows] + 1e-12)),
                f"max_{unit}": float(reach[rows].max()),
            }
            for name, rows in sorted(groups.items())
        ],
    }
