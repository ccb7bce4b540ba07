"""The condition of a rule as a form: fields by the path of each part, read and changed as values."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ancheng.base.errors import Refusal
from ancheng.base.words import msgid

ROOT = "c"
DEEPEST = 6
MOST_PARTS = 12
SIZES = (
    ("1", msgid("秒"), 1),
    ("60", msgid("分钟"), 60),
    ("3600", msgid("小时"), 3600),
    ("86400", msgid("天"), 86400),
)
DAYS = tuple(enumerate("一二三四五六日"))
GROUPS = ("all", "either")
WRAPS = ("held", "repeated", "during", "not")


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a part; `sort` is number, whole, span, minute_rate, clock or days."""

    name: str
    label: str
    sort: str = "number"
    required: bool = False


_UP, _DOWN = Field("above", msgid("达到或高于")), Field("below", msgid("达到或低于"))
SORTS: Mapping[str, tuple[str, tuple[Field, ...]]] = {
    "level": (msgid("数值超限"), (_UP, _DOWN, Field("clear_margin", msgid("回差")))),
    "rate": (
        msgid("变化过快"),
        (
            Field("rise_per_s", msgid("每分钟上升"), "minute_rate"),
            Field("fall_per_s", msgid("每分钟下降"), "minute_rate"),
            Field("over_s", msgid("按不少于多长时间计"), "span", True),
        ),
    ),
    "silent": (msgid("失联"), (Field("after_s", msgid("多久没有有效读数"), "span", True),)),
    "stuck": (
        msgid("读数不变"),
        (Field("for_s", msgid("多久不变"), "span", True), Field("tolerance", msgid("容差"))),
    ),
    "unlawful": (msgid("读数无效或超出量程"), ()),
    "anomaly": (
        msgid("偏离同期基线"),
        (
            Field("season_s", msgid("周期"), "span", True),
            Field("bins", msgid("周期分段数"), "whole", True),
            Field("deviations", msgid("偏离几倍标准差")),
            Field("weight", msgid("每个读数的权重")),
            Field("least", msgid("至少多少读数后起算"), "whole"),
        ),
    ),
    "forecast": (
        msgid("按趋势将要超限"),
        (
            _UP,
            _DOWN,
            Field("over_s", msgid("按近多长时间的趋势"), "span", True),
            Field("horizon_s", msgid("多长时间内"), "span", True),
        ),
    ),
    "held": (
        msgid("持续一段时间"),
        (
            Field("for_s", msgid("持续多久后报警"), "span"),
            Field("clear_for_s", msgid("恢复多久后解除"), "span"),
        ),
    ),
    "repeated": (
        msgid("一段时间内反复发生"),
        (Field("times", msgid("次数"), "whole", True), Field("within_s", msgid("时段长度"), "span", True)),
    ),
    "during": (
        msgid("只在某些时间有效"),
        (
            Field("from_s", msgid("起"), "clock", True),
            Field("to_s", msgid("止"), "clock", True),
            Field("days", msgid("星期"), "days"),
        ),
    ),
    "all": (msgid("同时满足"), ()),
    "either": (msgid("满足任意一项"), ()),
    "not": (msgid("不成立"), ()),
}
LEAVES = tuple(each for each in SORTS if each not in GROUPS + WRAPS)
FRESH: dict[str, Any] = {"kind": "level"}


def read(
    sent: Mapping[str, str], days: Mapping[str, list[str]], path: str = ROOT, depth: int = 0
) -> dict[str, Any]:
    """The condition as it was typed: numbers where they are numbers, otherwise the text, to be refused later."""
    kind = sent.get(f"{path}.kind", "")
    if kind not in SORTS:
        raise Refusal("请为每个条件选择类型。")
    if depth > DEEPEST:
        raise Refusal(f"条件嵌套超过 {DEEPEST} 层，请简化，或使用条件原文。")
    found: dict[str, Any] = {"kind": kind}
    for each in SORTS[kind][1]:
        name = f"{path}.{each.name}"
        value = _days(days.get(name, [])) if each.sort == "days" else _read(each, sent, name)
        if value is not None:
            found[each.name] = value
    if kind in LEAVES and sent.get(f"{path}.input"):
        found["input"] = sent[f"{path}.input"]
    parts = [read(sent, days, each, depth + 1) for each in _below(sent, path)]
    if kind in GROUPS:
        found["of"] = parts or [dict(FRESH)]
    elif kind in WRAPS:
        found["of"] = parts[0] if parts else dict(FRESH)
    return found


def _below(sent: Mapping[str, str], path: str) -> Iterator[str]:
    for number in range(MOST_PARTS + 1):
        if f"{path}.{number}.kind" in sent:
            yield f"{path}.{number}"


def _days(chosen: list[str]) -> list[int] | None:
    found = sorted({int(each) for each in chosen if each in "0123456" and len(each) == 1})
    return None if len(found) in (0, 7) else found


def _read(field: Field, sent: Mapping[str, str], name: str) -> Any:
    text = sent.get(name, "").strip()
    if not text:
        return None
    if field.sort == "clock":
        hours, sign, minutes = text.partition(":")
        fits = (
            sign and hours.isdigit() and minutes[:2].isdigit() and int(hours) < 25 and int(minutes[:2]) < 60
        )
        return int(hours) * 3600 + int(minutes[:2]) * 60 if fits else text
    try:
        value = float(text)
    except ValueError:
        return text
    if not math.isfinite(value):
        return text
    if field.sort == "span":
        size = sent.get(f"{name}.size", "1")
        value *= int(size) if size in {each for each, _, _ in SIZES} else 1
    elif field.sort == "minute_rate":
        value = round(value / 60, 12)
    return int(value) if value == int(value) else value


def check(condition: Mapping[str, Any]) -> None:
    """Refuse with the label of the field what the form lacks or cannot read."""
    label, known = SORTS[condition["kind"]]
    for each in known:
        value = condition.get(each.name)
        if value is None and each.required:
            raise Refusal(f"“{label}”条件还缺“{each.label}”，请填写。")
        if isinstance(value, str):
            wanted = "时刻，如 22:00" if each.sort == "clock" else "数字"
            raise Refusal(f"“{label}”条件的“{each.label}”应为{wanted}，现为“{value[:40]}”。")
        if each.sort == "whole" and isinstance(value, float):
            raise Refusal(f"“{label}”条件的“{each.label}”应为整数。")
    if condition["kind"] in ("level", "forecast") and "above" not in condition and "below" not in condition:
        raise Refusal(f"“{label}”条件请填写上限或下限。")
    if condition["kind"] == "rate" and "rise_per_s" not in condition and "fall_per_s" not in condition:
        raise Refusal("“变化过快”条件请填写每分钟上升或下降多少。")
    for part in _parts(condition):
        check(part)


def _parts(condition: Mapping[str, Any]) -> list[dict[str, Any]]:
    of = condition.get("of")
    return list(of) if isinstance(of, list) else [of] if isinstance(of, dict) else []


def changed(condition: dict[str, Any], change: str) -> dict[str, Any]:
    """The condition after one button: add, remove, unwrap, or a wrap such as `held`, each with a path."""
    verb, _, path = change.partition(":")
    if verb not in ("add", "remove", "unwrap", *GROUPS, *WRAPS):
        raise Refusal("没有这个操作，请刷新页面后重试。")
    steps = path.split(".")[1:]
    if not all(each.isascii() and each.isdigit() for each in steps):
        raise Refusal("没有这个条件，请刷新页面后重试。")
    return _at(condition, [int(each) for each in steps], verb)


def _at(node: dict[str, Any], steps: list[int], verb: str) -> dict[str, Any]:
    parts = _parts(node)
    if not steps:
        return _here(node, parts, verb)
    number, rest = steps[0], steps[1:]
    if number >= len(parts):
        raise Refusal("没有这个条件，请刷新页面后重试。")
    if verb == "remove" and not rest:
        kept = parts[:number] + parts[number + 1 :]
        # The last part of a whole leaves a fresh one behind: a whole without parts says nothing.
        kept = kept or [dict(FRESH)]
    else:
        kept = [*parts[:number], _at(parts[number], rest, verb), *parts[number + 1 :]]
    return node | {"of": kept if node["kind"] in GROUPS else kept[0]}


def _here(node: dict[str, Any], parts: list[dict[str, Any]], verb: str) -> dict[str, Any]:
    if verb == "add":
        if node["kind"] not in GROUPS:
            return {"kind": "all", "of": [node, dict(FRESH)]}
        if len(parts) >= MOST_PARTS:
            raise Refusal(f"一组条件最多 {MOST_PARTS} 项，请分组。")
        return node | {"of": [*parts, dict(FRESH)]}
    if verb == "remove":
        return dict(FRESH)
    if verb == "unwrap":
        return parts[0] if parts else node
    return {"kind": verb, "of": [node, dict(FRESH)] if verb in GROUPS else node}


@dataclass(frozen=True, slots=True)
class Shown:
    """One field with what stands in it."""

    name: str
    field: Field
    text: str
    size: str = "1"
    days: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Node:
    """One part as the page shows it."""

    path: str
    kind: str
    label: str
    fields: tuple[Shown, ...]
    input: str
    parts: tuple[Node, ...]

    @property
    def leaf(self) -> bool:
        return self.kind in LEAVES

    @property
    def group(self) -> bool:
        return self.kind in GROUPS

    @property
    def root(self) -> bool:
        return self.path == ROOT


def tree(condition: Mapping[str, Any], path: str = ROOT) -> Node:
    """What the page shows of a condition, complete or not."""
    label, known = SORTS[condition["kind"]]
    return Node(
        path,
        condition["kind"],
        label,
        tuple(_shown(each, condition.get(each.name), f"{path}.{each.name}") for each in known),
        str(condition.get("input", "")),
        tuple(tree(each, f"{path}.{number}") for number, each in enumerate(_parts(condition))),
    )


def _shown(field: Field, value: Any, name: str) -> Shown:
    if field.sort == "days":
        return Shown(name, field, "", days=tuple(value) if value else tuple(range(7)))
    if value is None:
        return Shown(name, field, "", "60" if field.sort == "span" else "1")
    if isinstance(value, str):
        return Shown(name, field, value)
    if field.sort == "clock":
        return Shown(name, field, f"{int(value) // 3600:02d}:{int(value) % 3600 // 60:02d}")
    if field.sort == "span":
        size = next((each for _, _, each in reversed(SIZES) if value >= each and value % each == 0), 1)
        return Shown(name, field, f"{value / size:.12g}", str(size))
    return Shown(name, field, f"{value * 60 if field.sort == 'minute_rate' else value:.12g}")
