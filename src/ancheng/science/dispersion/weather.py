"""The inputs on weather and on levels of concern that all models of spreading share, and how they are read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ancheng.science.dispersion.sigmas import CLASSES
from ancheng.science.dispersion.stability import SKIES, from_weather, wind_at
from ancheng.science.model import BadInput, Input, InputKind

# Molar volume of air at 25 °C and 101.325 kPa, litres: the reference of AEGL and GBZ 2.1 conversions.
MOLAR_VOLUME_L = 24.465

WEATHER = (
    Input("wind_m_s", "风速", "Wind speed", unit="m/s", minimum=0.5, maximum=40),
    Input(
        "wind_height_m",
        "测风高度",
        "Height of the wind reading",
        unit="m",
        minimum=2,
        maximum=100,
        default=10.0,
    ),
    Input("wind_from_deg", "风向", "Wind comes from", unit="°", minimum=0, maximum=360, default=0.0),
    Input(
        "stability",
        "大气稳定度",
        "Stability class",
        InputKind.CHOICE,
        choices=CLASSES,
        required=False,
        help="不填时按风速和天空状况判定",
    ),
    Input(
        "sky",
        "天空状况",
        "Sky",
        InputKind.CHOICE,
        choices=SKIES,
        required=False,
        help="强、中、弱日照，多云夜、晴夜，阴天；仅在未填稳定度时使用",
    ),
    Input(
        "surroundings",
        "下垫面",
        "Surroundings",
        InputKind.CHOICE,
        choices=("rural", "urban"),
        default="urban",
    ),
)
LEVELS = (
    Input(
        "levels",
        "关注浓度",
        "Levels of concern",
        InputKind.LIST,
        default=(),
        rows=(
            Input("name", "名称", "Name", InputKind.TEXT),
            Input("mg_m3", "浓度", "Concentration", unit="mg/m³", minimum=1e-6, maximum=1e7, required=False),
            Input(
                "ppm", "体积浓度", "Volume fraction", unit="ppm", minimum=1e-6, maximum=1e6, required=False
            ),
        ),
    ),
    Input(
        "molar_mass_g_mol", "摩尔质量", "Molar mass", unit="g/mol", minimum=1, maximum=1000, required=False
    ),
)


@dataclass(frozen=True, slots=True)
class Level:
    """A concentration of concern, in kg/m³."""

    name: str
    kg_m3: float


def stability_of(values: dict[str, Any]) -> str:
    """The class that was given, or the one that wind and sky make."""
    if values["stability"]:
        return str(values["stability"])
    if not values["sky"]:
        raise BadInput("请填写“大气稳定度”，或填写“天空状况”由系统判定。")
    wind_10m = values["wind_m_s"] * (10 / values["wind_height_m"]) ** 0.15
    return from_weather(wind_10m, values["sky"])


def transport_wind(values: dict[str, Any], stability: str, height_m: float) -> float:
    """The wind (m/s) that carries a release at `height_m`; never below 0.5 m/s, where no plume forms."""
    wind = wind_at(height_m, values["wind_m_s"], values["wind_height_m"], stability, values["surroundings"])
    return max(wind, 0.5)


def levels_of(values: dict[str, Any]) -> list[Level]:
    """The levels of concern in kg/m³, highest first; ppm needs the molar mass."""
    found = []
    for row in values["levels"]:
        if (row["mg_m3"] is None) == (row["ppm"] is None):
            raise BadInput(f"关注浓度“{row['name']}”请在 mg/m³ 与 ppm 中填写且只填写一项。")
        mg_m3 = row["mg_m3"]
        if mg_m3 is None:
            if values["molar_mass_g_mol"] is None:
                raise BadInput("以 ppm 给出关注浓度时，请填写“摩尔质量”。")
            mg_m3 = row["ppm"] * values["molar_mass_g_mol"] / MOLAR_VOLUME_L
        found.append(Level(row["name"], mg_m3 * 1e-6))
    return sorted(found, key=lambda each: -each.kg_m3)


def ppm_of(kg_m3: float, molar_mass: float | None) -> float | None:
    """Volume fraction in ppm at 25 °C, or None where the molar mass is not known."""
    return None if molar_mass is None else kg_m3 * 1e6 * MOLAR_VOLUME_L / molar_mass


def cautions(values: dict[str, Any], wind_m_s: float) -> list[str]:
    """Sentences on where the result is weaker than it looks."""
    found = []
    if wind_m_s < 1.0:
        found.append("风速小于 1 m/s，接近静风，烟羽方向不定，结果仅供参考，宜按全方位警戒。")
    if values["surroundings"] == "urban":
        found.append("未计入建筑物绕流和街谷滞留，下风向近处局部浓度可能更高。")
    return found
