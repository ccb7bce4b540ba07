"""What a script of an exercise declares: at which minute the players are given what, and how fast they answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import Any

from ancheng.base.errors import Absent, Misconfigured
from ancheng.base.registry import load


class Gives(StrEnum):
    """What an inject gives: a message, readings of a device, a warning, a call that opens an incident."""

    MESSAGE = "message"
    READINGS = "readings"
    WARNING = "warning"
    INCIDENT = "incident"


@dataclass(frozen=True, slots=True)
class Step:
    """At `minute` the players are given something; within `minutes` (0: not timed) they do what is expected."""

    minute: int
    gives: Gives
    title: str
    text: str = ""
    expects: str = ""
    minutes: int = 0
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Script:
    """A whole script; its steps stand in the order of their minutes."""

    label: str
    matter: str
    about: str
    steps: tuple[Step, ...]

    def __post_init__(self) -> None:
        faults = self.faults()
        if faults:
            raise Misconfigured(f"script {self.label}: " + "; ".join(faults))

    def faults(self) -> list[str]:
        found = []
        if not self.steps:
            found.append("no step")
        minutes = [each.minute for each in self.steps]
        if minutes != sorted(minutes):
            found.append("the steps are not in the order of their minutes")
        for each in self.steps:
            if each.minutes and not each.expects:
                found.append(f"“{each.title}” is timed and expects nothing")
            if each.gives == Gives.READINGS and not {"kind", "value"} <= set(each.settings):
                found.append(f"“{each.title}” gives readings without kind and value")
            if each.gives == Gives.WARNING and not {"kind", "level"} <= set(each.settings):
                found.append(f"“{each.title}” gives a warning without kind and level")
            if each.gives == Gives.INCIDENT and "kind" not in each.settings:
                found.append(f"“{each.title}” opens an incident without kind")
        return found

    @property
    def length(self) -> int:
        """Minutes until the last step is over."""
        return max(each.minute + each.minutes for each in self.steps)


@cache
def scripts() -> Mapping[str, Script]:
    return load("ancheng.command.drills.scripts", "SCRIPT", Script)


def script(key: str) -> Script:
    found = scripts().get(key)
    if found is None:
        raise Absent("没有这个演练脚本，请从列表中选择。")
    return found
