"""Blast of an explosion and heat of a fire: what is met at a distance, and how far each band of damage reaches."""

from __future__ import annotations

from collections.abc import Callable
from math import pi, sqrt
from typing import Any

import numpy as np

from ancheng.science.effects.blast import NEAREST_Z, STRONG, TNT_J_KG, distance_to, multi_energy_kpa, tnt_kpa
from ancheng.science.effects.heat import Fireball, Floats, JetFire, PoolFire
from ancheng.science.effects.thresholds import EARDRUM, LUNG, bands, blast_share, heat_deaths
from ancheng.science.model import Case, Input, InputKind, Model
from ancheng.science.needed import needed
from ancheng.science.rings import SOURCE, circle, collection, polygon, source_of

KINDS = ("tnt", "multi_energy", "pool_fire", "jet_fire", "bleve")


def _number(
    key: str, zh: str, en: str, unit: str, low: float, high: float, default: float | None = None
) -> Input:
    return Input(
        key, zh, en, unit=unit, minimum=low, maximum=high, default=default, required=default is not None
    )


INPUTS = (
    Input("kind", "事故类型", "Kind", InputKind.CHOICE, choices=KINDS),
    Input("distance_m", "关注点距离", "Distance", unit="m", minimum=0.5, maximum=100_000, default=100.0),
    _number("fuel_kg", "参与的燃料质量", "Fuel that takes part", "kg", 0.001, 1e8),
    _number("combustion_kj_kg", "燃烧热", "Heat of combustion", "kJ/kg", 100, 150_000),
    _number("yield_share", "爆炸效率", "Share of the energy in the blast", "", 0.001, 1, 0.03),
    Input(
        "strength", "爆源强度等级", "Strength", InputKind.INTEGER, minimum=1, maximum=10, default=7,
        help="1 为开阔无阻挡，7 为拥塞装置区，10 为爆轰",
    ),
    _number("pool_area_m2", "液池面积", "Area of the pool", "m²", 0.01, 100_000),
    _number("burning_kg_m2_s", "单位面积燃烧速率", "Burning rate", "kg/(m²·s)", 0.001, 0.5),
    _number("extinction_1_m", "消光系数", "Extinction times beam length", "1/m", 0.1, 200, 2.1),
    _number("rate_kg_s", "喷射质量流量", "Mass rate of the jet", "kg/s", 0.001, 10_000),
    _number("radiated_share", "辐射份额", "Share radiated", "", 0.01, 0.6, 0.3),
    _number("emitted_kw_m2", "火球表面辐射强度", "Emissive power", "kW/m²", 50, 500, 350.0),
    _number("rise", "火球中心高度与直径之比", "Height over diameter", "", 0.5, 2, 0.75),
    Input("facing", "受体正对火球", "Target faces the fireball", InputKind.BOOLEAN, default=True),
    _number("vapour_pa", "空气中水蒸气分压", "Vapour pressure of the air's water", "Pa", 1, 10_000),
    _number("exposure_s", "暴露时间", "Exposure", "s", 0.1, 3600, 30.0),
    *SOURCE,
)  # fmt: skip

Effect = Callable[[Floats], Floats]


def _tnt(values: dict[str, Any]) -> tuple[Effect, dict[str, Any]]:
    fuel, combustion = needed(INPUTS, values, "fuel_kg", "combustion_kj_kg")
    tnt = values["yield_share"] * fuel * combustion * 1000 / TNT_J_KG
    scaled = values["distance_m"] / tnt ** (1 / 3)
    return (lambda x: tnt_kpa(tnt, x)), {"tnt_kg": tnt, "scaled_distance": scaled}


def _multi_energy(values: dict[str, Any]) -> tuple[Effect, dict[str, Any]]:
    fuel, combustion = needed(INPUTS, values, "fuel_kg", "combustion_kj_kg")
    energy, strength = fuel * combustion * 1000, values["strength"]
    return (lambda x: multi_energy_kpa(energy, strength, x)), {
        "energy_mj": energy / 1e6,
        "strength": strength,
    }


def _pool_fire(values: dict[str, Any]) -> tuple[Effect, dict[str, Any]]:
    area, burning, combustion = needed(INPUTS, values, "pool_area_m2", "burning_kg_m2_s", "combustion_kj_kg")
    fire = PoolFire(
        sqrt(4 * area / pi), burning, combustion, values["extinction_1_m"], values["radiated_share"]
    )
    numbers = {"heat_kw": fire.heat_kw, "flame_m": fire.flame_m, "diameter_m": fire.diameter_m}
    return (lambda x: fire.kw_m2(x, values["vapour_pa"])), numbers


def _jet_fire(values: dict[str, Any]) -> tuple[Effect, dict[str, Any]]:
    rate, combustion = needed(INPUTS, values, "rate_kg_s", "combustion_kj_kg")
    fire = JetFire(rate, combustion, values["radiated_share"])
    numbers = {"heat_kw": fire.heat_kw, "flame_m": fire.flame_m}
    return (lambda x: fire.kw_m2(x, values["vapour_pa"])), numbers


def _bleve(values: dict[str, Any]) -> tuple[Effect, dict[str, Any]]:
    (fuel,) = needed(INPUTS, values, "fuel_kg")
    ball = Fireball(fuel, values["emitted_kw_m2"], values["rise"], values["facing"])
    return (lambda x: ball.kw_m2(x, values["vapour_pa"])), {
        "diameter_m": ball.diameter_m,
        "burns_s": ball.seconds,
    }


WAYS = {
    "tnt": _tnt,
    "multi_energy": _multi_energy,
    "pool_fire": _pool_fire,
    "jet_fire": _jet_fire,
    "bleve": _bleve,
}
BLASTS = ("tnt", "multi_energy")


def compute(values: dict[str, Any]) -> dict[str, Any]:
    """Effect at the distance, share of people hurt there, and the reach of every band with its ring."""
    place = source_of(values)
    effect, numbers = WAYS[values["kind"]](values)
    here = float(effect(np.array([values["distance_m"]]))[0])
    is_blast = values["kind"] in BLASTS
    rows, features = [], []
    for band in sorted(
        (each for each in bands() if each.kind == ("overpressure" if is_blast else "heat")),
        key=lambda each: -each.value,
    ):
        reach = distance_to(effect, band.value)
        rows.append(
            {
                "value": band.value,
                "unit": band.unit,
                "effect": band.zh,
                "reach_m": reach,
                "source": band.source,
                "verified": band.verified,
            }
        )
        if reach:
            features.append(
                polygon([circle(reach)], place, value=band.value, unit=band.unit, name=band.zh, kind="band")
            )
    return {
        "kind": values["kind"],
        **numbers,
        **_at_the_point(values, here, numbers, is_blast),
        "bands": rows,
        "cautions": _cautions(values, numbers),
        "unverified": [
            f"{row['value']:g} {row['unit']}：{row['effect']}" for row in rows if not row["verified"]
        ],
        "map": collection(features, place),
    }


def _at_the_point(
    values: dict[str, Any], here: float, numbers: dict[str, Any], is_blast: bool
) -> dict[str, Any]:
    if is_blast:
        return {
            "overpressure_kpa": here,
            "lung_deaths_share": blast_share(here, LUNG),
            "eardrum_share": blast_share(here, EARDRUM),
        }
    # Nobody is exposed to a fireball for longer than it burns.
    seconds = min(values["exposure_s"], numbers.get("burns_s", values["exposure_s"]))
    return {"heat_kw_m2": here, "exposed_s": seconds, "heat_deaths_share": heat_deaths(here, seconds)}


def _cautions(values: dict[str, Any], numbers: dict[str, Any]) -> list[str]:
    found = []
    if values["kind"] == "tnt" and numbers["scaled_distance"] < NEAREST_Z:
        found.append("关注点过近，超出曲线范围，按曲线端点取值，实际超压更高。")
    if values["kind"] == "multi_energy" and values["strength"] > STRONG:
        found.append("强度 7 级及以上的近场以等能量 TNT 曲线近似，未经原图核对。")
    if values["kind"] == "jet_fire":
        found.append("距离自火焰中心起算；火焰长度方向可直接触及的范围按烧毁考虑。")
    if values["kind"] == "pool_fire" and numbers["diameter_m"] > 50:
        found.append("液池直径超过 50 m，表面辐射强度公式为外推。")
    return found


MODEL = Model(
    title="爆炸超压与火灾热辐射",
    title_en="Explosion and fire",
    version="1.0",
    inputs=INPUTS,
    compute=compute,
    assumptions=(
        "爆炸为地面半球形，超压为侧向峰值，未计建筑反射和遮挡。",
        "TNT 当量法适用于远场；蒸气云爆炸宜用多能法，强度由拥塞程度确定。",
        "池火为无风圆形液池，取点源与固体火焰两法的较大值；喷射火为点源法。",
        "火球按全部燃料参与；未填水蒸气分压时不计大气衰减（偏保守）。",
    ),
    citations=(
        "Swisdak 1994, Simplified Kingery Airblast Calculations；Crowl and Louvar 2011, 第6章",
        "van den Berg 1985, J. Haz. Mat. 12；Assael and Kakosimos 2010；TNO Yellow Book CPR 14E",
        "NUREG-1805 第3、5章；Shokri and Beyler 1989；API 521 附录C；Lowesmith et al. 2007",
        "CCPS 1994, Guidelines for Evaluating the Characteristics of VCEs, Flash Fires and BLEVEs",
    ),
    cases=(
        Case(
            "Kingery–Bulmash：10 t TNT，500 m，5.055 kPa",
            {"kind": "tnt", "fuel_kg": 10_000, "combustion_kj_kg": 4686, "yield_share": 1, "distance_m": 500},
            {"tnt_kg": 10_000.0, "overpressure_kpa": 5.0549639655},
            1e-3,
        ),
        Case(
            "Crowl 例6-9：甲烷 1000 kg，效率 1 %，相当于 109 kg TNT",
            {"kind": "tnt", "fuel_kg": 1000, "combustion_kj_kg": 51_169, "yield_share": 0.01},
            {"tnt_kg": 109.0},
            5e-3,
        ),
        Case(
            "NUREG-1805 算例5：9 ft² 液池，0.039 kg/(m²·s)，46 MJ/kg，kβ 0.7",
            {
                "kind": "pool_fire",
                "pool_area_m2": 0.836127,
                "burning_kg_m2_s": 0.039,
                "combustion_kj_kg": 46_000,
                "extinction_1_m": 0.7,
                "distance_m": 3.564,
            },
            {"heat_kw": 771.52},
            1e-3,
        ),
        Case(
            "API 521 附录C：45.36 kg/s，50 MJ/kg，F 0.3，6.3 kW/m² 在 92.7 m，火焰长 52 m",
            {
                "kind": "jet_fire",
                "rate_kg_s": 45.36,
                "combustion_kj_kg": 50_000,
                "radiated_share": 0.3,
                "distance_m": 92.7,
            },
            {"heat_kw_m2": 6.3, "flame_m": 52.0},
            0.02,
        ),
        Case(
            "CCPS 1994：22.7 m³ 丙烷槽车 90 % 充装，100 m，89.1 kW/m²",
            {"kind": "bleve", "fuel_kg": 11_957.7, "rise": 0.5, "facing": False, "distance_m": 100},
            {"diameter_m": 132.6, "burns_s": 10.3, "heat_kw_m2": 89.1},
            5e-3,
        ),
    ),
    verified="与 Kingery–Bulmash、NUREG-1805、API 521 和 CCPS 的算例一致",
    unverified=(
        "多能法 2、3 级按相邻级插补，7 级以上近场为近似",
        "破坏分级数值未与原书核对",
        "Crowl 例6-9 与 API 521 算例数值未与原书再核对",
    ),
)
