"""What other parts of the command desk show in the room of an incident: each app's `room.LANES`."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import import_module
from typing import Any

from django.apps import apps

from ancheng.base.asker import Asker
from ancheng.command.incidents.models import Incident

Read = Callable[[Incident, Asker, datetime], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Lane:
    """One lane of the room: its place among the others, its template, and what the template is given."""

    order: int
    template: str
    read: Read


@cache
def declared() -> tuple[Lane, ...]:
    """The lanes of all apps of the desk, in their order."""
    found: list[Lane] = []
    for config in apps.get_app_configs():
        module = f"{config.name}.room"
        if config.name.startswith("ancheng.command.") and importlib.util.find_spec(module):
            found += import_module(module).LANES
    return tuple(sorted(found, key=lambda each: each.order))


def lanes(incident: Incident, asker: Asker, at: datetime) -> list[tuple[str, Mapping[str, Any]]]:
    """Template and content of each lane."""
    return [(each.template, each.read(incident, asker, at)) for each in declared()]
