"""Steady release into the air: where which concentration is reached, with bands of uncertainty."""

from __future__ import annotations

from typing import Any

import numpy as np

from ancheng.science.dispersion.ensemble import draw, spread
from ancheng.science.dispersion.gaussian import Air, plume, plume_axis, reach
from ancheng.science.dispersion.sigmas import CLASSES, NEAREST_M, PLUME_SETS
from ancheng.science.dispersion.weather import (
    LEVELS,
    WEATHER,
    Level,
    cautions,
    levels_of,
    ppm_of,
    stability_of,
    transport_wind,
)
from ancheng.science.dispersion.zones import PROBABILITIES, cells_as_features, grid, level_zones
from ancheng.science.model import BadInput, Case, Input, InputKind, Model
from ancheng.science.rings import SOURCE, collection, source_of
from ancheng.science.sensitivity import strongest

BY_SURROUNDINGS = {"rural": "briggs_rural", "urban": "briggs_urban"}
GRID_SIDE = 120
SMALLEST_FRAME_M, LARGEST_FRAME_M = 200.0, 20_000.0


def air_of(values: dict[str, Any]) -> Air:
    """Wind, class, sigma set and lid that the inputs state; a lid at or under the release is refused."""
    stability = stability_of(values)
    lid = values["mixing_height_m"]
    if lid is not None and lid <= values["height_m"]:
        raise BadInput("“混合层高度”应高于“释放高度”，请核对。")
    return Air(
        transport_wind(values, stability, values["height_m"]),
        stability,
        values["sigma_set"] or BY_SURROUNDINGS[values["surroundings"]],
        lid,
        values["averaging_min"] * 60,
    )


def concentration(values: dict[str, Any]) -> float:
    """Concentration (kg/m³) at the point that the inputs name."""
    point = np.array([values["x_m"]]), values["y_m"], values["z_m"]
    return float(plume(air_of(values), values["release_kg_s"], values["height_m"], *point)[0])


def compute(values: dict[str, Any]) -> dict[str, Any]:
    """Concentration at the point, the highest on the axis, zones above each level, ensemble and sensitivity."""
    source, air, levels = source_of(values), air_of(values), levels_of(values)
    axis = plume_axis(air, values["release_kg_s"], values["height_m"], values["z_m"])
    x = np.geomspace(NEAREST_M, 100_000, 2000)
    centre = axis(x)[0]
    top = int(np.argmax(centre))
    zones, features = level_zones(axis, levels, values["wind_from_deg"], source)
    here = concentration(values)
    result: dict[str, Any] = {
        "concentration_mg_m3": here * 1e6,
        "concentration_ppm": ppm_of(here, values["molar_mass_g_mol"]),
        "highest_mg_m3": float(centre[top]) * 1e6,
        "highest_at_m": float(x[top]),
        "wind_at_release_m_s": air.wind_m_s,
        "stability": air.stability,
        "sigma_set": air.sigma_set,
        "zones": zones,
        "sensitivity": _sensitivity(values, air.stability),
        "cautions": cautions(values, air.wind_m_s) + _more_cautions(values, zones),
    }
    if values["members"]:
        result["ensemble"], more = _ensemble(values, air, levels, source)
        features += more
    return {**result, "map": collection(features, source)}


def _more_cautions(values: dict[str, Any], zones: list[dict[str, Any]]) -> list[str]:
    found = []
    if values["x_m"] < 100:
        found.append("关注点距源不足 100 m，扩散参数为外推，请以现场检测为准。")
    if any(row.get("reach_m", 0) > 10_000 for row in zones):
        found.append("影响距离超过 10 km，风和稳定度难以保持不变，远处结果偏保守。")
    return found


def _sensitivity(values: dict[str, Any], stability: str) -> list[dict[str, Any]]:
    n = CLASSES.index(stability)
    steps = {
        "release_kg_s": (values["release_kg_s"] / 2, values["release_kg_s"] * 2),
        "wind_m_s": (max(values["wind_m_s"] / 1.5, 0.5), values["wind_m_s"] * 1.5),
        "stability": (CLASSES[max(n - 1, 0)], CLASSES[min(n + 1, len(CLASSES) - 1)]),
        "height_m": (values["height_m"] / 2, values["height_m"] * 1.5),
    }
    if values["mixing_height_m"] is not None:
        steps.pop("height_m")
    return strongest(lambda changed: concentration(changed) * 1e6, values, steps)


def _ensemble(
    values: dict[str, Any], air: Air, levels: list[Level], source: tuple[float, float] | None
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Share of members above each level on a grid, and the areas of 10, 50 and 90 %."""
    if not levels:
        raise BadInput("集合计算需要至少一个“关注浓度”。")
    lowest = reach(
        plume_axis(
            air, values["release_kg_s"] * values["rate_spread"] ** 2, values["height_m"], values["z_m"]
        ),
        levels[-1].kg_m3,
    )
    frame = min(max(1.2 * lowest.farthest_m if lowest else 0.0, SMALLEST_FRAME_M), LARGEST_FRAME_M)
    axis, east, north = grid(frame, GRID_SIDE)
    members = draw(
        count=values["members"],
        seed=values["seed"],
        rate_kg_s=values["release_kg_s"],
        wind_m_s=air.wind_m_s,
        wind_from_deg=values["wind_from_deg"],
        rate_spread=values["rate_spread"],
        wind_spread=values["wind_spread"],
        direction_sd_deg=values["direction_sd_deg"],
    )
    thresholds = np.array([each.kg_m3 for each in levels])
    found = spread(air, members, values["height_m"], east, north, values["z_m"], thresholds)
    cell_m2 = float(axis[1] - axis[0]) ** 2
    rows, features = [], []
    for level, share in zip(levels, found.exceedance, strict=True):
        table = share.reshape(GRID_SIDE, GRID_SIDE)
        row: dict[str, Any] = {"name": level.name, "highest_probability": float(table.max())}
        for probability in PROBABILITIES:
            inside = table >= probability
            row[f"area_m2_at_{probability:.0%}"] = float(inside.sum()) * cell_m2
            features += cells_as_features(
                inside, axis, source, name=level.name, probability=probability, kind="probability"
            )
        rows.append(row)
    return {"members": values["members"], "seed": values["seed"], "frame_m": frame, "levels": rows}, features


MODEL = Model(
    title="气体连续泄漏扩散（高斯烟羽）",
    title_en="Gaussian plume",
    version="1.0",
    inputs=(
        Input("release_kg_s", "释放速率", "Release rate", unit="kg/s", minimum=1e-9, maximum=10_000),
        Input("height_m", "释放高度", "Release height", unit="m", minimum=0, maximum=500, default=0.0),
        *WEATHER,
        Input(
            "sigma_set",
            "扩散参数",
            "Dispersion parameters",
            InputKind.CHOICE,
            choices=tuple(PLUME_SETS),
            required=False,
            help="不填时城区用 briggs_urban，郊区用 briggs_rural",
        ),
        Input(
            "mixing_height_m",
            "混合层高度",
            "Mixing height",
            unit="m",
            minimum=20,
            maximum=5000,
            required=False,
        ),
        Input(
            "averaging_min", "平均时间", "Averaging time", unit="min", minimum=0.3, maximum=60, default=10.0
        ),
        Input(
            "x_m",
            "关注点下风向距离",
            "Distance downwind",
            unit="m",
            minimum=1,
            maximum=100_000,
            default=500.0,
        ),
        Input(
            "y_m",
            "关注点横风向距离",
            "Distance across",
            unit="m",
            minimum=-50_000,
            maximum=50_000,
            default=0.0,
        ),
        Input("z_m", "关注点高度", "Height above ground", unit="m", minimum=0, maximum=500, default=1.5),
        *LEVELS,
        Input(
            "members", "集合成员数", "Ensemble members", InputKind.INTEGER, minimum=0, maximum=5000, default=0
        ),
        Input("seed", "随机种子", "Seed", InputKind.INTEGER, minimum=0, maximum=2**31 - 1, default=1),
        Input("rate_spread", "释放速率几何标准差", "Spread of the rate", minimum=1, maximum=10, default=2.0),
        Input("wind_spread", "风速几何标准差", "Spread of the wind", minimum=1, maximum=3, default=1.3),
        Input(
            "direction_sd_deg",
            "风向标准差",
            "Spread of direction",
            unit="°",
            minimum=0,
            maximum=90,
            default=15.0,
        ),
        *SOURCE,
    ),
    compute=compute,
    assumptions=(
        "平坦开阔地形，风和释放速率在计算时段内不变，气体密度与空气相近；重气请用重气模型。",
        "地面全反射，不计沉降、化学反应和建筑物影响；有混合层时在其顶部反射。",
        "扩散参数为 10 分钟平均，横向参数按平均时间的 0.2 次方换算；垂向不换算。",
        "输送风速按幂律由测风高度换算到释放高度，低于 2 m 时取 2 m 处风速。",
    ),
    citations=(
        "CCPS, Guidelines for Consequence Analysis of Chemical Releases, AIChE 1999, 2.1",
        "Briggs 1973, ATDL-79；EPA-454/B-95-003b (ISC3)；Turner 1970；TNO Yellow Book CPR 14E；Seinfeld 1986",
        "Barad 1958, Project Prairie Grass（验证数据）",
    ),
    cases=(
        Case(
            "CCPS 1999 第97页：0.1 kg/s，F，2 m/s，下风向 500 m 地面",
            {
                "release_kg_s": 0.1,
                "wind_m_s": 2,
                "wind_height_m": 2,
                "stability": "F",
                "surroundings": "rural",
                "sigma_set": "seinfeld",
                "x_m": 500,
                "z_m": 0,
            },
            {"concentration_mg_m3": 103.46728, "stability": "F"},
            1e-4,
        ),
    ),
    verified="Prairie Grass 第 5–12、15–20 次试验弧线最大值：FAC2 0.77，分数偏差 +0.18，NMSE 0.68（briggs_rural）",
    unverified=("城区扩散参数未与城市示踪试验比对",),
)
