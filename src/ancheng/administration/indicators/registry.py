"""All indicators by number: one file per section of the plan, walked; a number used twice stops the start."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ancheng.administration.indicators.declare import Indicator
from ancheng.base.errors import Absent, Misconfigured
from ancheng.base.registry import load


def _all() -> dict[str, Indicator]:
    found: dict[str, Indicator] = {}
    for name, declared in load("ancheng.administration.indicators.kinds", "INDICATORS", tuple).items():
        for each in declared:
            if each.id in found:
                raise Misconfigured(f"{name}: the indicator {each.id} is declared twice.")
            found[each.id] = each
    return dict(sorted(found.items(), key=lambda item: (item[0].startswith("IMP"), item[0])))


INDICATORS: Mapping[str, Indicator] = MappingProxyType(_all())


def indicator(number: str) -> Indicator:
    """The indicator with this number, or a refusal."""
    found = INDICATORS.get(number)
    if found is None:
        raise Absent(f"没有编号为“{number[:20]}”的指标。")
    return found
