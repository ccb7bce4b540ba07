"""Units of measurement: symbol, quantity and the way to SI; a value is converted only within its quantity."""

from __future__ import annotations

from dataclasses import dataclass

from ancheng.base.errors import Refusal


class WrongUnit(Refusal):
    """A unit that is unknown, or one of another quantity."""

    status = 422


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit: SI value = value * factor + offset."""

    symbol: str
    quantity: str
    factor: float = 1.0
    offset: float = 0.0
    label: str = ""


# GB 3100-1993 and GB 3102 (SI units and units used with them). bar, mmH2O and the like: SI Brochure, 9th edition.
UNITS = (
    Unit("m", "length", label="米"),
    Unit("mm", "length", 1e-3, label="毫米"),
    Unit("cm", "length", 1e-2, label="厘米"),
    Unit("km", "length", 1e3, label="千米"),
    Unit("m²", "area", label="平方米"),
    Unit("km²", "area", 1e6, label="平方千米"),
    Unit("hm²", "area", 1e4, label="公顷"),
    Unit("m³", "volume", label="立方米"),
    Unit("L", "volume", 1e-3, label="升"),
    Unit("kg", "mass", label="千克"),
    Unit("g", "mass", 1e-3, label="克"),
    Unit("t", "mass", 1e3, label="吨"),
    Unit("s", "time", label="秒"),
    Unit("min", "time", 60.0, label="分钟"),
    Unit("h", "time", 3600.0, label="小时"),
    Unit("d", "time", 86400.0, label="天"),
    Unit("K", "temperature", label="开尔文"),
    Unit("°C", "temperature", 1.0, 273.15, label="摄氏度"),
    Unit("Pa", "pressure", label="帕"),
    Unit("kPa", "pressure", 1e3, label="千帕"),
    Unit("MPa", "pressure", 1e6, label="兆帕"),
    Unit("hPa", "pressure", 1e2, label="百帕"),
    Unit("bar", "pressure", 1e5, label="巴"),
    Unit("mmH2O", "pressure", 9.80665, label="毫米水柱"),
    Unit("m/s", "speed", label="米每秒"),
    Unit("km/h", "speed", 1 / 3.6, label="千米每小时"),
    Unit("m³/s", "flow", label="立方米每秒"),
    Unit("m³/h", "flow", 1 / 3600, label="立方米每小时"),
    Unit("L/s", "flow", 1e-3, label="升每秒"),
    Unit("m/s²", "acceleration", label="米每二次方秒"),
    Unit("mm/s", "vibration velocity", 1e-3, label="毫米每秒"),
    Unit("mm/h", "rain intensity", 1e-3 / 3600, label="毫米每小时"),
    Unit("A", "current", label="安"),
    Unit("mA", "current", 1e-3, label="毫安"),
    Unit("V", "voltage", label="伏"),
    Unit("kV", "voltage", 1e3, label="千伏"),
    Unit("W", "power", label="瓦"),
    Unit("kW", "power", 1e3, label="千瓦"),
    Unit("kg/m³", "mass concentration", label="千克每立方米"),
    Unit("mg/m³", "mass concentration", 1e-6, label="毫克每立方米"),
    Unit("μg/m³", "mass concentration", 1e-9, label="微克每立方米"),
    Unit("1", "ratio", label="比"),
    Unit("%", "ratio", 1e-2, label="百分比"),
    Unit("‰", "ratio", 1e-3, label="千分比"),
    Unit("%VOL", "volume fraction", 1e-2, label="体积百分比"),
    Unit("ppm", "volume fraction", 1e-6, label="百万分比"),
    Unit("%LEL", "explosive share", 1e-2, label="爆炸下限百分比"),
    Unit("rad", "angle", label="弧度"),
    Unit("°", "angle", 0.017453292519943295, label="度"),
    Unit("dB", "sound level", label="分贝"),
    Unit("Sv/h", "dose rate", label="希沃特每小时"),
    Unit("μSv/h", "dose rate", 1e-6, label="微希沃特每小时"),
    Unit("人", "count", label="人数"),
    Unit("人/m²", "crowd density", label="人每平方米"),
    Unit("状态", "state", label="状态码"),
)

BY_SYMBOL = {each.symbol: each for each in UNITS}
# Spellings found in registers; full-width and superscript variants of the same symbol.
SPELLINGS = {
    "℃": "°C",
    "m2": "m²",
    "m3": "m³",
    "km2": "km²",
    "㎡": "m²",
    "㎥": "m³",
    "m3/h": "m³/h",
    "m3/s": "m³/s",
    "ug/m³": "μg/m³",
    "µg/m³": "μg/m³",
    "mg/m3": "mg/m³",
    "µSv/h": "μSv/h",
    "uSv/h": "μSv/h",
    "公里": "km",
    "公斤": "kg",
    "分": "min",
    "ha": "hm²",
    "l": "L",
}
BY_LABEL = {each.label: each for each in UNITS}


def unit(symbol: str) -> Unit:
    """The unit with this symbol, usual spelling or Chinese name; refuses an unknown one."""
    plain = symbol.strip()
    plain = SPELLINGS.get(plain, plain)
    found = BY_SYMBOL.get(plain) or BY_LABEL.get(plain)
    if found is None:
        raise WrongUnit(f"单位“{symbol}”无法识别，请使用法定计量单位的符号，如 m、kPa、m³/h。")
    return found


def convert(value: float, source: str, target: str) -> float:
    """`value` given in the unit `source`, expressed in the unit `target` of the same quantity."""
    start, end = unit(source), unit(target)
    if start.quantity != end.quantity:
        raise WrongUnit(f"“{source}”与“{target}”不是同一种量，不能换算，请核对单位。")
    if start == end:
        return value
    return (value * start.factor + start.offset - end.offset) / end.factor


def lel_to_volume_fraction(lel_percent: float, lower_limit_percent: float) -> float:
    """Volume fraction (0 to 1) of a gas at `lel_percent` of its lower explosive limit (in per cent by volume)."""
    return lel_percent / 100 * lower_limit_percent / 100


def volume_to_mass_mg_m3(ppm: float, molar_mass_g_mol: float, celsius: float = 20.0) -> float:
    """Mass concentration in mg/m³ of a gas at `ppm` by volume, at 101.325 kPa (ideal gas)."""
    molar_volume_l = 8.314462618 * (celsius + 273.15) / 101.325
    return ppm * molar_mass_g_mol / molar_volume_l
