"""Design rain and how rare a measured rain was; the warning level that its depths suggest."""

from __future__ import annotations

from typing import Any

from ancheng.science.model import BadInput, Case, Input, InputKind, Model
from ancheng.science.rain import BEIJING, BEIJING_SIGNAL, Storm, gumbel, gumbel_years, profile

# The formula was fitted to these durations (minutes); beyond them it is an extrapolation.
FITTED_MIN = (5.0, 120.0)
LEAST_YEARS_OF_RECORD = 10
HOURS = {1: "measured_1h_mm", 6: "measured_6h_mm", 24: "measured_24h_mm"}


def storm_of(values: dict[str, Any]) -> Storm:
    """The formula of the inputs: all four coefficients, or Beijing's."""
    given = [values[key] for key in ("a", "c", "b", "n")]
    if all(each is None for each in given):
        return BEIJING.value
    if any(each is None for each in given):
        raise BadInput("暴雨强度公式的四个参数（A、C、b、n）应一并填写，或都不填而采用北京公式。")
    return Storm(*given)


def compute(values: dict[str, Any]) -> dict[str, Any]:
    """Design intensity and depth with the storm's profile; return periods and signal of what was measured."""
    storm, minutes, years = storm_of(values), values["minutes"], values["years"]
    depths = {hours: values[key] for hours, key in HOURS.items() if values[key] is not None}
    _refuse_shrinking(depths)
    result: dict[str, Any] = {
        "intensity_l_s_hm2": storm.intensity(years, minutes),
        "depth_mm": storm.depth_mm(years, minutes),
        "profile_mm": profile(storm, years, minutes, values["step_min"], values["peak"]),
        "measured": [_measured(storm, hours, depth) for hours, depth in depths.items()],
        "suggested_signal": BEIJING_SIGNAL.value.level(depths) if depths else None,
        "signal_known": bool(depths),
        "formula": BEIJING.citation if values["a"] is None else "使用者填写",
        "cautions": _cautions(values, depths),
        "unverified": [BEIJING_SIGNAL.citation, *([BEIJING.citation] if values["a"] is None else [])],
    }
    maxima = [row["mm"] for row in values["annual_maxima"]]
    if maxima:
        result |= _series(maxima, years, values["series_level_mm"])
    return result


def _refuse_shrinking(depths: dict[int, float]) -> None:
    ordered = [depths[hours] for hours in sorted(depths)]
    if ordered != sorted(ordered):
        raise BadInput("较长时段的实测雨量不应小于较短时段的雨量，请核对 1、6、24 小时雨量。")


def _measured(storm: Storm, hours: int, depth: float) -> dict[str, Any]:
    return {"hours": hours, "mm": depth, "return_years": storm.years_of(depth, hours * 60)}


def _series(maxima: list[float], years: float, level: float | None) -> dict[str, Any]:
    if len(maxima) < LEAST_YEARS_OF_RECORD:
        raise BadInput(f"“年最大值系列”至少需要 {LEAST_YEARS_OF_RECORD} 年。")
    if min(maxima) == max(maxima):
        raise BadInput("“年最大值系列”各年相同，无法估计频率，请核对。")
    if years <= 1:
        raise BadInput("按年最大值系列推求时，“重现期”应大于 1 年。")
    return {
        "series_return_mm": gumbel(maxima, years),
        "series_level_years": None if level is None else gumbel_years(maxima, level),
    }


def _cautions(values: dict[str, Any], depths: dict[int, float]) -> list[str]:
    found = []
    if not FITTED_MIN[0] <= values["minutes"] <= FITTED_MIN[1]:
        found.append("降雨历时超出公式的 5 至 120 分钟，结果为外推。")
    if any(hours > 2 for hours in depths):
        found.append("6 小时和 24 小时雨量的重现期按短历时公式外推，仅供参考。")
    if depths:
        found.append("预警等级为按雨量推算的建议，预警信号由气象部门发布。")
    return found


def _coefficient(key: str, zh: str, en: str, low: float, high: float) -> Input:
    return Input(key, zh, en, minimum=low, maximum=high, required=False)


def _depth(key: str, zh: str, en: str) -> Input:
    return Input(key, zh, en, unit="mm", minimum=0, maximum=2000, required=False)


MODEL = Model(
    title="暴雨强度与重现期",
    title_en="Rain frequency",
    version="1.0",
    inputs=(
        Input("years", "重现期", "Return period", unit="年", minimum=0.5, maximum=1000),
        Input("minutes", "降雨历时", "Duration", InputKind.INTEGER, "min", 5, 1440),
        Input("step_min", "雨型时间步长", "Step of the profile", InputKind.INTEGER, "min", 1, 60, default=5),
        Input("peak", "雨峰系数", "Place of the peak", minimum=0.05, maximum=0.95, default=0.4),
        _coefficient("a", "公式参数 A", "Coefficient A", 1, 100_000),
        _coefficient("c", "公式参数 C", "Coefficient C", 0.01, 5),
        _coefficient("b", "公式参数 b", "Coefficient b", 0, 100),
        _coefficient("n", "公式参数 n", "Coefficient n", 0.1, 2),
        _depth("measured_1h_mm", "实测1小时雨量", "Measured in 1 h"),
        _depth("measured_6h_mm", "实测6小时雨量", "Measured in 6 h"),
        _depth("measured_24h_mm", "实测24小时雨量", "Measured in 24 h"),
        Input(
            "annual_maxima",
            "年最大值系列",
            "Annual maxima",
            InputKind.LIST,
            default=(),
            rows=(Input("mm", "年最大雨量", "Annual maximum", unit="mm", minimum=0, maximum=2000),),
        ),
        _depth("series_level_mm", "待判雨量", "Level in the series"),
    ),
    compute=compute,
    assumptions=(
        "q = A(1+C·lgP)/(t+b)^n，单位 L/(s·hm²)；不填参数时用北京公式。",
        "雨型为芝加哥过程线，各步雨量之和等于设计雨量。",
        "年最大值系列按耿贝尔分布、矩法推求。",
    ),
    citations=(
        "《给水排水设计手册》第5册（暴雨强度公式表）",
        "Keifer and Chu 1957",
        "Gumbel 1958；Chow 1951",
    ),
    cases=(
        Case(
            "《给水排水设计手册》：北京 q20（P = 1 年，20 分钟）为 187 L/(s·hm²)",
            {"years": 1, "minutes": 20},
            {"intensity_l_s_hm2": 187.0},
            5e-3,
        ),
        Case(
            "工作算例：6 小时 160 mm，红色",
            {"years": 1, "minutes": 60, "measured_6h_mm": 160},
            {"suggested_signal": "red"},
        ),
    ),
    verified="与手册所列 q20 和预警工作算例一致",
    unverified=("北京公式未与 DB11/T 969 现行文本核对", "黄色、蓝色预警的 24 小时雨量未核对"),
)
