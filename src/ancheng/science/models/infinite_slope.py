"""Infinite slope: a first look at a shallow cover or a long fill face by hand formula."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, radians, sin, tan
from typing import Any

from ancheng.science.model import BadInput, Case, Input, InputKind, Model
from ancheng.science.models.slope_stability import CLAUSE, REQUIRED, verdict
from ancheng.science.slope.section import WATER_KN_M3


@dataclass(frozen=True, slots=True)
class Cover:
    """A layer on an endless slope: cohesion (kPa), unit weight (kN/m³), depth (m), slope and friction (°)."""

    c_kpa: float
    gamma: float
    depth_m: float
    slope_deg: float
    phi_deg: float

    def factor(self, water_m: float) -> float:
        """FS = [c + (γ·z·cos²β − u)·tanφ] / (γ·z·sinβ·cosβ), u = γw·h·cos²β; friction is never negative."""
        beta = radians(self.slope_deg)
        normal = (self.gamma * self.depth_m - WATER_KN_M3 * water_m) * cos(beta) ** 2
        holding = self.c_kpa + max(normal, 0.0) * tan(radians(self.phi_deg))
        return holding / (self.gamma * self.depth_m * sin(beta) * cos(beta))


def compute(values: dict[str, Any]) -> dict[str, Any]:
    """Factor, state by the required factor, and the water height at which it falls to one."""
    if values["water_m"] > values["depth_m"]:
        raise BadInput("“水位高度”不能大于“滑面深度”。")
    soil = Cover(*(values[key] for key in ("c_kpa", "gamma_kn_m3", "depth_m", "slope_deg", "phi_deg")))
    factor = soil.factor(values["water_m"])
    judged = verdict(factor, values["condition"], values["grade"])
    return {
        "factor": factor,
        "required": judged.required,
        "required_clause": CLAUSE,
        "state": judged.state,
        "passes": judged.passes,
        "critical_water_m": _critical_water(soil),
        "unverified": [f"{CLAUSE} 的要求值"],
    }


def _critical_water(soil: Cover) -> float | None:
    """The water height above the slip surface at which the factor is one; None where it never is."""
    low, high = 0.0, soil.depth_m
    if soil.factor(high) >= 1.0:
        return None
    if soil.factor(low) < 1.0:
        return 0.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if soil.factor(middle) >= 1.0 else (low, middle)
    return high


EXAMPLE = {"c_kpa": 5, "gamma_kn_m3": 18, "depth_m": 6, "slope_deg": 18, "phi_deg": 20}
MODEL = Model(
    title="无限边坡稳定性初判",
    title_en="Infinite slope",
    version="1.0",
    inputs=(
        Input("c_kpa", "黏聚力", "Cohesion", unit="kPa", minimum=0, maximum=1000),
        Input("phi_deg", "内摩擦角", "Friction angle", unit="°", minimum=0, maximum=60),
        Input("gamma_kn_m3", "重度", "Unit weight", unit="kN/m³", minimum=5, maximum=40),
        Input("depth_m", "滑面深度", "Depth of the slip surface", unit="m", minimum=0.05, maximum=200),
        Input("slope_deg", "坡角", "Slope", unit="°", minimum=1, maximum=80),
        Input(
            "water_m",
            "水位高度",
            "Water above the slip surface",
            unit="m",
            minimum=0,
            maximum=200,
            default=0.0,
        ),
        Input(
            "condition", "工况", "Condition", InputKind.CHOICE, choices=tuple(REQUIRED), default="permanent"
        ),
        Input("grade", "边坡安全等级", "Grade", InputKind.CHOICE, choices=("1", "2", "3"), default="1"),
    ),
    compute=compute,
    assumptions=("滑面与坡面平行，坡长远大于深度，渗流平行于坡面；有明显坡脚时请用圆弧法。",),
    citations=("GB 50330-2013 表5.3.2", "Skempton and DeLory 1957"),
    cases=(
        Case("工作算例：无水", EXAMPLE, {"factor": 1.2777, "state": "基本稳定"}, 1e-4),
        Case("工作算例：水位高 3 m", {**EXAMPLE, "water_m": 3}, {"factor": 0.9725, "state": "不稳定"}, 1e-4),
    ),
    verified="与两个工作算例一致",
    unverified=("GB 50330-2013 表5.3.2 的要求值未与原文核对",),
)
