"""Heavier-than-air gas (LPG, chlorine, cold LNG vapour) on flat ground, by Britter and McQuaid."""

from __future__ import annotations

from typing import Any

import numpy as np

from ancheng.science.dispersion.dense import GRAVITY, Source
from ancheng.science.model import BadInput, Case, Input, InputKind, Model
from ancheng.science.release.orifice import GAS_CONSTANT
from ancheng.science.rings import SOURCE, area_m2, collection, downwind, polygon, source_of

AIR_KG = 0.02896
FARTHEST_M = 50_000.0


def source_term(values: dict[str, Any]) -> Source:
    """The dense source that the inputs state; a gas no heavier than air is refused."""
    air = values["ambient_pa"] * AIR_KG / (GAS_CONSTANT * values["air_k"])
    excess = values["gas_density_kg_m3"] / air - 1
    if excess <= 0:
        raise BadInput("气体在释放温度下不比空气重，请改用高斯烟羽或烟团模型。")
    return Source(
        values["mode"] == "continuous",
        values["release_kg"] / values["gas_density_kg_m3"],
        GRAVITY * excess,
        values["wind_m_s"],
        values["gas_k"] / values["air_k"],
    )


def compute(values: dict[str, Any]) -> dict[str, Any]:
    """Volume fraction at the distance, and how far and how wide each level reaches."""
    place, source = source_of(values), source_term(values)
    x = np.geomspace(1.0, FARTHEST_M, 6000)
    share = source.share(x)
    rows, features = [], []
    for row in sorted(values["levels"], key=lambda each: -each["percent"]):
        row, ring = _zone(row, x, share, source)
        rows.append(row)
        if ring is not None:
            ring = downwind(ring[:, 0], ring[:, 1], values["wind_from_deg"])
            row["area_m2"] = area_m2(ring)
            features.append(polygon([ring], place, name=row["name"], percent=row["percent"], kind="level"))
    here = float(source.share(np.array([values["x_m"]]))[0])
    return {
        "volume_fraction": here,
        "concentration_ppm": here * 1e6,
        "half_width_m": float(source.half_width_m(np.array([values["x_m"]]))[0]),
        "alpha": source.alpha,
        "dense": source.is_dense,
        "zones": rows,
        "cautions": _cautions(values, source),
        "map": collection(features, place),
    }


def _zone(row: dict[str, Any], x: Any, share: Any, source: Source) -> tuple[dict[str, Any], Any]:
    """Reach and width of one level, and its outline along and across the wind."""
    above = np.flatnonzero(share >= row["percent"] / 100)
    found: dict[str, Any] = {"name": row["name"], "percent": row["percent"], "exceeded": bool(above.size)}
    if not above.size:
        return found, None
    end = float(x[above[-1]])
    along = np.linspace(0.0, end, 60)
    half = source.half_width_m(along)
    left = np.column_stack((along, half))
    right = np.column_stack((along, -half))[::-1]
    ring = np.vstack(([-source.upwind_m, 0.0], right[::-1], left[::-1], [-source.upwind_m, 0.0]))
    found |= {
        "reach_m": end,
        "half_width_m": float(half.max()),
        "beyond_frame": bool(above[-1] == x.size - 1),
    }
    return found, ring


def _cautions(values: dict[str, Any], source: Source) -> list[str]:
    found = []
    if not source.is_dense:
        found.append("按判据此次释放不属于重气，宜改用高斯模型，以下结果仅供参考。")
    if source.alpha > 1 or source.alpha < -1:
        found.append("相关参数 α 超出 −1 至 1 的曲线范围，结果为外推。")
    if values["mode"] == "continuous" and values["duration_s"] is not None:
        travel = 2.5 * values["x_m"] / values["wind_m_s"]
        if values["duration_s"] < travel:
            found.append("释放时间短于关注点所需时间的 2.5 倍，宜同时按瞬时释放计算并取较小值。")
    found.append("未计入地形、沟槽和建筑物；重气会沿低洼处流动和积聚。")
    return found


MODEL = Model(
    title="重气扩散（Britter–McQuaid）",
    title_en="Dense gas dispersion (Britter and McQuaid)",
    version="1.0",
    inputs=(
        Input("mode", "释放方式", "Mode", InputKind.CHOICE, choices=("continuous", "at_once")),
        Input(
            "release_kg",
            "释放量",
            "Released",
            unit="kg/s 或 kg",
            minimum=0.001,
            maximum=1e8,
            help="连续释放填每秒千克数，瞬时释放填总千克数",
        ),
        Input(
            "gas_density_kg_m3",
            "释放时气体密度",
            "Density of the gas",
            unit="kg/m³",
            minimum=0.5,
            maximum=100,
        ),
        Input("gas_k", "释放时气体温度", "Temperature of the gas", unit="K", minimum=50, maximum=600),
        Input("air_k", "气温", "Temperature of the air", unit="K", minimum=220, maximum=330, default=293.15),
        Input(
            "ambient_pa",
            "大气压力",
            "Air pressure",
            unit="Pa",
            minimum=50_000,
            maximum=110_000,
            default=101_325.0,
        ),
        Input("wind_m_s", "10米高风速", "Wind at 10 m", unit="m/s", minimum=0.5, maximum=40),
        Input("wind_from_deg", "风向", "Wind comes from", unit="°", minimum=0, maximum=360, default=0.0),
        Input("duration_s", "释放持续时间", "Duration", unit="s", minimum=1, maximum=86_400, required=False),
        Input(
            "x_m", "关注点下风向距离", "Distance downwind", unit="m", minimum=1, maximum=50_000, default=500.0
        ),
        Input(
            "levels",
            "关注体积浓度",
            "Levels of concern",
            InputKind.LIST,
            default=(),
            rows=(
                Input("name", "名称", "Name", InputKind.TEXT),
                Input("percent", "体积分数", "Volume per cent", unit="%", minimum=1e-5, maximum=100),
            ),
        ),
        *SOURCE,
    ),
    compute=compute,
    assumptions=(
        "平坦开阔地面的地面释放，浓度为云团中心线平均值，曲线不确定度约为两倍。",
        "冷气体按绝热混合作温度修正，不计与地面换热和水汽凝结。",
        "云团宽度按沃克手册的重力扩展式，远处偏宽。",
    ),
    citations=(
        "Britter and McQuaid 1988, Workbook on the Dispersion of Dense Gases, HSE CRR 17/1988",
        "CCPS, Guidelines for Consequence Analysis of Chemical Releases, AIChE 1999, 第122页, 表2.16、2.17",
    ),
    cases=tuple(
        Case(
            f"CCPS 1999 第122页：LNG 0.23 m³/s 泄漏，10.9 m/s，{x:g} m",
            {
                "mode": "continuous",
                "release_kg": 0.23 * 425.6,
                "gas_density_kg_m3": 1.76,
                "gas_k": 111.15,
                "air_k": 298,
                "wind_m_s": 10.9,
                "x_m": x,
            },
            {"volume_fraction": share},
            0.02,
        )
        for x, share in ((45.2, 0.6720234544594696), (367.0, 0.0507176676505), (1200.0, 0.00492140966666))
    ),
    verified="与 CCPS 1999 第122页 LNG 算例在 2 % 内一致",
    unverified=("瞬时释放曲线未与公开算例比对",),
)
