"""Where to put fire stations, shelters, chargers or hydrants."""

from __future__ import annotations

from typing import Any

import numpy as np

from ancheng.science.geometry import haversine_m
from ancheng.science.model import BadInput, Case, Input, InputKind, Model
from ancheng.science.siting import proof
from ancheng.science.siting.p_median import Placed, p_median

METHODS = ("p_median", "p_center", "fewest", "most_covered")
# Up to so many pairs an exact proof is tried within the time that an officer waits.
PROOF_PAIRS = 40_000


def compute(given: dict[str, Any]) -> dict[str, Any]:
    demands, sites = given["demands"], given["sites"]
    if not demands or not sites:
        raise BadInput("请至少给出一个需求点和一个候选点。")
    weights = np.array([each["weight"] for each in demands])
    distance = _distances(demands, sites)
    fixed = [number for number, each in enumerate(sites) if each["existing"]]
    method, count, radius = given["method"], given["count"], given["radius_m"]
    if method in ("p_median", "p_center", "most_covered") and count is None:
        raise BadInput("该方法须给出设施数（count）。")
    if method in ("fewest", "most_covered") and radius is None:
        raise BadInput("该方法须给出服务半径（radius_m）。")
    seconds = given["seconds"]
    proven: dict[str, Any]
    if method == "p_median":
        placed = _median(distance * weights[:, None], count, fixed, seconds)
        chosen = placed.sites
        proven = {"cost": placed.cost, "bound": placed.bound, "gap": placed.gap}
    elif method == "p_center":
        chosen, reach = proof.p_center(distance, count, fixed=fixed, seconds=seconds)
        proven = {"farthest_m": reach, "gap": 0.0}
    elif method == "fewest":
        chosen, least = proof.fewest_sites(distance <= radius, fixed=fixed, seconds=seconds)
        proven = {"bound": least, "gap": (len(chosen) - least) / len(chosen)}
    else:
        chosen, covered, most = proof.most_covered(
            distance <= radius, weights, count, fixed=fixed, seconds=seconds
        )
        proven = {"covered_weight": covered, "bound": most, "gap": (most - covered) / most if most else 0.0}
    return {"method": method, **proven, **_report(distance, weights, chosen, sites, radius)}


def _median(costs: Any, count: int, fixed: list[int], seconds: float) -> Placed:
    placed = p_median(costs, count, fixed=fixed, seconds=seconds)
    if placed.gap > 0 and costs.size <= PROOF_PAIRS:
        return proof.p_median_proof(costs, placed, count, fixed=fixed, seconds=seconds)
    return placed


def _report(
    distance: Any, weights: Any, chosen: Any, sites: list[dict[str, Any]], radius: float | None
) -> dict[str, Any]:
    """What the choice means for people: sites, who goes where, how far, and how evenly."""
    picked = np.array(sorted(chosen), dtype=np.int64)
    near = distance[:, picked]
    assigned = picked[np.argmin(near, axis=1)]
    reach = near.min(axis=1)
    total = float(weights.sum())
    order = np.argsort(reach)
    running = np.cumsum(weights[order]) / total if total else np.linspace(0, 1, len(order))

    def within(share: float) -> float:
        return float(reach[order][min(int(np.searchsorted(running, share)), len(order) - 1)])

    return {
        "sites": [
            {
                "index": int(site),
                "name": sites[site]["name"] or str(site + 1),
                "longitude": sites[site]["longitude"],
                "latitude": sites[site]["latitude"],
                "existing": sites[site]["existing"],
                "weight_served": float(weights[assigned == site].sum()),
            }
            for site in picked.tolist()
        ],
        "assigned": assigned.tolist(),
        "mean_m": float((reach * weights).sum() / total) if total else float(reach.mean()),
        "median_m": within(0.5),
        "p95_m": within(0.95),
        "max_m": float(reach.max()),
        "within_radius": None
        if radius is None or not total
        else float(weights[reach <= radius].sum() / total),
    }


def _distances(demands: list[dict[str, Any]], sites: list[dict[str, Any]]) -> Any:
    """Great-circle distances in metres, demands × sites."""
    east, north = (np.array([each[key] for each in demands]) for key in ("longitude", "latitude"))
    to_east, to_north = (np.array([each[key] for each in sites]) for key in ("longitude", "latitude"))
    return np.stack(
        [
            haversine_m(east, north, np.full_like(east, x), np.full_like(north, y))
            for x, y in zip(to_east, to_north, strict=True)
        ],
        axis=1,
    )


PLACE = (
    Input("longitude", "经度", "Longitude", unit="°", minimum=-180, maximum=180),
    Input("latitude", "纬度", "Latitude", unit="°", minimum=-90, maximum=90),
)
LINE = [{"longitude": 116.40 + 0.01 * n, "latitude": 39.90} for n in range(5)]

MODEL = Model(
    title="设施选址",
    title_en="Siting of facilities",
    version="1",
    inputs=(
        Input(
            "method",
            "方法",
            "Method",
            InputKind.CHOICE,
            choices=METHODS,
            default="p_median",
            help="p_median 总距离最小；p_center 最远者最近；fewest 覆盖全部所需最少；most_covered 固定数量覆盖最多。",
        ),
        Input(
            "count",
            "设施数",
            "Number of facilities",
            InputKind.INTEGER,
            minimum=1,
            maximum=10_000,
            required=False,
        ),
        Input("radius_m", "服务半径", "Service radius", unit="m", minimum=1, maximum=100_000, required=False),
        Input(
            "seconds",
            "最长计算时间",
            "Longest computing time",
            unit="s",
            minimum=0.1,
            maximum=600,
            default=10.0,
        ),
        Input(
            "demands",
            "需求点",
            "Demands",
            InputKind.LIST,
            rows=(*PLACE, Input("weight", "权重", "Weight", minimum=0, default=1.0, help="人口、对象数等。")),
        ),
        Input(
            "sites",
            "候选点",
            "Candidate sites",
            InputKind.LIST,
            rows=(
                *PLACE,
                Input("name", "名称", "Name", InputKind.TEXT, default=""),
                Input("existing", "已有设施", "Existing", InputKind.BOOLEAN, default=False),
            ),
        ),
    ),
    compute=compute,
    assumptions=("距离为直线（大圆）距离，不计道路；需求点由最近的设施服务，设施容量不限。",),
    citations=(
        "Hakimi 1964, Operations Research 12:450 (p-median)",
        "Toregas et al. 1971, Operations Research 19:1363 (LSCP)",
        "Church & ReVelle 1974, Papers in Regional Science 32:101 (MCLP)",
        "Hansen & Mladenović 1997, Location Science 5:207",
        "Beasley 1993, EJOR 65:383 (Lagrangean heuristics)",
    ),
    cases=(
        Case(
            "five points in a line, two facilities: ends of the line share the cost (enumerated by hand)",
            {"method": "p_median", "count": 2, "demands": LINE, "sites": LINE},
            {"max_m": 853.0, "gap": 0.0},
            tolerance=0.01,
        ),
    ),
    verified="OR-Library pmed1–10 的已证最优值；spopt 旧金山算例",
    unverified=("容量限制与道路行程时间尚未纳入。",),
)
