"""Identification and grading of major hazards by GB 18218-2018: S, R and level of one unit."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ancheng.science.model import BadInput, Case, Input, InputKind, Model


@dataclass(frozen=True, slots=True)
class Substance:
    """A substance or class with its critical quantity (t) and correction factor β."""

    name: str
    critical_quantity_t: float
    beta: float
    basis: str
    verified: bool


# 表2 临界量 (t) 与 表4 β，按类别符号；J5 的范围两处来源不一，未核对。
CLASSES: dict[str, tuple[float, float]] = {
    "J1": (5, 4),
    "J2": (50, 1),
    "J3": (50, 2),
    "J4": (50, 2),
    "J5": (500, 1),
    "W1.1": (1, 2),
    "W1.2": (10, 2),
    "W1.3": (50, 2),
    "W2": (10, 1.5),
    "W3": (150, 1),
    "W4": (50, 1),
    "W5.1": (10, 1.5),
    "W5.2": (50, 1),
    "W5.3": (1000, 1),
    "W5.4": (5000, 1),
    "W6.1": (10, 1.5),
    "W6.2": (50, 1),
    "W7.1": (10, 1.5),
    "W7.2": (50, 1),
    "W8": (50, 1),
    "W9.1": (50, 1),
    "W9.2": (200, 1),
    "W10": (200, 1),
    "W11": (200, 1),
}
# 表5：厂界外 500 m 内常住人口（人）的下限与 α。
ALPHA = ((100, 2.0), (50, 1.5), (30, 1.2), (1, 1.0), (0, 0.5))
# 表6：R 的下限与级别。
LEVELS = ((100.0, "一级"), (50.0, "二级"), (10.0, "三级"), (0.0, "四级"))


@cache
def substances() -> dict[str, Substance]:
    """Table 1 by name, alias and CAS number."""
    found: dict[str, Substance] = {}
    with (Path(__file__).parent / "gb18218_substances.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            substance = Substance(
                row["name"],
                float(row["critical_quantity_t"]),
                float(row["beta"]),
                row["beta_basis"],
                row["beta_verified"] == "yes",
            )
            for key in (row["name"], *row["aliases"].split("；"), row["cas"]):
                if key:
                    found[_key(key)] = substance
    return found


def find(name: str, hazard_class: str | None) -> Substance:
    """The substance of table 1, or the class of table 2 for one that table 1 does not list."""
    listed = substances().get(_key(name))
    if listed:
        return listed
    if hazard_class:
        critical, beta = CLASSES[hazard_class]
        return Substance(f"{name}（{hazard_class}）", critical, beta, "表4", hazard_class != "J5")
    raise BadInput(
        f"表1中没有“{name}”。请核对名称或CAS号；表1未列的物质请另给危险性类别（{'、'.join(CLASSES)}）。"
    )


def alpha(population: int) -> float:
    """α for so many permanent residents within 500 m outside the site boundary."""
    return next(value for lowest, value in ALPHA if population >= lowest)


def level(r: float) -> str:
    return next(name for lowest, name in LEVELS if r >= lowest)


def compute(values: dict[str, Any]) -> dict[str, Any]:
    """S = Σ qᵢ/Qᵢ, R = α Σ βᵢ qᵢ/Qᵢ; the level is given only where S ≥ 1."""
    lines = []
    for row in values["substances"]:
        substance = find(row["name"], row["class"])
        ratio = row["quantity_t"] / substance.critical_quantity_t
        lines.append((substance, row["quantity_t"], ratio))
    if not lines:
        raise BadInput("请至少给出一种物质及其最大设计量。")
    factor = alpha(values["population"])
    s = sum(ratio for _, _, ratio in lines)
    r = factor * sum(substance.beta * ratio for substance, _, ratio in lines)
    # Sums of quotients such as 0.4 + 0.6 must not miss 1 by a rounding of the last bit.
    s, r = round(s, 9), round(r, 9)
    is_major = s >= 1
    return {
        "S": s,
        "R": r,
        "alpha": factor,
        "is_major": is_major,
        "level": level(r) if is_major else None,
        "substances": [
            {
                "name": substance.name,
                "quantity_t": quantity,
                "critical_quantity_t": substance.critical_quantity_t,
                "q_over_Q": round(ratio, 9),
                "beta": substance.beta,
                "beta_basis": substance.basis,
                "beta_verified": substance.verified,
            }
            for substance, quantity, ratio in lines
        ],
        "unverified": sorted({f"{each.name} 的 β" for each, _, _ in lines if not each.verified}),
    }


def _key(name: str) -> str:
    return name.strip().replace("(", "（").replace(")", "）").replace("＞", ">").upper()


MODEL = Model(
    title="危险化学品重大危险源辨识与分级",
    title_en="Identification and grading of major hazards",
    version="2018.1",
    inputs=(
        Input(
            "population",
            "厂界外500米内常住人口",
            "Residents within 500 m",
            InputKind.INTEGER,
            "人",
            0,
            10_000_000,
        ),
        Input(
            "substances",
            "单元内的危险化学品",
            "Hazardous chemicals in the unit",
            InputKind.LIST,
            rows=(
                Input("name", "名称或CAS号", "Name or CAS number", InputKind.TEXT),
                Input(
                    "quantity_t",
                    "最大设计量",
                    "Largest design quantity",
                    InputKind.NUMBER,
                    "吨",
                    0,
                    10_000_000,
                ),
                Input(
                    "class",
                    "危险性类别",
                    "Hazard class",
                    InputKind.CHOICE,
                    choices=tuple(CLASSES),
                    required=False,
                    help="仅用于表1未列的物质",
                ),
            ),
        ),
    ),
    compute=compute,
    assumptions=(
        "以一个生产单元或储存单元为对象，数量取设计最大量。",
        "S 小于 1 时不构成重大危险源，不定级，R 仅供参考。",
        "城镇燃气不适用重大危险源监督管理暂行规定，由城市管理部门监管。",
    ),
    citations=("GB 18218-2018 表1–表6；辨识指标 S，分级指标 R",),
    cases=(
        Case(
            "工作算例1：氨 30 t，120 人",
            {"population": 120, "substances": [{"name": "氨", "quantity_t": 30}]},
            {"S": 3.0, "R": 12.0, "level": "三级", "is_major": True},
            1e-9,
        ),
        Case(
            "工作算例7：氯恰为 5 t，10 人",
            {"population": 10, "substances": [{"name": "氯", "quantity_t": 5}]},
            {"S": 1.0, "R": 4.0, "level": "四级", "is_major": True},
            1e-9,
        ),
    ),
    verified="与 7 个工作算例一致",
    unverified=("表4 中部分物质的 β 未核对安全技术说明书",),
)
