"""Where to put fire stations, shelters, chargers or hydrants."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ancheng.science.geometry import haversine_m
from ancheng.science.model import BadInput, Case, Input, InputKind, Model
from ancheng.science.roads.inputs import ROADS, ground_of, mode_input
from ancheng.science.roads.speeds import Mode
from ancheng.science.siting import proof
from ancheng.science.siting.capacitated import capacitated
from ancheng.science.siting.p_median import Placed, p_median
from ancheng.science.siting.report import report

METHODS = ("p_median", "p_median_capacity", "p_center", "fewest", "most_covered")
COUNTED = ("p_median", "p_median_capacity", "p_center", "most_covered")
# Up to so many pairs an exact proof is tried within the time that an officer waits.
PROOF_PAIRS = 1_000_000
Floats = NDArray[np.float64]


def compute(given: dict[str, Any]) -> dict[str, Any]:
    """The sites that the method chooses, how far from the best possible they may be, and what they mean for people."""
    demands, sites = given["demands"], [{**each, "index": n} for n, each in enumerate(given["sites"])]
    if not demands or not sites:
        raise BadInput("请至少给出一个需求点和一个候选点。")
    weights = np.array([each["weight"] for each in demands])
    distance, unit, notes = _distances(given, demands, sites)
    radius = _radius(given, unit)
    if given["method"] in COUNTED and given["count"] is None:
        raise BadInput("该方法须给出设施数（count）。")
    chosen, proven, shares = _choose(given, distance, weights, sites, radius)
    picked = sorted(chosen)
    near = distance[:, picked]
    if shares is None:
        shares = np.zeros(near.shape)
        shares[np.arange(len(near)), np.argmin(near, axis=1)] = 1.0
    else:
        shares = shares[:, picked]
    lost = np.flatnonzero(~np.isfinite(near).any(axis=1))
    if len(lost):
        raise BadInput(
            f"有 {len(lost)} 个需求点到所选设施没有开放的道路（第一个为第 {lost[0] + 1} 个），请核对路网。"
        )
    told = report(near, weights, shares, demands, [sites[n] for n in picked], unit)
    total = float(weights.sum())
    inside = None if radius is None or not total else float(weights[near.min(axis=1) <= radius].sum() / total)
    return {"method": given["method"], **proven, **told, "within_radius": inside, "cautions": notes}


def _choose(
    given: dict[str, Any],
    distance: Floats,
    weights: Floats,
    sites: list[dict[str, Any]],
    radius: float | None,
) -> tuple[tuple[int, ...], dict[str, Any], Floats | None]:
    """The chosen sites, what is proven of them, and the shares where demands are split."""
    fixed = [each["index"] for each in sites if each["existing"]]
    count, seconds = given["count"], given["seconds"]
    match given["method"]:
        case "p_median":
            placed = _median(_weighed(distance, weights), count, fixed, seconds)
            return placed.sites, {"cost": placed.cost, "bound": placed.bound, "gap": placed.gap}, None
        case "p_median_capacity":
            filled = capacitated(
                _weighed(distance, weights), weights, _room(sites), count, fixed=fixed, seconds=seconds
            )
            return (
                filled.sites,
                {"cost": filled.cost, "bound": filled.bound, "gap": filled.gap},
                filled.shares,
            )
        case "p_center":
            chosen, reach = proof.p_center(distance, count, fixed=fixed, seconds=seconds)
            return chosen, {"farthest": reach, "gap": 0.0}, None
    if radius is None:
        raise BadInput("该方法须给出服务半径（按直线为 radius_m，按道路为 radius_min）。")
    if given["method"] == "fewest":
        chosen, least = proof.fewest_sites(distance <= radius, fixed=fixed, seconds=seconds)
        return chosen, {"bound": least, "gap": (len(chosen) - least) / len(chosen)}, None
    chosen, covered, most = proof.most_covered(
        distance <= radius, weights, count, fixed=fixed, seconds=seconds
    )
    gap = (most - covered) / most if most else 0.0
    return chosen, {"covered_weight": covered, "bound": most, "gap": gap}, None


def _weighed(distance: Floats, weights: Floats) -> Floats:
    """Costs; out of reach stays out of reach also for a demand without weight."""
    reached = np.isfinite(distance)
    return np.where(reached, np.where(reached, distance, 0.0) * weights[:, None], np.inf)


def _median(costs: Floats, count: int, fixed: list[int], seconds: float) -> Placed:
    placed = p_median(costs, count, fixed=fixed, seconds=seconds)
    if placed.gap > 0 and costs.size <= PROOF_PAIRS:
        return proof.p_median_proof(costs, placed, count, fixed=fixed, seconds=seconds)
    return placed


def _room(sites: list[dict[str, Any]]) -> Floats:
    missing = [each["index"] + 1 for each in sites if each["capacity"] is None]
    if missing:
        raise BadInput(f"按容量选址时每个候选点都须给出容量，第 {missing[0]} 个没有。")
    return np.array([each["capacity"] for each in sites], dtype=np.float64)


def _radius(given: dict[str, Any], unit: str) -> float | None:
    radius: float | None = given[f"radius_{unit}"]
    return radius


def _distances(
    given: dict[str, Any], demands: list[dict[str, Any]], sites: list[dict[str, Any]]
) -> tuple[Floats, str, list[str]]:
    """Distances, demands × sites: straight metres, or minutes by road from the site to the demand; and what to know."""
    if not given["net"] and not given["roads"]:
        return _straight(demands, sites), "m", ["距离为直线距离，未计道路；给出路网可按行程时间选址。"]
    ground = ground_of(given)
    places = ground.net.places
    ends, starts = (
        [places.one(each["longitude"], each["latitude"]).node for each in rows] for rows in (demands, sites)
    )
    return ground.travel.table(starts, ends).T / 60, "min", ground.notes()


def _straight(demands: list[dict[str, Any]], sites: list[dict[str, Any]]) -> Floats:
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
    version="2",
    inputs=(
        Input(
            "method",
            "方法",
            "Method",
            InputKind.CHOICE,
            choices=METHODS,
            default="p_median",
            help="p_median 总距离最小；p_median_capacity 同前并计容量；p_center 最远者最近；fewest 覆盖全部所需最少；most_covered 固定数量覆盖最多。",
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
        Input(
            "radius_m",
            "服务半径（直线）",
            "Service radius",
            unit="m",
            minimum=1,
            maximum=100_000,
            required=False,
        ),
        Input(
            "radius_min",
            "服务时限（道路）",
            "Service time",
            unit="min",
            minimum=0.1,
            maximum=240,
            required=False,
        ),
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
            rows=(
                *PLACE,
                Input("weight", "权重", "Weight", minimum=0, default=1.0, help="人口、对象数等。"),
                Input("name", "名称", "Name", InputKind.TEXT, default=""),
                Input("group", "分组", "Group", InputKind.TEXT, default="", help="街乡等，用于公平性对比。"),
            ),
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
                Input("capacity", "容量", "Capacity", minimum=0, maximum=1e9, required=False),
            ),
        ),
        *ROADS,
        mode_input(Mode.EMERGENCY),
    ),
    compute=compute,
    assumptions=(
        "不给路网时为直线（大圆）距离；给出路网时为由设施到需求点的行程时间。",
        "需求点由最近的设施服务；按容量选址时，一个需求点可分到几处设施。",
    ),
    citations=(
        "Hakimi 1964, Operations Research 12:450 (p-median)",
        "Toregas et al. 1971, Operations Research 19:1363 (LSCP)",
        "Church & ReVelle 1974, Papers in Regional Science 32:101 (MCLP)",
        "Hansen & Mladenović 1997, Location Science 5:207",
        "Resende & Werneck 2007, EJOR 179:1205 (interchange)",
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
    unverified=("道路行程速度为平台缺省值",),
)
