"""How fast a leak releases what a vessel or a pool holds: the source of every model that follows."""

from __future__ import annotations

from math import pi, sqrt
from typing import Any

from ancheng.science.model import BadInput, Case, Input, InputKind, Model
from ancheng.science.needed import needed
from ancheng.science.release.orifice import Boiling, flash_fraction, gas, hole_area_m2, liquid, two_phase
from ancheng.science.release.pool import boiling, evaporation, transfer_still, transfer_wind

KINDS = ("liquid", "gas", "two_phase", "pool_evaporation", "pool_boiling")
# CCPS 1999, 2.2.2: as a rule of thumb as much again as flashes stays in the air as droplets.
AEROSOL_PER_FLASH = 2.0


def _number(
    key: str, zh: str, en: str, unit: str, low: float, high: float, default: float | None = None
) -> Input:
    return Input(
        key, zh, en, unit=unit, minimum=low, maximum=high, default=default, required=default is not None
    )


INPUTS = (
    Input("kind", "泄漏类型", "Kind of release", InputKind.CHOICE, choices=KINDS),
    _number("hole_mm", "泄漏孔直径", "Hole diameter", "mm", 0.1, 3000),
    _number("discharge", "流量系数", "Discharge coefficient", "", 0.1, 1, 0.62),
    _number("pressure_pa", "容器内绝对压力", "Absolute pressure inside", "Pa", 1000, 1e8),
    _number("ambient_pa", "大气压力", "Air pressure", "Pa", 50_000, 110_000, 101_325.0),
    _number("temperature_k", "介质温度", "Temperature of the content", "K", 50, 1500),
    _number("density_kg_m3", "液体密度", "Density of the liquid", "kg/m³", 50, 5000),
    _number("head_m", "孔上液柱高度", "Liquid above the hole", "m", 0, 100, 0.0),
    _number("molar_mass_g_mol", "摩尔质量", "Molar mass", "g/mol", 1, 1000),
    _number("gamma", "绝热指数", "Ratio of heat capacities", "", 1.01, 1.7),
    _number("saturation_pa", "饱和蒸气压", "Saturation pressure", "Pa", 0.1, 1e8),
    _number("latent_j_kg", "汽化潜热", "Latent heat", "J/kg", 1000, 5e6),
    _number("heat_j_kg_k", "液体比热容", "Heat capacity of the liquid", "J/(kg·K)", 100, 20_000),
    _number("vapour_kg_m3", "饱和蒸气密度", "Density of the vapour", "kg/m³", 0.001, 1000),
    _number("boiling_k", "常压沸点", "Boiling point", "K", 4, 1000),
    _number("pipe_m", "孔前管长", "Pipe before the hole", "m", 0, 1000, 0.0),
    _number("pool_area_m2", "液池面积", "Area of the pool", "m²", 0.01, 1e6),
    _number("wind_m_s", "10米高风速", "Wind at 10 m", "m/s", 0.1, 40),
    _number("diffusivity_m2_s", "蒸气在空气中的扩散系数", "Diffusivity in air", "m²/s", 1e-7, 1e-4),
    _number("ground_k", "地面温度", "Temperature of the ground", "K", 200, 350, 293.15),
    _number("seconds", "泄漏后时间", "Time after the spill", "s", 1, 86_400, 60.0),
    _number("ground_conductivity", "地面导热系数", "Conductivity of the ground", "W/(m·K)", 0.05, 10, 0.92),
    _number("ground_diffusivity_m2_s", "地面热扩散系数", "Diffusivity of the ground", "m²/s", 1e-8, 1e-5, 4.16e-7),
    _number("inventory_kg", "可泄漏总量", "Mass that can leave", "kg", 0.001, 1e9),
)  # fmt: skip


def _liquid(values: dict[str, Any]) -> dict[str, Any]:
    hole, pressure, density = needed(INPUTS, values, "hole_mm", "pressure_pa", "density_kg_m3")
    over = pressure - values["ambient_pa"]
    rate = liquid(hole_area_m2(hole / 1000), values["discharge"], density, over, values["head_m"])
    if rate == 0:
        raise BadInput("容器内压力加液柱不高于大气压力，液体不会流出，请核对“容器内绝对压力”。")
    return {"rate_kg_s": rate, "velocity_m_s": rate / density / hole_area_m2(hole / 1000)}


def _gas(values: dict[str, Any]) -> dict[str, Any]:
    keys = ("hole_mm", "pressure_pa", "temperature_k", "molar_mass_g_mol", "gamma")
    hole, pressure, temperature, molar, gamma = needed(INPUTS, values, *keys)
    if pressure <= values["ambient_pa"]:
        raise BadInput("容器内绝对压力不高于大气压力，气体不会流出，请核对是否误填了表压。")
    area = hole_area_m2(hole / 1000)
    found = gas(area, values["discharge"], pressure, temperature, molar / 1000, gamma, values["ambient_pa"])
    return {
        "rate_kg_s": found.kg_s,
        "choked": found.choked,
        "velocity_m_s": found.velocity_m_s,
        "outlet_temperature_k": found.temperature_k,
        "outlet_pressure_pa": found.pressure_pa,
    }


def _two_phase(values: dict[str, Any]) -> dict[str, Any]:
    keys = ("temperature_k", "saturation_pa", "latent_j_kg", "heat_j_kg_k", "density_kg_m3", "vapour_kg_m3")
    hole, pressure, boiling_k = needed(INPUTS, values, "hole_mm", "pressure_pa", "boiling_k")
    fluid = Boiling(*needed(INPUTS, values, *keys))
    if fluid.vapour_kg_m3 >= fluid.liquid_kg_m3:
        raise BadInput("“饱和蒸气密度”应小于“液体密度”，请核对。")
    if pressure < fluid.saturation_pa * 0.999:
        raise BadInput("容器内压力低于饱和蒸气压，介质应为气体，请按气体泄漏计算。")
    if fluid.saturation_pa <= values["ambient_pa"]:
        raise BadInput("饱和蒸气压不高于大气压力，流出时不闪蒸，请按液体泄漏计算。")
    area = hole_area_m2(hole / 1000)
    rate = two_phase(area, values["discharge"], fluid, pressure, values["ambient_pa"], values["pipe_m"])
    flash = flash_fraction(fluid.heat_j_kg_k, fluid.temperature_k, boiling_k, fluid.latent_j_kg)
    airborne = min(AEROSOL_PER_FLASH * flash, 1.0)
    return {
        "rate_kg_s": rate,
        "flash_fraction": flash,
        "airborne_kg_s": rate * airborne,
        "pool_kg_s": rate * (1 - airborne),
    }


def _pool_evaporation(values: dict[str, Any]) -> dict[str, Any]:
    keys = ("pool_area_m2", "molar_mass_g_mol", "saturation_pa", "temperature_k")
    area, molar, vapour, temperature = needed(INPUTS, values, *keys)
    if vapour >= values["ambient_pa"]:
        raise BadInput("饱和蒸气压已达到大气压力，液池在沸腾，请按沸腾液池计算。")
    if values["wind_m_s"] is None:
        transfer = transfer_still(molar / 1000)
    else:
        (diffusivity,) = needed(INPUTS, values, "diffusivity_m2_s")
        transfer = transfer_wind(values["wind_m_s"], sqrt(4 * area / pi), diffusivity)
    rate = evaporation(transfer, area, molar / 1000, vapour, temperature)
    return {"rate_kg_s": rate, "transfer_m_s": transfer}


def _pool_boiling(values: dict[str, Any]) -> dict[str, Any]:
    area, boiling_k, latent = needed(INPUTS, values, "pool_area_m2", "boiling_k", "latent_j_kg")
    if values["ground_k"] <= boiling_k:
        raise BadInput("地面温度不高于沸点，液池不沸腾，请按蒸发液池计算。")
    ground = values["seconds"], values["ground_conductivity"], values["ground_diffusivity_m2_s"]
    return {"rate_kg_s": boiling(area, values["ground_k"], boiling_k, latent, *ground)}


WAYS = {
    "liquid": _liquid,
    "gas": _gas,
    "two_phase": _two_phase,
    "pool_evaporation": _pool_evaporation,
    "pool_boiling": _pool_boiling,
}


def compute(values: dict[str, Any]) -> dict[str, Any]:
    """Rate of release, and how soon the stated mass is gone if the rate does not fall."""
    found = {"kind": values["kind"], **WAYS[values["kind"]](values)}
    if values["inventory_kg"] is not None:
        found["empty_after_s"] = values["inventory_kg"] / found["rate_kg_s"]
    return found


MODEL = Model(
    title="泄漏源强",
    title_en="Source term",
    version="1.0",
    inputs=INPUTS,
    compute=compute,
    assumptions=(
        "为泄漏初始时刻的速率；压力和液位随泄漏下降，按此速率估算的排空时间偏短（偏保守）。",
        "气体按理想气体、等熵流动；两相流按均相平衡，孔前管长不足 0.1 m 时计入非平衡。",
        "闪蒸后留在空气中的液滴按与闪蒸量相等计，其余落地成池。",
        "沸腾液池只计地面传热，不计太阳辐射和空气对流。",
    ),
    citations=(
        "CCPS, Guidelines for Consequence Analysis of Chemical Releases, AIChE 1999, 第40、47页算例",
        "Crowl and Louvar, Chemical Process Safety, 3rd ed. 2011, 第3、4章",
        "Mackay and Matsugu 1973, Can. J. Chem. Eng. 51, 434",
    ),
    cases=(
        Case(
            "CCPS 1999 第40页：10 mm 孔，密度 490，液池压差 19.6 kPa",
            {
                "kind": "liquid",
                "hole_mm": 10,
                "discharge": 0.63,
                "pressure_pa": 120935.0368,
                "density_kg_m3": 490,
            },
            {"rate_kg_s": 0.21691154763598},
            1e-3,
        ),
        Case(
            "CCPS 1999 第47页：10 mm 孔，501 kPa，k = 1.15（密度 8.90 kg/m³）",
            {
                "kind": "gas",
                "hole_mm": 10,
                "discharge": 0.85,
                "pressure_pa": 501e3,
                "temperature_k": 298,
                "molar_mass_g_mol": 44.0148,
                "gamma": 1.15,
            },
            {"rate_kg_s": 0.09002799947, "choked": True, "outlet_temperature_k": 277.2093},
            1e-3,
        ),
        Case(
            "Crowl 例4-9：丙烯 25 °C 饱和，10 mm 孔，平衡两相流 0.774 kg/s",
            {
                "kind": "two_phase",
                "hole_mm": 10,
                "pressure_pa": 1.15e6,
                "saturation_pa": 1.15e6,
                "temperature_k": 298,
                "latent_j_kg": 3.34e5,
                "heat_j_kg_k": 2180,
                "density_kg_m3": 506,
                "vapour_kg_m3": 22.74,
                "boiling_k": 225.5,
                "pipe_m": 0.1,
            },
            {"rate_kg_s": 0.774},
            0.01,
        ),
        Case(
            "Crowl 例3-8：敞口槽直径 5 ft，甲苯 25 °C，0.162 lb/min",
            {
                "kind": "pool_evaporation",
                "pool_area_m2": 1.8241,
                "molar_mass_g_mol": 92,
                "saturation_pa": 3759,
                "temperature_k": 298.15,
            },
            {"rate_kg_s": 0.0012247},
            0.02,
        ),
    ),
    verified="与 CCPS 1999 和 Crowl 的四个算例一致",
    unverified=("沸腾液池未与试验比对", "Crowl 两个算例的数值未与原书再核对"),
)
