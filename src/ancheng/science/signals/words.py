"""Rules from JSON, to JSON, and in words that an officer reads."""

from __future__ import annotations

from dataclasses import MISSING, fields
from typing import Any

from ancheng.science.signals.declare import (
    All,
    Anomaly,
    BadRule,
    Condition,
    During,
    Either,
    Forecast,
    Held,
    Level,
    Not,
    Rate,
    Repeated,
    Silent,
    Stuck,
    Unlawful,
    finite,
)

KINDS: dict[str, type] = {
    "level": Level,
    "rate": Rate,
    "stuck": Stuck,
    "silent": Silent,
    "unlawful": Unlawful,
    "anomaly": Anomaly,
    "forecast": Forecast,
    "during": During,
    "held": Held,
    "repeated": Repeated,
    "all": All,
    "either": Either,
    "not": Not,
}
NAMES = {kind: name for name, kind in KINDS.items()}
DEEPEST = 20


def from_json(given: Any, depth: int = 0) -> Condition:
    """The condition that a JSON object states; refused with what is wrong and where."""
    if depth > DEEPEST:
        raise BadRule(f"条件嵌套超过 {DEEPEST} 层，请简化。")
    if not isinstance(given, dict) or given.get("kind") not in KINDS:
        raise BadRule(f"每个条件须是带有 kind 的对象，kind 可为：{'、'.join(KINDS)}。")
    kind = KINDS[given["kind"]]
    known = {each.name: each for each in fields(kind)}
    for key in given:
        if key != "kind" and key not in known:
            raise BadRule(f"条件 {given['kind']} 没有“{key}”这一项，可用：{'、'.join(known)}。")
    values: dict[str, Any] = {}
    for name, one in known.items():
        if name not in given:
            if one.default is MISSING:
                raise BadRule(f"条件 {given['kind']} 缺少“{name}”。")
            continue
        values[name] = _value(name, given[name], kind, depth)
    condition: Condition = kind(**values)
    finite(condition)
    return condition


def _value(name: str, given: Any, kind: type, depth: int) -> Any:
    if name == "of":
        if kind in (All, Either):
            if not isinstance(given, list):
                raise BadRule("组合条件的 of 应为列表。")
            return tuple(from_json(each, depth + 1) for each in given)
        return from_json(given, depth + 1)
    if name == "input":
        return str(given)
    if name == "days":
        if not isinstance(given, list) or not all(isinstance(each, int) for each in given):
            raise BadRule("生效日（days）应为列表，0 为周一。")
        return tuple(given)
    if given is None and name in ("above", "below", "rise_per_s", "fall_per_s"):
        return None
    if isinstance(given, bool) or not isinstance(given, int | float):
        raise BadRule(f"条件中的“{name}”应为数字，现为“{str(given)[:40]}”。")
    if name in ("bins", "times", "least"):
        if given != int(given):
            raise BadRule(f"条件中的“{name}”应为整数。")
        return int(given)
    return float(given)


def to_json(condition: Condition) -> dict[str, Any]:
    """The JSON object from which `from_json` makes the same condition."""
    told: dict[str, Any] = {"kind": NAMES[type(condition)]}
    for each in fields(condition):
        value = getattr(condition, each.name)
        if each.name == "of":
            value = [to_json(one) for one in value] if isinstance(value, tuple) else to_json(value)
        elif each.name == "days":
            value = None if value == each.default else list(value)
            if value is None:
                continue
        if value != each.default:
            told[each.name] = value
    return told


def in_words(condition: Condition, unit: str = "") -> str:
    """The rule in Chinese."""
    match condition:
        case Level():
            return _named(condition.input, _level(condition, unit))
        case Rate():
            told = []
            if condition.rise_per_s is not None:
                told.append(f"上升速率达到 {condition.rise_per_s:g} {unit}/秒")
            if condition.fall_per_s is not None:
                told.append(f"下降速率达到 {condition.fall_per_s:g} {unit}/秒")
            return _named(condition.input, f"{'或'.join(told)}（按不少于{span(condition.over_s)}计）")
        case Stuck():
            return _named(
                condition.input, f"读数{span(condition.for_s)}不变（容差 {condition.tolerance:g} {unit}）"
            )
        case Silent():
            return _named(condition.input, f"超过{span(condition.after_s)}没有有效读数")
        case Unlawful():
            return _named(condition.input, "读数无效或超出量程")
        case Anomaly():
            return _named(
                condition.input,
                f"偏离同期基线超过 {condition.deviations:g} 倍标准差（周期{span(condition.season_s)}）",
            )
        case Forecast():
            return _named(
                condition.input,
                f"按近{span(condition.over_s)}趋势，{span(condition.horizon_s)}内将{_level_of(condition, unit)}",
            )
        case During():
            hours = f"{_clock(condition.from_s)}–{_clock(condition.to_s)}"
            return f"{_days(condition.days)} {hours} 内，{_inner(condition.of, unit)}"
        case Held():
            told_held = (
                f"{_inner(condition.of, unit)}持续{span(condition.for_s)}"
                if condition.for_s
                else in_words(condition.of, unit)
            )
            return told_held + (f"，恢复{span(condition.clear_for_s)}后解除" if condition.clear_for_s else "")
        case Repeated():
            return f"{span(condition.within_s)}内{_inner(condition.of, unit)}达 {condition.times} 次"
        case All():
            return "，且".join(_inner(each, unit) for each in condition.of)
        case Either():
            return "，或".join(_inner(each, unit) for each in condition.of)
        case Not():
            return f"并非{_inner(condition.of, unit)}"


def span(seconds: float) -> str:
    """A duration in words."""
    for size, word in ((86400.0, "天"), (3600.0, "小时"), (60.0, "分钟")):
        if seconds >= size and seconds % size == 0:
            return f" {seconds / size:g} {word}"
    return f" {seconds:g} 秒"


def _clock(seconds: float) -> str:
    minutes = int(seconds // 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _days(days: tuple[int, ...]) -> str:
    if set(days) == set(range(7)):
        return "每天"
    if set(days) == set(range(5)):
        return "工作日（周一至周五）"
    return "每周" + "、".join("一二三四五六日"[each] for each in sorted(set(days)))


def _level(condition: Level, unit: str) -> str:
    margin = f"（回差 {condition.clear_margin:g} {unit}".rstrip() + "）" if condition.clear_margin else ""
    return _level_of(condition, unit) + margin


def _level_of(condition: Level | Forecast, unit: str) -> str:
    told = []
    if condition.above is not None:
        told.append(f"达到或高于 {condition.above:g} {unit}".rstrip())
    if condition.below is not None:
        told.append(f"达到或低于 {condition.below:g} {unit}".rstrip())
    return "或".join(told)


def _named(name: str, text: str) -> str:
    return f"“{name}”{text}" if name else text


def _inner(condition: Condition, unit: str) -> str:
    text = in_words(condition, unit)
    return f"（{text}）" if isinstance(condition, All | Either | Held | Repeated | During) else text
