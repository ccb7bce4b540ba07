"""What the editor's form says, read into a draft; and a version, laid out for the form."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, QueryDict

from ancheng.base.errors import Refusal
from ancheng.base.numbers import key
from ancheng.monitoring.rules import building
from ancheng.monitoring.rules.models import ScopeKind, Version
from ancheng.monitoring.rules.patterns import PATTERNS
from ancheng.monitoring.rules.values import Draft
from ancheng.monitoring.rules.values import ScopeKind as Scope
from ancheng.monitoring.sensors.registry import KINDS


def by_form(sent: QueryDict) -> bool:
    """Whether the condition was put together on the form; otherwise its text counts."""
    return f"{building.ROOT}.kind" in sent and not sent.get("expert")


def as_typed(sent: QueryDict) -> dict[str, Any]:
    """The condition on the form with the sensor kinds still standing for the inputs."""
    return building.read(sent, dict(sent.lists()))


def condition(sent: QueryDict) -> tuple[dict[str, Any], tuple[tuple[str, str], ...]]:
    """The condition and the kind of sensor behind each of its inputs."""
    if by_form(sent):
        typed = as_typed(sent)
        building.check(typed)
        inputs: dict[str, str] = {}
        return _with_names(typed, inputs), tuple(inputs.items())
    pairs = [line.partition("=") for line in sent.get("inputs", "").splitlines() if "=" in line]
    return written(sent.get("condition", "")), tuple(
        (name.strip(), kind.strip()) for name, _sign, kind in pairs
    )


def _with_names(node: dict[str, Any], inputs: dict[str, str]) -> dict[str, Any]:
    """An input carries the name of its kind, so that the words of the rule read as an officer speaks."""
    found = dict(node)
    if kind := found.get("input"):
        if kind not in KINDS:
            raise Refusal("条件中的传感器类别不存在，请重新选择。")
        found["input"] = KINDS[kind].zh
        inputs[KINDS[kind].zh] = kind
    of = found.get("of")
    if isinstance(of, list):
        found["of"] = [_with_names(each, inputs) for each in of]
    elif of:
        found["of"] = _with_names(of, inputs)
    return found


def _with_kinds(node: dict[str, Any], inputs: dict[str, str]) -> dict[str, Any]:
    found = dict(node)
    if found.get("input"):
        found["input"] = inputs.get(found["input"], "")
    of = found.get("of")
    if isinstance(of, list):
        found["of"] = [_with_kinds(each, inputs) for each in of]
    elif of:
        found["of"] = _with_kinds(of, inputs)
    return found


def form_tree(sent: QueryDict, former: Version | None) -> building.Node:
    """What the form shows: what was sent, or the former version, or a first condition."""
    if f"{building.ROOT}.kind" in sent:
        return building.tree(as_typed(sent))
    if former is not None:
        return building.tree(_with_kinds(former.condition, former.inputs))
    return building.tree(PATTERNS[0][2])


def written(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text[:20_000])
    except (ValueError, RecursionError) as fault:
        raise Refusal("条件不是有效的 JSON，请对照所选样式检查括号、引号和逗号。") from fault
    if not isinstance(found, dict):
        raise Refusal("条件应为一个 JSON 对象。")
    return found


def unit_of(sent: QueryDict) -> str:
    sensor_kind = sent.get("sensor_kind", "")
    return sent.get("unit", "").strip() or (KINDS[sensor_kind].unit if sensor_kind in KINDS else "")


def draft(request: HttpRequest) -> Draft:
    sent = request.POST
    scope_kind = sent.get("scope_kind", "")
    if scope_kind not in ScopeKind.values:
        raise Refusal("请选择规则的范围。")
    stated, inputs = condition(sent)
    typed = sent.get("scope", "").replace("，", ",").replace("、", ",").split(",")
    chosen = sent.getlist("areas") if scope_kind == ScopeKind.AREAS else []
    return Draft(
        name=sent.get("name", ""),
        kind=sent.get("kind", ""),
        condition=stated,
        scope_kind=Scope(scope_kind),
        scope=tuple(dict.fromkeys(each.strip() for each in [*typed, *chosen] if each.strip())),
        sensor_kind=sent.get("sensor_kind", ""),
        inputs=inputs,
        level=key(sent.get("level", "")),
        unit=unit_of(sent),
        clause=sent.get("clause", ""),
        downgrade_min=key(sent.get("downgrade_min", "")),
        clear_min=key(sent.get("clear_min", "")),
        remind_min=key(sent.get("remind_min", "")),
    )


def typed(former: Version | None) -> dict[str, Any]:
    """What stands on the form before anything was typed."""
    if former is None:
        return {"condition": json.dumps(PATTERNS[0][2], ensure_ascii=False, indent=2), "scope_kind": "kind"}
    areas = former.scope_kind == Scope.AREAS
    return {
        "name": former.rule.name,
        "kind": former.rule.kind,
        "level": str(former.level or ""),
        "condition": json.dumps(former.condition, ensure_ascii=False, indent=2),
        "scope_kind": former.scope_kind,
        "scope": "" if areas else "，".join(str(each) for each in former.scope),
        "sensor_kind": former.sensor_kind,
        "inputs": "\n".join(f"{name}={kind}" for name, kind in former.inputs.items()),
        "unit": former.unit,
        "clause": former.clause,
        "downgrade_min": former.downgrade_min or "",
        "clear_min": former.clear_min or "",
        "remind_min": former.remind_min or "",
    }
