"""Where units get to in which time along the roads: rings about stations, with their turn-out."""

from __future__ import annotations

from typing import Any

import shapely

from ancheng.science.model import BadInput, Case, Input, InputKind, Model
from ancheng.science.roads.inputs import PLACE, ROADS, ground_of, mode_input
from ancheng.science.roads.reach import Reach
from ancheng.science.roads.speeds import Mode
from ancheng.science.shapes import polygons

MOST_STATIONS = 500


def compute(values: dict[str, Any]) -> dict[str, Any]:
    """For each limit the area that any station reaches, and for each station its own."""
    stations = values["stations"]
    limits = sorted({each["minutes"] for each in values["limits"]})
    if not stations or not limits:
        raise BadInput("请至少给出一个站点和一个时限。")
    if len(stations) > MOST_STATIONS:
        raise BadInput(f"一次最多计算 {MOST_STATIONS} 个站点，请分批计算。")
    ground = ground_of(values)
    reach = Reach(ground.travel)
    rows: list[dict[str, Any]] = []
    shapes = []
    for number, each in enumerate(stations, start=1):
        rings = reach.rings(ground.node(each), [60 * limit for limit in limits], late=each["turnout_s"])
        shapes.append([ring.shape for ring in rings])
        areas = [{"minutes": limit, "m2": ring.area_m2} for limit, ring in zip(limits, rings, strict=True)]
        rows.append({"name": each["name"] or f"站点{number}", "areas": areas})
    together, features = [], []
    for n, limit in enumerate(limits):
        shape = shapely.union_all([each[n] for each in shapes])
        features += polygons(shape, minutes=limit)
        # Every ring is made of equal cells, so that the union is the share of them that is not counted twice.
        cells = sum(row["areas"][n]["m2"] for row in rows)
        whole = sum(each[n].area for each in shapes)
        together.append({"minutes": limit, "m2": cells * shape.area / whole if whole else 0.0})
    cautions = ground.notes()
    if any(row["areas"][-1]["m2"] == 0 for row in rows):
        cautions.append("有站点的出动时间已超过时限，范围为空，请核对出动时间。")
    return {
        "stations": rows,
        "together": together,
        "largest_area_m2": together[-1]["m2"],
        "closed_arcs": len(ground.closed),
        "cautions": cautions,
        "map": {"type": "FeatureCollection", "frame": "WGS84", "features": features},
    }


# One street of 3.4 km on the 40th parallel, a station in its middle.
STREET = [
    {"from_lon": 116.40 + 0.02 * n, "from_lat": 40.0, "to_lon": 116.42 + 0.02 * n, "to_lat": 40.0}
    for n in range(2)
]

MODEL = Model(
    title="响应时间圈",
    title_en="Response isochrones",
    version="1.0",
    inputs=(
        *ROADS,
        mode_input(Mode.EMERGENCY),
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
            "limits",
            "时限",
            "Limits",
            InputKind.LIST,
            default=({"minutes": 5.0},),
            rows=(Input("minutes", "分钟", "Minutes", unit="min", minimum=0.5, maximum=120),),
        ),
    ),
    compute=compute,
    assumptions=(
        "行程时间按道路等级与时刻的平均速度计算，不计转弯、信号等待和进出场地的时间。",
        "范围以 100 m 方格表示，凡有可达道路经过的方格计入。",
        "位置取最近的道路节点，距道路超过 1000 m 的位置不予计算。",
    ),
    citations=(
        "Dibbelt, Strasser & Wagner 2016, ACM Journal of Experimental Algorithmics 21:1.5（可定制收缩层次）",
        "建标152-2017 城市消防站建设标准；GB 51080-2015 城市消防规划规范（接到出动指令后 5 min 到达）",
    ),
    cases=(
        Case(
            "手算：社会车辆 3 时 26 km/h，2 min 行 867 m，两侧共 1733 m，占 100 m 方格 18 个（以 4 min 减 2 min 出动计）",
            {
                "roads": STREET,
                "mode": "car",
                "hour": 3,
                "stations": [{"lon": 116.42, "lat": 40.0, "turnout_s": 120}],
                "limits": [{"minutes": 4}],
            },
            {"largest_area_m2": 180_000.0},
            0.06,
        ),
    ),
    verified="最短路与罗马路网 100 条公布值逐条相等；直路手算",
    unverified=("各级道路行程速度与高峰折减为平台缺省值",),
)
