"""Emergency evacuation of a rail station: the hand formula of two codes, which can disagree."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from ancheng.base.editions import Edition
from ancheng.science.model import BadInput, Case, Input, InputKind, Model

# Persons per minute: an escalator of 1 m by its speed, and a stair per metre of width (GB 50157-2013 capacities).
ESCALATOR = {"0.50": 6720 / 60, "0.65": 8190 / 60}
STAIR = {"up": 3700 / 60, "down": 4200 / 60, "both": 3200 / 60}
# Share of the capacity that counts in an emergency (both codes).
REDUCTION = 0.9
# GB 51298-2018: stair widths are multiples of this, metres.
STAIR_MODULE_M = 0.55


@dataclass(frozen=True, slots=True)
class Code:
    """One code: minutes that people take to react, and its limits for the platform and for everybody (min)."""

    reaction_min: float
    platform_limit_min: float | None
    all_limit_min: float


GB50157 = Edition(Code(1.0, None, 6.0), "28.2.11", "GB 50157-2013", date(2014, 3, 1))
GB51298 = Edition(Code(0.0, 4.0, 6.0), "5.1.1、5.1.2", "GB 51298-2018", date(2018, 12, 1))


def clearance_min(people: float, escalators: int, a1: float, stair_m: float, a2: float) -> float:
    """Minutes in which the platform empties, one escalator being out of service; no way out at all is refused."""
    capacity = REDUCTION * (a1 * (escalators - 1) + a2 * stair_m)
    if capacity <= 0:
        raise BadInput("扣除一台检修的自动扶梯后没有可用的疏散能力，请核对自动扶梯数量和楼梯宽度。")
    return people / capacity


def judge(edition: Edition[Code], clearance: float, concourse_min: float | None) -> dict[str, Any]:
    """Time, limit and verdict by one code."""
    code = edition.value
    total = code.reaction_min + clearance
    limit = code.platform_limit_min or code.all_limit_min
    result: dict[str, Any] = {
        "time_min": total,
        "limit_min": limit,
        "passes": total <= limit + 1e-9,
        "clause": edition.citation,
    }
    if code.platform_limit_min is not None:
        everybody = None if concourse_min is None else total + concourse_min
        result["everybody_min"] = everybody
        result["everybody_limit_min"] = code.all_limit_min
        if everybody is not None:
            result["passes"] = result["passes"] and everybody <= code.all_limit_min + 1e-9
    return result


def compute(values: dict[str, Any]) -> dict[str, Any]:
    """Both codes side by side, and whether they agree."""
    people = values["train_load"] + values["waiting"]
    if people == 0:
        raise BadInput("“一列车进站客流”与“候车客流”不能同时为零。")
    a1 = values["escalator_per_min"] or ESCALATOR[values["escalator_speed"]]
    a2 = values["stair_per_min_m"] or STAIR[values["stair_use"]]
    clearance = clearance_min(people, values["escalators"], a1, values["stair_m"], a2)
    old, new = (judge(each, clearance, values["concourse_min"]) for each in (GB50157, GB51298))
    return {
        "time_gb50157_min": old["time_min"],
        "passes_gb50157": old["passes"],
        "time_gb51298_min": new["time_min"],
        "passes_gb51298": new["passes"],
        "codes_differ": old["passes"] != new["passes"],
        "gb50157": old,
        "gb51298": new,
        "people": people,
        "escalator_per_min": a1,
        "stair_per_min_m": a2,
        "largest_load": int(_largest(values, a1, a2)),
        "cautions": _cautions(values, old["passes"] != new["passes"]),
        "unverified": [GB50157.citation, GB51298.citation],
    }


def _largest(values: dict[str, Any], a1: float, a2: float) -> float:
    """The most people with whom both codes are met."""
    per_minute: float = REDUCTION * (a1 * (values["escalators"] - 1) + a2 * values["stair_m"])
    return per_minute * min(
        GB50157.value.all_limit_min - GB50157.value.reaction_min,
        GB51298.value.platform_limit_min or GB51298.value.all_limit_min,
    )


def _cautions(values: dict[str, Any], differ: bool) -> list[str]:
    found = []
    if differ:
        found.append("两部规范的结论不一致，请在评估报告中写明采用的规范，并同时列出另一结果。")
    modules = values["stair_m"] / STAIR_MODULE_M
    if abs(modules - round(modules)) > 1e-6:
        found.append("GB 51298-2018 要求楼梯宽度按 0.55 m 的整倍数计算，所填宽度不是整倍数，请核对。")
    if values["concourse_min"] is None:
        found.append("未填站台至安全区的行走时间，GB 51298-2018 的 6 分钟要求未判定。")
    return found


def _people(key: str, zh: str, en: str) -> Input:
    return Input(key, zh, en, InputKind.INTEGER, "人", 0, 1_000_000)


EXAMPLE = {"train_load": 1860, "waiting": 600, "escalators": 4, "stair_m": 5.4}
MODEL = Model(
    title="轨道交通车站紧急疏散能力",
    title_en="Evacuation of a rail station",
    version="2018.1",
    inputs=(
        _people("train_load", "一列车进站客流", "Train load (Q1)"),
        _people("waiting", "候车客流", "Waiting (Q2)"),
        Input("escalators", "可用于疏散的自动扶梯数", "Escalators (N)", InputKind.INTEGER, "台", 1, 50),
        Input("stair_m", "疏散楼梯总宽度", "Stairs (B)", unit="m", minimum=0, maximum=100),
        Input(
            "escalator_speed",
            "自动扶梯速度",
            "Escalator speed",
            InputKind.CHOICE,
            "m/s",
            choices=tuple(ESCALATOR),
            default="0.50",
        ),
        Input("stair_use", "楼梯使用方向", "Stair use", InputKind.CHOICE, choices=tuple(STAIR), default="up"),
        Input(
            "escalator_per_min",
            "每台自动扶梯通过能力",
            "Escalator capacity (A1)",
            unit="人/min",
            minimum=1,
            maximum=300,
            required=False,
        ),
        Input(
            "stair_per_min_m",
            "每米楼梯通过能力",
            "Stair capacity (A2)",
            unit="人/(min·m)",
            minimum=1,
            maximum=200,
            required=False,
        ),
        Input(
            "concourse_min",
            "离开站台后到达安全区的时间",
            "From platform to safety",
            unit="min",
            minimum=0,
            maximum=60,
            required=False,
        ),
    ),
    compute=compute,
    assumptions=(
        "T = (Q1+Q2) ÷ {0.9 × [A1(N−1) + A2·B]}；GB 50157-2013 另加 1 分钟反应时间，限值 6 分钟；"
        "GB 51298-2018 站台 4 分钟清空、6 分钟内全部进入安全区。",
        "按一台自动扶梯检修停用计算；通行能力按表列值，未计检票口和出入口的瓶颈。",
    ),
    citations=("GB 50157-2013 28.2.11", "GB 51298-2018 5.1.1、5.1.2"),
    cases=(
        Case(
            "工作算例1：1500+300 人，4 台，5.4 m",
            {"train_load": 1500, "waiting": 300, "escalators": 4, "stair_m": 5.4},
            {
                "time_gb50157_min": 3.990,
                "passes_gb50157": True,
                "passes_gb51298": True,
                "codes_differ": False,
            },
            1e-3,
        ),
        Case(
            "工作算例2：1860+600 人，两部规范结论不同",
            EXAMPLE,
            {
                "time_gb50157_min": 5.086,
                "passes_gb50157": True,
                "time_gb51298_min": 4.086,
                "passes_gb51298": False,
                "codes_differ": True,
            },
            1e-3,
        ),
        Case(
            "工作算例3：3 台，3.6 m，不合格",
            {**EXAMPLE, "escalators": 3, "stair_m": 3.6},
            {"time_gb50157_min": 7.129, "passes_gb50157": False, "passes_gb51298": False},
            1e-3,
        ),
    ),
    verified="与三个工作算例一致",
    unverified=("两部规范的公式、限值、通行能力和施行日期未与原文核对",),
)
