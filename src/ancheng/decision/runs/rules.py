"""What a run is made of, as values: a checksum that survives storage, members, figures that are finite, needs."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from ancheng.base.errors import Refusal
from ancheng.science.model import BadInput, Input, InputKind, Model
from ancheng.science.models import models
from ancheng.science.sensitivity import STRONGEST

# Models that may need more than a moment; they are computed by the worker.
LONG = frozenset({"urban_flood", "pedestrian_evacuation", "water_network", "gas_network", "siting"})
# A step of one fifth of an input shows which ones matter; more inputs than this are not tried.
STEP, MOST_VARIED = 0.2, 12
LONG_VARIED = 3
# Together the variations of a quick model may take so long, for the page is to be there within two seconds.
VARY_WITHIN_S = 0.8
LARGEST_INPUT_BYTES = 8_000_000
# The figure of each model that the reader asks for first; the first that a result has counts.
HEADLINES = {
    "area_evacuation": ("clearance_min",),
    "coverage": ("uncovered_people",),
    "crowd_level": ("load_ratio",),
    "dense_gas": ("concentration_ppm", "volume_fraction"),
    "effect_zones": ("people_now",),
    "explosion_fire": ("heat_kw_m2", "overpressure_kpa"),
    "gas_network": ("lost_m3_h",),
    "gaussian_plume": ("concentration_mg_m3",),
    "gaussian_puff": ("concentration_mg_m3",),
    "gb18218": ("R",),
    "infinite_slope": ("factor",),
    "outage": ("saidi_h",),
    "pedestrian_evacuation": ("time_s",),
    "rain_frequency": ("depth_mm",),
    "release": ("rate_kg_s",),
    "response_isochrone": ("largest_area_m2",),
    "seismic_exposure": ("intensity",),
    "siting": ("mean_m",),
    "slope_stability": ("factor",),
    "station_evacuation": ("time_gb50157_min",),
    "urban_flood": ("deepest_m",),
}


class NotFinite(Refusal):
    """A model gave a figure that is no number; it is not shown as one."""

    status = 422


class Unknown(Refusal):
    """No model has this name."""

    status = 404


def model_named(name: str) -> Model:
    found = models().get(name)
    if found is None:
        raise Unknown(f"没有名为“{name}”的模型，请从模型目录中选择。")
    return found


def settled(value: Any) -> Any:
    """`value` as it comes back from the database: whole numbers as such, tuples as lists, no number that is none."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, float):
        if not math.isfinite(value):
            raise NotFinite("模型给出了无法表示的数值（无穷大或非数），该结果不予显示；请核对输入是否合理。")
        return int(value) if value == int(value) else value
    if isinstance(value, str):
        # An enumeration is its text; the database holds no NUL.
        return str.__str__(value).replace("\x00", "")
    if isinstance(value, Mapping):
        return {str(key): settled(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [settled(each) for each in value]
    return value


def canonical(value: Any) -> str:
    """The one way to write `value` as JSON: sorted keys, no blanks, whole numbers without a point."""
    return json.dumps(
        settled(value), sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    )


def checksum(value: Any) -> str:
    return sha256(canonical(value).encode("utf-8", "surrogatepass")).hexdigest()


def plain_inputs(given: Any) -> dict[str, Any]:
    """Inputs from outside as they are stored; what is too large or no JSON object is refused."""
    if not isinstance(given, Mapping):
        raise BadInput("输入应为 JSON 对象。")
    try:
        text = json.dumps(given, ensure_ascii=False, allow_nan=False)
    except (ValueError, TypeError):
        raise BadInput("输入中有无法表示的数值，请填写有限的数值。") from None
    if len(text) > LARGEST_INPUT_BYTES:
        raise BadInput(f"输入超过 {LARGEST_INPUT_BYTES // 1_000_000} MB，请先简化。")
    found: dict[str, Any] = settled(given)
    return found


@dataclass(frozen=True, slots=True)
class Member:
    """One computation of a run: the run itself (`varied` empty), or the run with one input changed."""

    varied: str
    value: float | int | None
    inputs: Mapping[str, Any]


def members(model: Model, inputs: Mapping[str, Any], *, at_most: int = MOST_VARIED) -> list[Member]:
    """The run itself, then each numeric input a fifth lower and higher within its range."""
    found = [Member("", None, inputs)]
    for each in [each for each in model.inputs if _varies(each, inputs)][:at_most]:
        value = inputs.get(each.key, each.default)
        for changed in _steps(each, value):
            found.append(Member(each.key, changed, {**inputs, each.key: changed}))
    return found


NOT_VARIED = frozenset({"lon", "lat", "seed", "members", "hour", "seconds", "longest_min", "x_m", "y_m"})


def _varies(each: Input, inputs: Mapping[str, Any]) -> bool:
    value = inputs.get(each.key, each.default)
    return (
        each.kind in (InputKind.NUMBER, InputKind.INTEGER)
        and each.key not in NOT_VARIED
        and each.unit != "°"
        and isinstance(value, int | float)
        and not isinstance(value, bool)
        and value != 0
    )


def _steps(each: Input, value: float) -> list[float | int]:
    made: list[float | int] = []
    for factor in (1 - STEP, 1 + STEP):
        changed: float | int = value * factor
        if each.minimum is not None:
            changed = max(changed, each.minimum)
        if each.maximum is not None:
            changed = min(changed, each.maximum)
        made.append(round(changed) if each.kind == InputKind.INTEGER else changed)
    return made


def compute(task: tuple[str, dict[str, Any]]) -> dict[str, Any]:
    """The settled result of one member, or `refused` with the sentence; runs in any process."""
    name, inputs = task
    try:
        found: dict[str, Any] = settled(model_named(name).run(inputs))
    except Refusal as refusal:
        return {"refused": refusal.sentence, "status": refusal.status}
    except (ArithmeticError, ValueError, IndexError, KeyError, MemoryError) as fault:
        return {
            "refused": f"模型在这组输入下无法得出结果（{type(fault).__name__}），请核对各项输入是否合理。",
            "status": 422,
        }
    return {"result": found}


def headline(model: str, result: Mapping[str, Any]) -> tuple[str, float] | None:
    """The figure asked for first and its value; None where this result has none."""
    # The database does not keep the order of keys: without a stated figure the choice must not depend on it.
    keys = [*HEADLINES.get(model, ()), *sorted(result)]
    for key in keys:
        value = result.get(key)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return key, float(value)
    return None


def sensitivity(model: str, plan: list[Member], results: Mapping[int, Mapping[str, Any]]) -> dict[str, Any]:
    """The three inputs that move the headline most, and the band that they span together."""
    base = results.get(0, {}).get("result")
    first = headline(model, base) if base else None
    if base is None or first is None:
        return {}
    key, middle = first
    swings: dict[str, dict[str, Any]] = {}
    for number, member in enumerate(plan):
        varied = results.get(number, {}).get("result", {}).get(key)
        if member.varied and isinstance(varied, int | float) and not isinstance(varied, bool):
            row = swings.setdefault(member.varied, {"input": member.varied, "values": [], "figures": []})
            row["values"].append(member.value)
            row["figures"].append(varied)
    whole = [each for each in swings.values() if len(each["figures"]) == 2]
    whole.sort(key=lambda each: -abs(each["figures"][1] - each["figures"][0]))
    moved = [each for each in whole[:STRONGEST] if each["figures"][0] != each["figures"][1]]
    reached = [middle, *(each for row in moved for each in row["figures"])]
    return {"key": key, "middle": middle, "low": min(reached), "high": max(reached), "strongest": moved}


@dataclass(frozen=True, slots=True)
class Ratio:
    """What one person needs; `source` is shown beside the number."""

    key: str
    zh: str
    en: str
    per_person: float
    unit: str
    source: str
    verified: bool = False


# After the idea of InaSAFE: the people first, then what they need at least. Nobody compared the ratios with the texts.
NEEDS = (
    Ratio("shelter_m2", "避难场所有效面积", "Shelter area", 2.0, "m²", "GB 51143-2015 临时避难人均有效面积"),
    Ratio("drinking_l", "饮用水（每日）", "Drinking water per day", 3.0, "L", "GB 51143-2015 应急饮用水"),
    Ratio("water_l", "生活用水（每日）", "Water per day", 15.0, "L", "Sphere 手册 2018 供水标准 2.1"),
    Ratio("beds", "床位", "Beds", 1.0, "张", "每人一床（平台默认）"),
    Ratio("toilets", "厕位", "Toilets", 1 / 50, "个", "Sphere 手册 2018 排泄物管理 3.2（初期每 50 人一处）"),
    Ratio("meals", "餐食（每日）", "Meals per day", 3.0, "份", "每人三餐（平台默认）"),
)


def needs(people: int | None) -> list[dict[str, Any]]:
    """The least that so many people need; nothing is told where nobody knows how many there are."""
    if people is None or people <= 0:
        return []
    return [
        {
            "key": each.key,
            "zh": each.zh,
            "en": each.en,
            "amount": math.ceil(round(people * each.per_person, 6)),
            "unit": each.unit,
            "source": each.source,
            "verified": each.verified,
        }
        for each in NEEDS
    ]
