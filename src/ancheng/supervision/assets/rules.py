"""What values an object of a kind may hold, and what they say about it; values in, values out."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from ancheng.supervision.assets.declare import Attribute, Condition, Kind, Sign, Typed

Value = str | int | float | bool | None
LONGEST_TEXT = 500
YES = frozenset({"是", "有", "y", "yes", "true", "1", "√", "✓", "已", "对"})
NO = frozenset({"否", "无", "n", "no", "false", "0", "×", "✗", "x", "未", "没有"})
UNKNOWN = frozenset({"", "未知", "不明", "不详", "unknown", "-", "—", "/", "n/a", "null", "none"})


@dataclass(frozen=True, slots=True)
class Checked:
    """The cleaned values, or every fault by attribute key; an attribute that is left out is unknown."""

    values: dict[str, Value] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


def check_attributes(kind: Kind, given: Mapping[str, object]) -> Checked:
    """The values of `given` as the kind types them; all faults at once, each with what to do."""
    values: dict[str, Value] = {}
    errors: dict[str, str] = {}
    for key in given:
        if key not in kind.by_key:
            errors[key] = f"“{kind.zh}”没有“{key}”这一属性，请删去。"
    for attribute in kind.attributes:
        try:
            value = read(attribute, given.get(attribute.key))
        except ValueError as error:
            errors[attribute.key] = str(error)
            continue
        if value is None and attribute.required:
            errors[attribute.key] = f"请填写“{attribute.zh}”。"
        elif value is not None:
            values[attribute.key] = value
    return Checked(values, errors)


def read(attribute: Attribute, given: object) -> Value:
    """`given` in the type of the attribute; None when unknown; ValueError with a sentence when wrong."""
    if isinstance(given, str):
        given = (
            unicodedata.normalize("NFKC", given).strip() if attribute.type != Typed.TEXT else given.strip()
        )
        if attribute.type != Typed.TEXT and given.lower() in UNKNOWN and given not in _keys(attribute):
            return None
    if given is None or given == "":
        return None
    match attribute.type:
        case Typed.TEXT:
            return _text(attribute, given)
        case Typed.INTEGER | Typed.DECIMAL:
            return _number(attribute, given)
        case Typed.BOOLEAN:
            return _boolean(attribute, given)
        case Typed.DATE:
            return _date(attribute, given)
        case Typed.CHOICE:
            return _choice(attribute, given)


def condition_of(kind: Kind, values: Mapping[str, Value], on: date) -> Condition:
    """The worst that the signs say on a day; unknown when none is bad and any of them is not known."""
    told = [_tells(sign, values.get(sign.attribute), on) for sign in kind.signs]
    return max(told, default=Condition.UNKNOWN)


def shown(attribute: Attribute, value: Value, *, english: bool = False) -> str:
    """A value as people read it; '' when unknown."""
    if value is None:
        return ""
    if attribute.type == Typed.BOOLEAN:
        return ("Yes" if value else "No") if english else ("是" if value else "否")
    if attribute.type == Typed.CHOICE:
        found = next((each for each in attribute.choices if each.key == value), None)
        return str(value) if found is None else found.en if english else found.zh
    return str(value)


def _tells(sign: Sign, value: Value, on: date) -> Condition:
    if value is None:
        return Condition.UNKNOWN
    if sign.lapsed:
        return sign.means if date.fromisoformat(str(value)) < on else Condition.NORMAL
    return sign.means if value == sign.value else Condition.NORMAL


def _keys(attribute: Attribute) -> set[str]:
    return {each.key for each in attribute.choices}


def _text(attribute: Attribute, given: object) -> str:
    text = str(given).strip().replace("\x00", "")
    if len(text) > LONGEST_TEXT:
        raise ValueError(f"“{attribute.zh}”有 {len(text)} 字，最多 {LONGEST_TEXT} 字，请精简。")
    return text


def _number(attribute: Attribute, given: object) -> int | float:
    if isinstance(given, bool):
        raise ValueError(f"“{attribute.zh}”应为数字，现为“{given}”。")
    try:
        value = float(str(given).replace(",", "").removesuffix(attribute.unit))
    except ValueError:
        raise ValueError(f"“{attribute.zh}”应为数字，现为“{str(given)[:40]}”。") from None
    if not math.isfinite(value):
        raise ValueError(f"“{attribute.zh}”应为有限的数字，现为“{str(given)[:40]}”。")
    if attribute.minimum is not None and value < attribute.minimum:
        raise ValueError(f"“{attribute.zh}”不能小于 {attribute.minimum:g}{attribute.unit}，现为 {value:g}。")
    if attribute.maximum is not None and value > attribute.maximum:
        raise ValueError(f"“{attribute.zh}”不能大于 {attribute.maximum:g}{attribute.unit}，现为 {value:g}。")
    if attribute.type == Typed.DECIMAL:
        return value
    if value != int(value) or abs(value) > 2**53:
        raise ValueError(f"“{attribute.zh}”应为整数，现为“{str(given)[:40]}”。")
    return int(value)


def _boolean(attribute: Attribute, given: object) -> bool:
    if isinstance(given, bool):
        return given
    text = str(given).strip().lower()
    if text in YES:
        return True
    if text in NO:
        return False
    raise ValueError(f"“{attribute.zh}”请填“是”或“否”，不清楚时留空；现为“{str(given)[:40]}”。")


def _date(attribute: Attribute, given: object) -> str:
    if isinstance(given, datetime):
        return given.date().isoformat()
    if isinstance(given, date):
        return given.isoformat()
    text = str(given).strip()
    for form in ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d"):
        try:
            found = datetime.strptime(text, form).date()  # noqa: DTZ007
        except ValueError:
            continue
        if not 1900 <= found.year <= 2200:
            break
        return found.isoformat()
    raise ValueError(f"“{attribute.zh}”应为日期，例如 2026-03-05，现为“{text[:40]}”。")


def _choice(attribute: Attribute, given: object) -> str:
    text = str(given).strip()
    for each in attribute.choices:
        names = (each.key, each.zh, each.en, unicodedata.normalize("NFKC", each.zh))
        if text in names or text.lower() == each.key.lower():
            return each.key
    allowed = "、".join(each.zh for each in attribute.choices)
    raise ValueError(f"“{attribute.zh}”应为下列之一：{allowed}；现为“{text[:40]}”。")
