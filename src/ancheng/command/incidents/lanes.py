"""What other parts of the command desk show in the room of an incident, and where else it may come from: each app's `lane`."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Any

from django.apps import apps

from ancheng.base.asker import Asker
from ancheng.command.incidents.declare import Ask
from ancheng.command.incidents.models import Incident, Source
from ancheng.command.incidents.rules import Force

Read = Callable[[Incident, Asker, datetime], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Lane:
    """One lane of the room: its place among the others, its template, and what the template is given."""

    order: int
    template: str
    read: Read


@dataclass(frozen=True, slots=True)
class Origin:
    """What the source of an incident tells; the place in WGS 84. A reporter is never part of it."""

    source: Source
    id: int
    label: str
    title: str
    kind: str
    address: str = ""
    point: tuple[float, float] | None = None
    asset_id: int | None = None

    @property
    def key(self) -> str:
        """One source opens one incident, whoever asks and however often."""
        return f"{self.source}:{self.id}"


@dataclass(frozen=True, slots=True)
class Layer:
    """What an app draws on the map of the room: the name of an address that takes the incident, and its legend."""

    address: str
    legend: str


ReadOrigin = Callable[[Asker, int], Origin]


def _modules() -> Iterator[ModuleType]:
    for config in apps.get_app_configs():
        module = f"{config.name}.lane"
        if config.name.startswith("ancheng.command.") and importlib.util.find_spec(module):
            yield import_module(module)


@cache
def declared() -> tuple[Lane, ...]:
    """The lanes of all apps of the desk, in their order."""
    found = [each for module in _modules() for each in module.LANES]
    return tuple(sorted(found, key=lambda each: each.order))


def forces(incident: Incident) -> Mapping[str, Force]:
    """Who fills the needs of an incident by coming, by ability."""
    return {
        key: each
        for module in _modules()
        if hasattr(module, "FORCES")
        for key, each in module.FORCES(incident).items()
    }


def asks(kind: str) -> list[Ask]:
    """What other parts of the desk ask for a kind of incident."""
    return [each for module in _modules() if hasattr(module, "ASKS") for each in module.ASKS(kind)]


@cache
def abilities() -> Mapping[str, str]:
    """The abilities by which needs are filled, with their names."""
    return {key: name for module in _modules() for key, name in getattr(module, "ABILITIES", {}).items()}


@cache
def nearest() -> str:
    """The name of the address (incident, ability) that names who could come soonest; '' where nobody can be sent."""
    return next((module.NEAREST for module in _modules() if hasattr(module, "NEAREST")), "")


@cache
def layers() -> tuple[Layer, ...]:
    """What all apps of the desk draw on the map of a room."""
    return tuple(each for module in _modules() for each in getattr(module, "LAYERS", ()))


def still_out(incident: Incident) -> int:
    """How many are out for an incident whom its end would call home."""
    return sum(module.OUT(incident) for module in _modules() if hasattr(module, "OUT"))


@cache
def origins() -> Mapping[str, ReadOrigin]:
    """What the other apps of the desk tell of as sources of incidents."""
    return {key: read for module in _modules() for key, read in getattr(module, "ORIGINS", {}).items()}


def lanes(incident: Incident, asker: Asker, at: datetime) -> list[tuple[str, Mapping[str, Any]]]:
    """Template and content of each lane."""
    return [(each.template, each.read(incident, asker, at)) for each in declared()]
