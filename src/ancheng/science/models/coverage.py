"""Who is reached in time by road, and who is not: the uncovered people, largest first."""

from __future__ import annotations

from typing import Any

import numpy as np

from ancheng.science.model import BadInput, Case, Input, InputKind, Model
from ancheng.science.models.response_isochrone import STREET
from ancheng.science.roads.inputs import PLACE, ROADS, ground_of, mode_input
from ancheng.science.roads.places import FARTHEST_M
from ancheng.science.roads.speeds import Mode

SHOWN = 200
BANDS_MIN = (1, 3, 5, 8, 10, 15, 20, 30, 60)


def compute(values: dict[str, Any]) -> dict[str, Any]:
    """Share of people within the limit, how the times lie, and where the uncovered live."""
    stations, demands = values["stations"], values["demands"]
    if not stations or not demands:
        raise BadInput("请至少给出一个站点和一处人口。")
    people = np.array([each["people"] for each in demands])
    if not people.sum():
        raise BadInput("人口合计为零，请填写各处人口。")
    ground = ground_of(values)
    nodes, off = ground.net.places.nearest(
        *(np.array([each[key] for each in demands]) for key in ("lon", "lat"))
    )
    seconds = ground.travel.from_any(
        [ground.node(each) for each in stations], nodes.tolist(), [each["turnout_s"] for each in stations]
    )
    # Who lives far from every road is not reached by any of them, whatever the nearest node says.
    seconds = np.where(off > FARTHEST_M, np.inf, seconds)
    minutes = seconds / 60
    covered = minutes <= values["limit_min"]
    reached = np.isfinite(minutes)
    total = float(people.sum())
    late = sorted(np.flatnonzero(~covered).tolist(), key=lambda n: (-people[n], n))
    unreachable = [_name(demands, n) for n in np.flatnonzero(~reached).tolist()]
    cautions = ground.notes()
    if unreachable:
        cautions.append(
            f"有 {len(unreachable)} 处人口没有开放的道路可达（如 {unreachable[0][:40]}），请核对封闭范围和路网。"
        )
    return {
        "people": total,
        "covered_people": float(people[covered].sum()),
        "covered_share": float(people[covered].sum()) / total,
        "uncovered_people": float(people[~covered].sum()),
        "mean_min": _mean(minutes[reached], people[reached]),
        "p95_min": _share_at(minutes[reached], people[reached], 0.95),
        "bands": [{"minutes": limit, "people": float(people[minutes <= limit].sum())} for limit in BANDS_MIN],
        "uncovered": [
            {
                "name": _name(demands, n),
                "lon": demands[n]["lon"],
                "lat": demands[n]["lat"],
                "people": float(people[n]),
                "minutes": float(minutes[n]) if reached[n] else None,
            }
            for n in late[:SHOWN]
        ],
        "uncovered_places": len(late),
        "unreachable_places": len(unreachable),
        "cautions": cautions,
    }


def _name(demands: list[dict[str, Any]], n: int) -> str:
    return str(demands[n]["name"] or f"第{n + 1}处")


def _mean(minutes: np.ndarray[Any, np.dtype[np.float64]], people: Any) -> float | None:
    weight = float(people.sum())
    return float((minutes * people).sum() / weight) if weight else None


def _share_at(minutes: np.ndarray[Any, np.dtype[np.float64]], people: Any, share: float) -> float | None:
    """The time within which such a share of those who can be reached is reached."""
    if not people.sum():
        return None
    order = np.argsort(minutes, kind="stable")
    running = np.cumsum(people[order]) / people.sum()
    return float(minutes[order][min(int(np.searchsorted(running, share)), len(order) - 1)])


MODEL = Model(
    title="服务覆盖与盲区人口",
    title_en="Coverage and uncovered people",
    version="1.0",
    inputs=(
        *ROADS,
        mode_input(Mode.EMERGENCY),
        Input(
            "limit_min",
            "时限",
            "Limit",
            unit="min",
            minimum=0.5,
            maximum=120,
            default=5.0,
            help="消防站 5 min，微型消防站 3 min。",
        ),
        Input(
            "stations",
            "站点",
            "Stations",
            InputKind.LIST,
            rows=(
                *PLACE,
                Input("name", "名称", "Name", InputKind.TEXT, default=""),
                Input("turnout_s", "出动时间", "Turn-out", unit="s", minimum=0, maximum=3600, default=60.0),
            ),
        ),
        Input(
            "demands",
            "人口",
            "People",
            InputKind.LIST,
            rows=(
                *PLACE,
                Input("name", "名称", "Name", InputKind.TEXT, default=""),
                Input("people", "人数", "People", unit="人", minimum=0, maximum=1e7),
            ),
        ),
    ),
    compute=compute,
    assumptions=(
        "行程时间按道路等级与时刻的平均速度计算，不计转弯、信号等待和进出场地的时间。",
        "人口和站点取最近的道路节点；距道路超过 1000 m 的人口计为不可达。",
        "站点全部在位；同时发生多起事件时覆盖会下降。",
    ),
    citations=(
        "Dibbelt, Strasser & Wagner 2016, ACM Journal of Experimental Algorithmics 21:1.5",
        "Toregas et al. 1971, Operations Research 19:1363（覆盖的定义）",
        "GB 51080-2015 城市消防规划规范（5 min）；公消〔2015〕301号（微型消防站 3 min）",
    ),
    cases=(
        Case(
            "手算：社会车辆 3 时 26 km/h，出动 60 s，1704 m 外需 4.93 min，3407 m 外不在 5 min 内",
            {
                "roads": [*STREET, {"from_lon": 116.44, "from_lat": 40, "to_lon": 116.46, "to_lat": 40}],
                "mode": "car",
                "hour": 3,
                "limit_min": 5,
                "stations": [{"lon": 116.40, "lat": 40.0}],
                "demands": [
                    {"lon": 116.42, "lat": 40.0, "people": 300},
                    {"lon": 116.44, "lat": 40.0, "people": 100},
                ],
            },
            {"covered_people": 300.0, "uncovered_people": 100.0, "covered_share": 0.75, "p95_min": 8.863},
            0.002,
        ),
    ),
    verified="最短路与罗马路网 100 条公布值逐条相等；直路手算",
    unverified=("各级道路行程速度与高峰折减为平台缺省值",),
)
