"""Who is shaken how strongly: intensity over distance from an earthquake, and the people and buildings in each zone."""

from __future__ import annotations

from math import cos, log10, radians, sin
from typing import Any

import numpy as np

from ancheng.science.model import Case, Input, InputKind, Model
from ancheng.science.rings import CIRCLE_POINTS, SOURCE, Floats, area_m2, collection, polygon, source_of

# 汪素云等 2000（中国东部烈度衰减，椭圆长轴、短轴）：I = a + b·M − c·lg(R + R0)，R 以 km 计，标准差 0.583。
LONG = (5.712, 1.363, 4.290, 25.0)
SHORT = (3.659, 1.363, 3.541, 13.0)
DEVIATION = 0.583
WEAKEST, STRONGEST = 6, 12
ROMAN = {6: "VI", 7: "VII", 8: "VIII", 9: "IX", 10: "X", 11: "XI", 12: "XII"}


def radius_km(axis: tuple[float, float, float, float], magnitude: float, intensity: float) -> float:
    """Distance along an axis at which the mean intensity falls to this value; 0 where it is not reached."""
    a, b, c, r0 = axis
    return float(max(10 ** ((a + b * magnitude - intensity) / c) - r0, 0.0))


def along(axis: tuple[float, float, float, float], magnitude: float, distance_km: float) -> float:
    """Mean intensity at a distance along an axis."""
    a, b, c, r0 = axis
    return a + b * magnitude - c * log10(distance_km + r0)


def intensity_at(magnitude: float, distance_km: float, off_axis_deg: float) -> float:
    """Mean intensity at a distance in a direction off the long axis: the ellipse on which the place lies."""
    low, high = 0.0, 13.0
    for _ in range(50):
        middle = (low + high) / 2
        longest, shortest = (radius_km(axis, magnitude, middle) for axis in (LONG, SHORT))
        inside = longest > 0 and shortest > 0 and _inside(distance_km, off_axis_deg, longest, shortest)
        low, high = (middle, high) if inside else (low, middle)
    return low


def _inside(distance_km: float, off_axis_deg: float, longest: float, shortest: float) -> bool:
    x, y = distance_km * cos(radians(off_axis_deg)), distance_km * sin(radians(off_axis_deg))
    return (x / longest) ** 2 + (y / shortest) ** 2 <= 1.0


def level_of(intensity: float) -> int:
    """The degree that a mean intensity belongs to: VI runs from 5.5 to 6.5."""
    return min(int(intensity + 0.5), STRONGEST)


def _ellipse(longest_m: float, shortest_m: float, axis_deg: float) -> Floats:
    """A closed ring whose long axis points `axis_deg` east of north."""
    turn = np.linspace(0.0, 2 * np.pi, CIRCLE_POINTS + 1)
    u, v = longest_m * np.cos(turn), shortest_m * np.sin(turn)
    to = radians(axis_deg)
    ring = np.column_stack((u * sin(to) + v * cos(to), u * cos(to) - v * sin(to)))
    ring[-1] = ring[0]
    return ring


def compute(values: dict[str, Any]) -> dict[str, Any]:
    """Intensity at every place and at the point, people and buildings per degree, and the rings of the degrees."""
    source, magnitude, axis = source_of(values), values["magnitude"], values["axis_deg"]
    point = intensity_at(magnitude, values["distance_km"], values["bearing_deg"] - axis)
    places = [_place(row, magnitude, axis) for row in values["places"]]
    zones, features = [], []
    for degree in range(STRONGEST, WEAKEST - 1, -1):
        longest, shortest = (radius_km(each, magnitude, degree - 0.5) * 1000 for each in (LONG, SHORT))
        if min(longest, shortest) <= 0:
            continue
        ring = _ellipse(longest, shortest, axis)
        inside = [each for each in places if each["degree"] == degree]
        zones.append(
            {
                "degree": degree,
                "name": f"{ROMAN[degree]}度",
                "long_axis_km": longest / 1000,
                "short_axis_km": shortest / 1000,
                "area_km2": area_m2(ring) / 1e6,
                "people": sum(each["people"] for each in inside),
                "buildings": sum(each["buildings"] for each in inside),
            }
        )
        features.append(polygon([ring], source, name=f"{ROMAN[degree]}度", degree=degree, kind="intensity"))
    return {
        "intensity": point,
        "degree": level_of(point),
        "intensity_low": point - DEVIATION,
        "intensity_high": point + DEVIATION,
        "zones": zones,
        "places": places,
        "above_design": [each["name"] for each in places if each["above_design"]],
        "cautions": ["烈度为统计平均值，场地条件可使局部烈度相差一度，应以实地调查和速报烈度为准。"],
        "map": collection(features, source),
    }


def _place(row: dict[str, Any], magnitude: float, axis_deg: float) -> dict[str, Any]:
    intensity = intensity_at(magnitude, row["distance_km"], row["bearing_deg"] - axis_deg)
    design = row["design_degree"]
    return {
        "name": row["name"],
        "people": row["people"],
        "buildings": row["buildings"],
        "intensity": intensity,
        "degree": level_of(intensity),
        "above_design": None if design is None else level_of(intensity) > design,
    }


MODEL = Model(
    title="地震影响与暴露",
    title_en="Seismic exposure",
    version="1.0",
    inputs=(
        Input("magnitude", "震级", "Magnitude", minimum=4, maximum=9),
        Input("axis_deg", "长轴方位", "Long axis", unit="°", minimum=0, maximum=360, default=45.0),
        Input("distance_km", "关注点震中距", "Distance", unit="km", minimum=0, maximum=500, default=0.0),
        Input("bearing_deg", "关注点方位", "Bearing", unit="°", minimum=0, maximum=360, default=0.0),
        Input(
            "places",
            "场所",
            "Places",
            InputKind.LIST,
            default=(),
            rows=(
                Input("name", "名称", "Name", InputKind.TEXT),
                Input("distance_km", "震中距", "Distance", unit="km", minimum=0, maximum=500),
                Input(
                    "bearing_deg", "自震中的方位", "Bearing", unit="°", minimum=0, maximum=360, default=0.0
                ),
                Input("people", "人数", "People", unit="人", minimum=0, maximum=100_000_000, default=0.0),
                Input(
                    "buildings",
                    "建筑栋数",
                    "Buildings",
                    unit="栋",
                    minimum=0,
                    maximum=10_000_000,
                    default=0.0,
                ),
                Input(
                    "design_degree",
                    "抗震设防烈度",
                    "Design intensity",
                    InputKind.INTEGER,
                    "度",
                    6,
                    9,
                    required=False,
                ),
            ),
        ),
        *SOURCE,
    ),
    compute=compute,
    assumptions=(
        "点源、椭圆烈度圈，中国东部衰减关系；大震近场应按断层破裂长度另行评估。",
        "只给出各烈度区内的人数和建筑数，不推算倒塌和伤亡。",
        "设防烈度未填写的场所不判断是否超过设防。",
    ),
    citations=(
        "汪素云、俞言祥、高阿甲、阎秀杰 2000，中国分区地震动衰减关系的确定，中国地震 16(2)",
        "GB/T 17742-2020",
    ),
    cases=(
        Case(
            "1976 年唐山 7.8 级地震，北京城区（震中距约 154 km，短轴方向）为 VI 度",
            {"magnitude": 7.8, "axis_deg": 30, "distance_km": 154, "bearing_deg": 300},
            {"degree": 6},
        ),
    ),
    verified="衰减式长、短轴在震中取同一烈度；唐山地震北京烈度相符",
    unverified=("衰减系数未与原文核对",),
)
