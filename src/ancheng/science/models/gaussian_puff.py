"""Release at once: where the passing cloud reaches which concentration, when, and how much is breathed."""

from __future__ import annotations

from typing import Any

import numpy as np

from ancheng.science.dispersion.gaussian import Air, puff, puff_axis
from ancheng.science.dispersion.sigmas import PUFF_SETS
from ancheng.science.dispersion.weather import (
    LEVELS,
    WEATHER,
    cautions,
    levels_of,
    ppm_of,
    stability_of,
    transport_wind,
)
from ancheng.science.dispersion.zones import level_zones
from ancheng.science.model import BadInput, Case, Input, InputKind, Model
from ancheng.science.rings import SOURCE, collection, source_of

# The cloud is taken to arrive and leave two standard deviations before and behind its centre.
EDGE = 2.0
TIMES = 2001


def air_of(values: dict[str, Any]) -> Air:
    """Wind, class, sigma set and lid that the inputs state; a lid at or under the release is refused."""
    stability = stability_of(values)
    lid = values["mixing_height_m"]
    if lid is not None and lid <= values["height_m"]:
        raise BadInput("“混合层高度”应高于“释放高度”，请核对。")
    return Air(transport_wind(values, stability, values["height_m"]), stability, values["sigma_set"], lid)


def passage(values: dict[str, Any], air: Air) -> dict[str, float]:
    """Arrival, departure (s), highest concentration (kg/m³) and dose (kg·s/m³) at the point of the inputs."""
    x, y, z = values["x_m"], values["y_m"], values["z_m"]
    sigma = float(air.sigmas(np.array([x]))[0][0])
    # Behind the point the cloud is wider than at it: the far end of the passage needs the wider sigma.
    last_x = x + 6 * sigma
    behind = float(air.sigmas(np.array([last_x]))[0][0])
    times = np.linspace(max(x - 6 * sigma, 0.0), x + 6 * behind, TIMES) / air.wind_m_s
    level = puff(air, values["mass_kg"], values["height_m"], np.full(TIMES, x), y, z, times)
    dose = float(np.sum((level[1:] + level[:-1]) * np.diff(times)) / 2)
    return {
        "arrival_s": max(x - EDGE * sigma, 0.0) / air.wind_m_s,
        "departure_s": (x + EDGE * sigma) / air.wind_m_s,
        "highest": float(level.max()),
        "dose": dose,
    }


def compute(values: dict[str, Any]) -> dict[str, Any]:
    """Concentration at the point and time, passage of the cloud, and the area it sweeps above each level."""
    source, air, levels = source_of(values), air_of(values), levels_of(values)
    time = values["time_s"] if values["time_s"] is not None else values["x_m"] / air.wind_m_s
    there = np.array([values["x_m"]]), values["y_m"], values["z_m"], time
    here = float(puff(air, values["mass_kg"], values["height_m"], *there)[0])
    passing = passage(values, air)
    axis = puff_axis(air, values["mass_kg"], values["height_m"], values["z_m"])
    zones, features = level_zones(axis, levels, values["wind_from_deg"], source)
    for row in zones:
        if row["exceeded"]:
            row["there_after_s"] = row["reach_m"] / air.wind_m_s
    return {
        "concentration_mg_m3": here * 1e6,
        "concentration_ppm": ppm_of(here, values["molar_mass_g_mol"]),
        "time_s": time,
        "highest_mg_m3": passing["highest"] * 1e6,
        "dose_mg_min_m3": passing["dose"] * 1e6 / 60,
        "arrival_s": passing["arrival_s"],
        "departure_s": passing["departure_s"],
        "wind_at_release_m_s": air.wind_m_s,
        "stability": air.stability,
        "sigma_set": air.sigma_set,
        "zones": zones,
        "cautions": cautions(values, air.wind_m_s),
        "map": collection(features, source),
    }


MODEL = Model(
    title="气体瞬时泄漏扩散（高斯烟团）",
    title_en="Gaussian puff",
    version="1.0",
    inputs=(
        Input("mass_kg", "释放质量", "Mass released", unit="kg", minimum=1e-9, maximum=10_000_000),
        Input("height_m", "释放高度", "Release height", unit="m", minimum=0, maximum=500, default=0.0),
        *WEATHER,
        Input(
            "sigma_set",
            "扩散参数",
            "Dispersion parameters",
            InputKind.CHOICE,
            choices=tuple(PUFF_SETS),
            default="slade",
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
        Input(
            "time_s", "释放后时间", "Time after release", unit="s", minimum=0, maximum=360_000, required=False
        ),
        *LEVELS,
        *SOURCE,
    ),
    compute=compute,
    assumptions=(
        "全部质量一次进入大气，烟团随风平移，沿风向与横风向参数相等，地面全反射。",
        "平坦开阔地形，风不变，气体密度与空气相近；重气请用重气模型。",
        "范围为烟团经过期间峰值浓度超过关注浓度的区域，不是某一时刻的云团。",
    ),
    citations=(
        "CCPS, Guidelines for Consequence Analysis of Chemical Releases, AIChE 1999, 2.1.3, 表2.13",
        "Slade 1968, Meteorology and Atomic Energy, TID-24190；TNO Yellow Book CPR 14E",
    ),
    cases=(
        Case(
            "CCPS 1999 第101页：1 kg，F，2 m/s，500 m 处，250 s（书中 σy 误印为 6.1）",
            {
                "mass_kg": 1,
                "wind_m_s": 2,
                "wind_height_m": 2,
                "stability": "F",
                "surroundings": "rural",
                "x_m": 500,
                "z_m": 0,
                "time_s": 250,
            },
            {"concentration_mg_m3": 2250.05, "stability": "F"},
            1e-4,
        ),
    ),
    verified="与 CCPS 1999 第101页算例一致",
    unverified=("未与瞬时释放示踪试验比对",),
)
