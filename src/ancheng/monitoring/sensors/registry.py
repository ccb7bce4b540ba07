"""The kinds of sensor that this installation knows, keyed by file name."""

from __future__ import annotations

from collections.abc import Mapping

from ancheng.base.errors import Refusal
from ancheng.base.registry import load
from ancheng.monitoring.sensors.declare import Kind, Platform

KINDS: Mapping[str, Kind] = load("ancheng.monitoring.sensors.kinds", "KIND", Kind)


class NoSuchKind(Refusal):
    """A kind of sensor that is not declared."""

    status = 404


def kind(name: str) -> Kind:
    """The kind called `name`; refuses one that is not declared."""
    if name not in KINDS:
        raise NoSuchKind(f"没有“{name}”这一传感器类别，请从类别列表中选择。")
    return KINDS[name]


def chapters() -> list[tuple[Platform, list[tuple[str, Kind]]]]:
    """The kinds by the platform that they serve."""
    return [
        (each, found)
        for each in Platform
        if (found := [(key, kind) for key, kind in KINDS.items() if kind.platform == each])
    ]
