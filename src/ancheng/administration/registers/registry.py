"""The registers that this installation keeps, keyed by file name."""

from __future__ import annotations

from collections.abc import Mapping

from ancheng.administration.registers.declare import Chapter, Register
from ancheng.base.errors import Absent
from ancheng.base.registry import load

REGISTERS: Mapping[str, Register] = load("ancheng.administration.registers.kinds", "REGISTER", Register)


def register(name: str) -> Register:
    """The register called `name`; refuses one that is not declared."""
    if name not in REGISTERS:
        raise Absent(f"没有“{name[:40]}”这个登记册，请从列表中选择。")
    return REGISTERS[name]


def chapters() -> list[tuple[Chapter, list[tuple[str, Register]]]]:
    """Chapter → its registers, in the order of the chapters; chapters without any left out."""
    found = [
        (chapter, [(key, each) for key, each in REGISTERS.items() if each.chapter == chapter])
        for chapter in Chapter
    ]
    return [each for each in found if each[1]]
