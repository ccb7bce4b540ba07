"""The kinds of matters that this installation knows, keyed by file name."""

from __future__ import annotations

from collections.abc import Mapping

from ancheng.base.errors import Absent
from ancheng.base.registry import load
from ancheng.supervision.matters.declare import MatterKind

KINDS: Mapping[str, MatterKind] = load("ancheng.supervision.matters.kinds", "KIND", MatterKind)


def kind(name: str) -> MatterKind:
    """The kind called `name`; refuses one that is not declared."""
    if name not in KINDS:
        raise Absent(f"没有“{name[:40]}”这类专项事项，请从列表中选择。")
    return KINDS[name]


def chosen() -> list[tuple[str, MatterKind]]:
    """Key and declaration of every kind, in the order of their Chinese names as filed."""
    return list(KINDS.items())
