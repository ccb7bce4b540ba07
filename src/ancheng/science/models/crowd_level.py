"""How full a place is: level of warning by load and density over a series of counts."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from ancheng.science.crowd import LEVELS, SCALE, Crowd, follow, measured
from ancheng.science.model import BadInput, Case, Input, InputKind, Model

NAMES = dict(zip(LEVELS, ("正常", "蓝色", "黄色", "橙色", "红色"), strict=True))


def compute(values: dict[str, Any]) -> dict[str, Any]:
    """The level after the last count, with load and density, and the level after each count."""
    area, capacity, readings = values["area_m2"], values["capacity"], values["readings"]
    if area is None and capacity is None:
        raise BadInput("“可用面积”与“核定容量”至少填写一项。")
    if not readings:
        raise BadInput("请至少填写一次“人数记录”。")
    if any(late["minute"] <= early["minute"] for early, late in pairwise(readings)):
        raise BadInput("“人数记录”的时间应逐条递增。")
    scale = SCALE.value
    crowd, rows = Crowd(LEVELS.index(values["level_before"])), []
    for row in readings:
        now = None if row["people"] is None else measured(row["people"], area, capacity, scale)
        crowd = follow(crowd, row["minute"], now, scale)
        rows.append(
            {
                "minute": row["minute"],
                "people": row["people"],
                "measured": "unknown" if now is None else LEVELS[now],
                "level": LEVELS[crowd.level],
            }
        )
    last = readings[-1]["people"]
    return {
        "level": LEVELS[crowd.level],
        "level_zh": NAMES[LEVELS[crowd.level]],
        "silent": last is None,
        "load_ratio": None if last is None or capacity is None else last / capacity,
        "density_per_m2": None if last is None or area is None else last / area,
        "readings": rows,
        "basis": SCALE.citation,
        "cautions": ["最近一次人数未知，等级沿用此前结果，请核实计数设备。"] if last is None else [],
    }


MODEL = Model(
    title="人员密集程度等级",
    title_en="Crowd level",
    version="1.0",
    inputs=(
        Input("area_m2", "可用面积", "Usable area", unit="m²", minimum=1, maximum=10_000_000, required=False),
        Input(
            "capacity",
            "核定容量",
            "Approved capacity",
            unit="人",
            minimum=1,
            maximum=10_000_000,
            required=False,
        ),
        Input(
            "readings",
            "人数记录",
            "Counts",
            InputKind.LIST,
            rows=(
                Input("minute", "时间", "Minute", unit="min", minimum=0, maximum=100_000),
                Input("people", "人数", "People", unit="人", minimum=0, maximum=10_000_000, required=False),
            ),
            help="人数未知时留空",
        ),
        Input("level_before", "此前等级", "Level before", InputKind.CHOICE, choices=LEVELS, default="none"),
    ),
    compute=compute,
    assumptions=(
        "等级取承载率与密度两者中较高者；升级立即生效，低于某级持续 5 分钟后才降级。",
        "人数未知不等于人数为零：未知期间等级不变，降级计时重新开始。",
        "分级阈值为平台默认值，不是标准规定；北京市对自发聚集的控制密度有 1.0 与 1.5 人/m² 两种说法，应按批准的方案设定。",
    ),
    citations=(
        "G. K. Still, Crowd Dynamics（密度分级）",
        "大型群众性活动安全管理条例；旅游景区最大承载量公布与报告（80 %）",
    ),
    cases=(
        Case(
            "工作算例：1900 人，1000 m²，容量 2400",
            {"area_m2": 1000, "capacity": 2400, "readings": [{"minute": 0, "people": 1900}]},
            {"level": "blue", "load_ratio": 0.7916667, "density_per_m2": 1.9},
            1e-6,
        ),
        Case(
            "工作算例：2000 人，1000 m²，容量 2400",
            {"area_m2": 1000, "capacity": 2400, "readings": [{"minute": 0, "people": 2000}]},
            {"level": "yellow", "load_ratio": 0.8333333},
            1e-6,
        ),
    ),
    verified="与工作算例一致",
    unverified=("分级阈值和 5 分钟降级时间为平台默认值，不是标准规定",),
)
