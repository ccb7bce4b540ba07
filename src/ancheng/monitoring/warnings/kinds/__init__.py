"""The kinds of warning, one per file, each with its KIND."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from ancheng.base.errors import Refusal
from ancheng.base.registry import load
from ancheng.monitoring.warnings.declare import WarningKind


@cache
def kinds() -> Mapping[str, WarningKind]:
    """Every kind by the name of its file."""
    return load(__name__, "KIND", WarningKind)


class NoSuchKind(Refusal):
    """A kind of warning that is not declared."""

    status = 404


def kind(name: str) -> WarningKind:
    if name not in kinds():
        raise NoSuchKind(f"没有“{name[:40]}”这一预警类别，请从列表中选择。")
    return kinds()[name]


@cache
def kind_of_sensor(sensor_kind: str) -> str:
    """The kind of warning that sensors of a kind belong to."""
    return next((name for name, each in kinds().items() if sensor_kind in each.sensor_kinds), "operation")
