"""What a rule watches, and what its author must say: values in, values out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from ancheng.base.errors import Refusal
from ancheng.monitoring.rules.values import Binding, Device, Draft, ScopeKind
from ancheng.science.signals.declare import Condition, Level, inputs, parts
from ancheng.science.signals.words import from_json

MOST_MINUTES = 7 * 24 * 60


def check_draft(draft: Draft, *, kinds: Iterable[str], sensor_kinds: Iterable[str]) -> Condition:
    """The condition of a draft that may be kept; refuses with what to mend."""
    known = set(sensor_kinds)
    if not draft.name.strip():
        raise Refusal("请填写规则名称。")
    if draft.kind not in set(kinds):
        raise Refusal("请选择预警类别。")
    if draft.level not in (None, 1, 2, 3, 4):
        raise Refusal("建议级别应为一至四级，或选择“仅报警”。")
    condition = from_json(draft.condition)
    names = inputs(condition)
    if names == ("",):
        _one_input(draft, known)
    else:
        _several_inputs(draft, names, known)
    for label, minutes in (
        ("定时降级", draft.downgrade_min),
        ("定时解除", draft.clear_min),
        ("重复提醒", draft.remind_min),
    ):
        if minutes is not None and not 1 <= minutes <= MOST_MINUTES:
            raise Refusal(f"{label}的时长应为 1 分钟至 7 天。")
    return condition


def _one_input(draft: Draft, known: set[str]) -> None:
    if draft.scope_kind == ScopeKind.SENSORS:
        if not draft.scope:
            raise Refusal("请填写规则所监视的传感器编号。")
    elif draft.sensor_kind not in known:
        raise Refusal("请选择规则所监视的传感器类别。")
    elif draft.scope_kind in (ScopeKind.ASSETS, ScopeKind.AREAS) and not draft.scope:
        raise Refusal("请填写规则适用的对象或区域；适用全区请选择“某类全部传感器”。")


def _several_inputs(draft: Draft, names: Sequence[str], known: set[str]) -> None:
    if "" in names:
        raise Refusal("多个传感器的规则中，每个条件都须写明 input。")
    if draft.scope_kind not in (ScopeKind.ASSETS, ScopeKind.AREAS):
        raise Refusal("多个传感器的规则应按对象或区域设定范围。")
    given = dict(draft.inputs)
    lacking = [each for each in names if each not in given]
    if lacking:
        raise Refusal(f"请为{'、'.join(f'“{each}”' for each in lacking)}选择传感器类别。")
    wrong = [each for each in names if given[each] not in known]
    if wrong:
        raise Refusal(f"“{wrong[0]}”的传感器类别不存在，请重新选择。")


def bindings(
    condition: Condition,
    devices: Sequence[Device],
    *,
    scope_kind: ScopeKind,
    scope: Iterable[str],
    sensor_kind: str,
    input_kinds: Mapping[str, str],
) -> list[Binding]:
    """Everything that the rule watches among `devices`, each with its sensors."""
    wanted = set(scope)
    names = inputs(condition)
    if names == ("",):
        chosen = [each for each in devices if _fits(each, scope_kind, wanted, sensor_kind)]
        return [Binding(each.code, each.name, (("", each.id),)) for each in chosen]
    groups: dict[str, dict[str, Device]] = defaultdict(dict)
    labels: dict[str, str] = {}
    for each in devices:
        for place, label in _places(each, scope_kind, wanted):
            labels.setdefault(place, label)
            for name in names:
                if input_kinds.get(name) == each.kind:
                    # Of several alike in one place the first by its code stands for the place.
                    known = groups[place].get(name)
                    if known is None or each.code < known.code:
                        groups[place][name] = each
    whole = {place: found for place, found in groups.items() if all(name in found for name in names)}
    return [
        Binding(place, labels[place], tuple((name, found[name].id) for name in names))
        for place, found in sorted(whole.items())
    ]


def _fits(device: Device, scope_kind: ScopeKind, wanted: set[str], sensor_kind: str) -> bool:
    if scope_kind == ScopeKind.SENSORS:
        return device.code in wanted
    if device.kind != sensor_kind:
        return False
    if scope_kind == ScopeKind.KIND:
        return not wanted or device.code in wanted
    return any(True for _ in _places(device, scope_kind, wanted))


def _places(device: Device, scope_kind: ScopeKind, wanted: set[str]) -> Iterable[tuple[str, str]]:
    """The objects or areas of the rule in which the device stands, with what people call them."""
    if scope_kind == ScopeKind.ASSETS:
        if device.asset_id is not None and (not wanted or str(device.asset_id) in wanted):
            yield f"asset:{device.asset_id}", device.asset_name or device.name
        return
    for area in device.areas:
        if not wanted or str(area) in wanted:
            yield f"area:{area}", device.name


def threshold(condition: Condition) -> float | None:
    """The figure to draw beside the curve: the first level of the condition."""
    for each in parts(condition):
        if isinstance(each, Level):
            return each.above if each.above is not None else each.below
    return None
