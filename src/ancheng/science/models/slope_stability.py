"""Stability of a waste-soil fill or another slope: factor of safety by several methods, and the critical circle."""

from __future__ import annotations

from dataclasses import dataclass
from math import radians, tan
from typing import Any

import numpy as np

from ancheng.science.model import BadInput, Case, Input, InputKind, Model
from ancheng.science.needed import needed
from ancheng.science.slope.methods import (
    bishop,
    janbu_correction,
    janbu_simplified,
    morgenstern_price,
    ordinary,
    spencer,
)
from ancheng.science.slope.search import search
from ancheng.science.slope.section import Circles, Floats, Section, Slices, Soil, cut

# GB 50330-2013 表5.3.2 的稳定安全系数（等级 1–3）。未与原文核对。
REQUIRED = {
    "permanent": {"1": 1.35, "2": 1.30, "3": 1.25},
    "earthquake": {"1": 1.15, "2": 1.10, "3": 1.05},
    "temporary": {"1": 1.25, "2": 1.20, "3": 1.15},
}
# Slices of the one circle that is reported; the search itself uses fewer.
REPORT_SLICES = 200
CLAUSE = "GB 50330-2013 表5.3.2"
POINT = (
    Input("x_m", "水平坐标", "x", unit="m", minimum=-100_000, maximum=100_000),
    Input("y_m", "高程", "y", unit="m", minimum=-1000, maximum=10_000),
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The required factor and the state that GB 50330 gives a slope with this factor."""

    required: float
    state: str
    passes: bool


def verdict(factor: float, condition: str, grade: str) -> Verdict:
    """State by GB 50330-2013: unstable under 1.00, less stable to 1.05, basically stable to the required factor."""
    required = REQUIRED[condition][grade]
    if factor < 1.0:
        state = "不稳定"
    elif factor >= required:
        state = "稳定"
    else:
        state = "欠稳定" if factor < 1.05 else "基本稳定"
    return Verdict(required, state, factor >= required)


def section_of(values: dict[str, Any]) -> Section:
    """The section that the inputs describe; lines that fold back or soils without a top are refused."""
    x, y = _line(values["ground"], "地面线", least=3)
    if values["ru"] is not None and values["water"]:
        raise BadInput("“孔隙水压力比”与“浸润线”只能填写一项。")
    soils = []
    for n, row in enumerate(values["soils"]):
        top = _line(row["top"], f"土层“{row['name']}”的顶面线", least=2) if row["top"] else None
        if (top is None) != (n == 0):
            raise BadInput("第一层土的顶面即地面线，不必填写；其余各层须自上而下填写顶面线。")
        soils.append(Soil(row["c_kpa"], tan(radians(row["phi_deg"])), row["gamma_kn_m3"], top))
    if not soils:
        raise BadInput("请至少填写一层土的参数。")
    water = _line(values["water"], "浸润线", least=2) if values["water"] else None
    return Section(x, y, tuple(soils), values["ru"] or 0.0, water, values["base_y_m"], values["seismic"])


def _line(rows: list[dict[str, float]], name: str, least: int) -> tuple[Floats, Floats]:
    if len(rows) < least:
        raise BadInput(f"“{name}”至少需要 {least} 个点。")
    x, y = (np.array([row[key] for row in rows]) for key in ("x_m", "y_m"))
    if (np.diff(x) <= 0).any():
        raise BadInput(
            f"“{name}”的水平坐标应从左到右逐点增大，请核对第 {int(np.argmax(np.diff(x) <= 0)) + 2} 点。"
        )
    return x, y


def _given_circle(values: dict[str, Any], section: Section) -> Circles:
    """The circle of the inputs, cut where it meets the ground; one that does not cut it twice is refused."""
    xc, yc, r = needed(INPUTS, values, "xc_m", "yc_m", "r_m")
    x = np.linspace(max(section.x[0], xc - r), min(section.x[-1], xc + r), 20_001)
    inside = section.ground(x) > yc - np.sqrt(np.maximum(r**2 - (x - xc) ** 2, 0.0))
    if not inside.any() or inside[0] or inside[-1]:
        raise BadInput("所给滑弧没有在剖面范围内两次穿过地面线，请核对圆心和半径。")
    marks = np.flatnonzero(inside)
    return Circles(*(np.array([each]) for each in (xc, yc, r, float(x[marks[0]]), float(x[marks[-1]]))))


def compute(values: dict[str, Any]) -> dict[str, Any]:
    """Factors by all methods on the given or the critical circle, and the verdict by the required factor."""
    section = section_of(values)
    tried = 1
    if any(values[key] is not None for key in ("xc_m", "yc_m", "r_m")):
        circle = _given_circle(values, section)
    else:
        found = search(section, values["min_depth_m"])
        if found is None:
            raise BadInput("没有找到可滑动的圆弧：地面近于水平，或坚硬底面过高，请核对剖面。")
        circle, tried = found.circle, found.tried
    slices = cut(section, circle, REPORT_SLICES)
    by_bishop = float(bishop(slices, section.seismic)[0])
    if not np.isfinite(by_bishop):
        raise BadInput("所给滑弧不能作为滑动面（穿出地面、切入坚硬底面或一端过陡），请改用自动搜索。")
    judged = verdict(by_bishop, values["condition"], values["grade"])
    return {
        "factor": by_bishop,
        "bishop": by_bishop,
        **_other_methods(slices, section, circle),
        "circle": {"xc_m": float(circle.xc[0]), "yc_m": float(circle.yc[0]), "r_m": float(circle.r[0])},
        "slip": _arc(circle),
        "left_m": float(circle.left[0]),
        "right_m": float(circle.right[0]),
        "circles_tried": tried,
        "required": judged.required,
        "required_clause": CLAUSE,
        "state": judged.state,
        "passes": judged.passes,
        "cautions": _cautions(values, section, circle),
        "unverified": [f"{CLAUSE} 的要求值"],
    }


def _other_methods(slices: Slices, section: Section, circle: Circles) -> dict[str, float | None]:
    janbu = janbu_simplified(slices, section.seismic)
    corrected = None if janbu is None else janbu * janbu_correction(slices, circle, section)
    by_spencer, by_mp = spencer(slices, section.seismic), morgenstern_price(slices, section.seismic)
    return {
        "ordinary": float(ordinary(slices, section.seismic)[0]),
        "janbu_simplified": janbu,
        "janbu_corrected": corrected,
        "spencer": by_spencer.factor if by_spencer else None,
        "spencer_lambda": by_spencer.share if by_spencer else None,
        "morgenstern_price": by_mp.factor if by_mp else None,
        "morgenstern_price_lambda": by_mp.share if by_mp else None,
    }


def _arc(circle: Circles) -> list[list[float]]:
    x = np.linspace(circle.left[0], circle.right[0], 41)
    y = circle.yc[0] - np.sqrt(np.maximum(circle.r[0] ** 2 - (x - circle.xc[0]) ** 2, 0.0))
    return [[round(float(a), 3), round(float(b), 3)] for a, b in zip(x, y, strict=True)]


def _cautions(values: dict[str, Any], section: Section, circle: Circles) -> list[str]:
    found = []
    near_edge = 0.02 * (section.x[-1] - section.x[0])
    if circle.left[0] - section.x[0] < near_edge or section.x[-1] - circle.right[0] < near_edge:
        found.append("滑弧到达剖面边缘，实际安全系数可能更低，请把剖面向外延长。")
    if section.water is None and not section.ru:
        found.append("未计入地下水。填土中的水位是失稳的首要原因，请按实测浸润线或孔隙水压力比复算。")
    elif section.water is not None and (np.interp(section.x, *section.water) > section.y + 0.01).any():
        found.append("浸润线高出地面，未计坡外积水的压重，请核对。")
    return found


def _optional(key: str, zh: str, en: str, unit: str, low: float, high: float) -> Input:
    return Input(key, zh, en, unit=unit, minimum=low, maximum=high, required=False)


INPUTS = (
    Input("ground", "地面线", "Ground", InputKind.LIST, rows=POINT, help="从左到右"),
    Input(
        "soils",
        "土层",
        "Soils",
        InputKind.LIST,
        rows=(
            Input("name", "名称", "Name", InputKind.TEXT, default="填土"),
            Input("c_kpa", "黏聚力", "Cohesion", unit="kPa", minimum=0, maximum=1000),
            Input("phi_deg", "内摩擦角", "Friction angle", unit="°", minimum=0, maximum=60),
            Input("gamma_kn_m3", "重度", "Unit weight", unit="kN/m³", minimum=1, maximum=40),
            Input("top", "顶面线", "Top", InputKind.LIST, rows=POINT, default=()),
        ),
        help="自上而下；第一层的顶面即地面线",
    ),
    _optional("ru", "孔隙水压力比", "Pore pressure ratio", "", 0, 0.9),
    Input("water", "浸润线", "Piezometric line", InputKind.LIST, rows=POINT, default=()),
    _optional("base_y_m", "坚硬底面高程", "Firm base", "m", -1000, 10_000),
    Input("seismic", "水平地震系数", "Seismic coefficient", minimum=0, maximum=0.5, default=0.0),
    Input("min_depth_m", "滑体最小深度", "Least depth", unit="m", minimum=0.01, maximum=100, default=0.5),
    _optional("xc_m", "指定圆心横坐标", "Centre x", "m", -100_000, 100_000),
    _optional("yc_m", "指定圆心高程", "Centre y", "m", -10_000, 100_000),
    _optional("r_m", "指定半径", "Radius", "m", 0.1, 100_000),
    Input("condition", "工况", "Condition", InputKind.CHOICE, choices=tuple(REQUIRED), default="permanent"),
    Input("grade", "边坡安全等级", "Grade", InputKind.CHOICE, choices=("1", "2", "3"), default="1"),
)
FEET = 0.3048


def _feet(*points: tuple[float, float]) -> list[dict[str, float]]:
    return [{"x_m": x * FEET, "y_m": y * FEET} for x, y in points]


FREDLUND_KRAHN = {
    "ground": _feet((0, 60), (60, 60), (140, 20), (200, 20)),
    # 600 psf, 20°, 120 pcf
    "soils": [{"c_kpa": 28.7282, "phi_deg": 20, "gamma_kn_m3": 18.85048}],
    "xc_m": 120 * FEET,
    "yc_m": 90 * FEET,
    "r_m": 80 * FEET,
}
MODEL = Model(
    title="边坡与渣土填埋体稳定性",
    title_en="Slope stability",
    version="1.0",
    inputs=INPUTS,
    compute=compute,
    assumptions=(
        "平面应变、圆弧滑动面；以简化 Bishop 法搜索最不利滑弧，并在该弧上给出其他方法的结果。",
        "水位以下土的重度由使用者按饱和重度填写；孔隙水压力按浸润线以下水头或孔隙水压力比计。",
        "地震按拟静力水平力作用于土条形心；不计坡外积水、张裂缝和非圆弧软弱面。",
    ),
    citations=(
        "Fredlund and Krahn 1977, Can. Geotech. J. 14(3), 429–439",
        "ACADS 1988 / Giam and Donald 1989, 问题 1(a)",
        "Bishop 1955；Spencer 1967；Morgenstern and Price 1965",
        "GB 50330-2013 5.3；GB 55012-2021 6.5",
    ),
    cases=(
        Case(
            "Fredlund and Krahn 1977 算例1（干坡）",
            FREDLUND_KRAHN,
            {
                "ordinary": 1.928,
                "bishop": 2.080,
                "janbu_corrected": 2.041,
                "spencer": 2.073,
                "morgenstern_price": 2.076,
            },
            0.01,
        ),
        Case(
            "ACADS 1(a)：自动搜索，Bishop 0.988",
            {
                "ground": [{"x_m": x, "y_m": y} for x, y in ((20, 25), (30, 25), (50, 35), (70, 35))],
                "soils": [{"c_kpa": 3, "phi_deg": 19.6, "gamma_kn_m3": 20}],
                "base_y_m": 20,
            },
            {"bishop": 0.988, "spencer": 0.987, "state": "不稳定"},
            0.02,
        ),
    ),
    verified="Fredlund and Krahn 算例1 各法在 1 % 内，ACADS 1(a) 自动搜索在 ±0.02 内",
    unverified=("GB 50330-2013 表5.3.2 的要求值未与原文核对", "CJJ/T 134-2019 的要求值未取得"),
)
