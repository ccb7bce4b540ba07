"""The kinds of object that this installation knows, keyed by file name."""

from __future__ import annotations

from collections.abc import Mapping

from ancheng.base.errors import Refusal
from ancheng.base.registry import load
from ancheng.supervision.assets.declare import Group, Kind

KINDS: Mapping[str, Kind] = load("ancheng.supervision.assets.kinds", "KIND", Kind)


class NoSuchKind(Refusal):
    """A kind of object that is not declared."""

    status = 404


def kind(name: str) -> Kind:
    """The kind called `name`; refuses one that is not declared."""
    if name not in KINDS:
        raise NoSuchKind(f"没有“{name}”这一对象类别，请从类别列表中选择。")
    return KINDS[name]


def chapters() -> list[tuple[Group, list[tuple[str, Kind]]]]:
    """The kinds by chapter, in the order of the register."""
    return [
        (group, [(key, each) for key, each in KINDS.items() if each.group == group])
        for group in Group
        if any(each.group == group for each in KINDS.values())
    ]
