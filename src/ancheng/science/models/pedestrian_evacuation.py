"""People leaving a building, one by one, over its floor plan: time, density, queues and the pictures of the walk."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import shapely

from ancheng.science.crowds.plan import Plan, read_plan
from ancheng.science.crowds.walk import CELL_M, FRAME_S, People, Walked, walk_out
from ancheng.science.model import BadInput, Case, Input, InputKind, Model

MOST_PEOPLE, MOST_POSITIONS = 5000, 200_000
# G. K. Still：3.5 人/m² 起行走不稳，5 人/m² 起拥塞。
UNSTABLE, CONGESTED = 4, 5


def compute(values: dict[str, Any]) -> dict[str, Any]:
    """When everybody is out, by which exit, where it is dense, how long the queues become, and frames to show."""
    plan = read_plan(values["plan"])
    many = sum(each.people for each in plan.crowds)
    if not 1 <= many <= MOST_PEOPLE:
        raise BadInput(f"平面图中共有 {many} 人，应为 1 至 {MOST_PEOPLE} 人，请在人员要素中填写 people。")
    if values["wait_to_s"] < values["wait_from_s"]:
        raise BadInput("“最晚动身”不应早于“最早动身”。")
    people = People(values["speed_m_s"], values["speed_sd_m_s"], (values["wait_from_s"], values["wait_to_s"]))
    walked = walk_out(plan, people, values["seed"], values["longest_min"] * 60)
    out = np.isfinite(walked.out)
    left = many - int(out.sum())
    return {
        "people": many,
        "out": int(out.sum()),
        "still_inside": left,
        "time_s": None if left else round(float(walked.out.max()), 2),
        "half_out_s": _moment(walked, many, 0.5),
        "most_out_s": _moment(walked, many, 0.95),
        "exits": _exits(plan, walked),
        "densest_per_m2": int(walked.crowded.max()),
        "cells_unstable": int((walked.crowded >= UNSTABLE).sum()),
        "density": _density(walked),
        "starts": {
            "first_s": float(walked.waits.min()),
            "last_s": float(walked.waits.max()),
        },
        "frames": _frames(walked),
        "plan": _drawn(plan),
        "cautions": _cautions(walked, left, values),
    }


def _moment(walked: Walked, many: int, share: float) -> float | None:
    times = np.sort(walked.out[np.isfinite(walked.out)])
    needed = int(np.ceil(many * share))
    return round(float(times[needed - 1]), 2) if len(times) >= needed else None


def _exits(plan: Plan, walked: Walked) -> list[dict[str, Any]]:
    rows = []
    for n, each in enumerate(plan.exits):
        times = walked.out[(walked.exit == n) & np.isfinite(walked.out)]
        span = float(times.max() - times.min()) if len(times) > 1 else 0.0
        rows.append(
            {
                "name": each.name,
                "width_m": round(each.width_m, 3),
                "people": len(times),
                "last_s": round(float(times.max()), 2) if len(times) else None,
                "flow_per_m_s": round((len(times) - 1) / span / each.width_m, 3) if span > 0 else None,
                "longest_queue": walked.queues[n][0],
                "queue_at_s": walked.queues[n][1],
            }
        )
    return rows


def _density(walked: Walked) -> dict[str, Any]:
    """The most people that stood in each square metre at one moment."""
    return {
        "cell_m": CELL_M,
        "west": walked.corner[0],
        "south": walked.corner[1],
        "rows": walked.crowded.tolist(),
    }


def _frames(walked: Walked) -> dict[str, Any]:
    """Positions to the centimetre, every few seconds so that a browser can hold them."""
    positions = sum(len(each) for each in walked.frames)
    every = max(1, int(np.ceil(positions / MOST_POSITIONS)))
    return {
        "seconds": FRAME_S * every,
        "people": [
            [[int(n), round(float(x), 2), round(float(y), 2)] for n, x, y in rows]
            for rows in walked.frames[::every]
        ],
    }


def _drawn(plan: Plan) -> dict[str, Any]:
    return {
        "walk": [json.loads(shapely.to_geojson(each)) for each in plan.parts],
        "exits": [json.loads(shapely.to_geojson(each.area)) for each in plan.exits],
    }


def _cautions(walked: Walked, left: int, values: dict[str, Any]) -> list[str]:
    found = ["步行速度与动身时间为缺省分布，不代表特定人群，老幼和行动不便者请调低速度。"]
    if left:
        found.append(f"{values['longest_min']:g} 分钟内仍有 {left} 人没有离开，请检查出口是否足够。")
    if walked.crowded.max() >= CONGESTED:
        found.append(f"有方格同时达到 {int(walked.crowded.max())} 人/m²，存在拥挤踩踏风险。")
    return found


def plan_of(*features: tuple[str, str, dict[str, Any]]) -> str:
    """The text of a plan from (kind, WKT, properties)."""
    rows = [
        {
            "type": "Feature",
            "geometry": json.loads(shapely.to_geojson(shapely.from_wkt(wkt))),
            "properties": {"kind": kind, **says},
        }
        for kind, wkt, says in features
    ]
    return json.dumps({"type": "FeatureCollection", "features": rows}, ensure_ascii=False)


CORRIDOR = plan_of(
    ("floor", "POLYGON((-1 0, 40 0, 40 2, -1 2, -1 0))", {}),
    ("exit", "LINESTRING(40 0, 40 2)", {"name": "走廊末端"}),
    ("people", "POLYGON((-0.3 0.7, 0.3 0.7, 0.3 1.3, -0.3 1.3, -0.3 0.7))", {"people": 1}),
)

MODEL = Model(
    title="人员疏散模拟",
    title_en="Pedestrian evacuation",
    version="1.0",
    inputs=(
        Input(
            "plan",
            "平面图",
            "Floor plan",
            InputKind.TEXT,
            help="GeoJSON，坐标为米；要素的 kind 为 floor、wall、door、exit、obstacle、people。需安装 jupedsim。",
        ),
        Input("speed_m_s", "平均步行速度", "Mean speed", unit="m/s", minimum=0.5, maximum=2.0, default=1.34),
        Input(
            "speed_sd_m_s",
            "步行速度标准差",
            "Spread of speed",
            unit="m/s",
            minimum=0,
            maximum=0.5,
            default=0.26,
        ),
        Input("wait_from_s", "最早动身", "Earliest start", unit="s", minimum=0, maximum=1800, default=0.0),
        Input("wait_to_s", "最晚动身", "Latest start", unit="s", minimum=0, maximum=1800, default=0.0),
        Input(
            "longest_min", "最长模拟时间", "Longest time", unit="min", minimum=0.5, maximum=60, default=15.0
        ),
        Input("seed", "随机种子", "Seed", InputKind.INTEGER, minimum=0, maximum=2**31 - 1, default=1),
    ),
    compute=compute,
    assumptions=(
        "平面一层，不计楼梯；每人走向步行距离最近的出口，途中不改换出口。",
        "身体半径 0.18 m，跟随时距 0.8 s；不计推挤、跌倒、烟气和引导。",
        "速度为正态分布，截断于 0.5 至 2.2 m/s；动身时间在最早与最晚之间均匀分布。",
    ),
    citations=(
        "Tordeux, Chraibi & Seyfried 2016, Traffic and Granular Flow '15, 225（无碰撞速度模型）",
        "JuPedSim, Forschungszentrum Jülich, doi:10.5281/zenodo.1293771",
        "RiMEA Guideline 4.1.0（测试 1、5、6、9）；Weidmann 1993, IVT 90（步行速度）",
    ),
    cases=(
        Case(
            "RiMEA 测试 1：2 m × 40 m 走廊，1.33 m/s，应在 26 至 34 s 之间",
            {"plan": CORRIDOR, "speed_m_s": 1.33, "speed_sd_m_s": 0},
            {"time_s": 30.0, "out": 1, "still_inside": 0},
            4 / 30,
        ),
    ),
    verified="RiMEA 测试 1、5、6、9",
    unverified=("跟随时距与半径未用本地观测标定",),
    needs=("jupedsim",),
)
