"""The lines of the home page, gathered from every app's `home.py`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.core.cache import cache as store
from django.urls import reverse
from django.utils.translation import get_language

from ancheng.base.asker import Asker
from ancheng.base.home import Figure, Home
from ancheng.portal import context


@dataclass(frozen=True, slots=True)
class Shown:
    label: str
    number: int
    url: str
    tone: str


@dataclass(frozen=True, slots=True)
class Line:
    label: str
    figures: list[Shown]


@dataclass(frozen=True, slots=True)
class Desk:
    label: str
    lines: list[Line]


@cache
def homes() -> list[Home]:
    """Every installed app's HOME."""
    found: list[Home] = []
    for config in apps.get_app_configs():
        name = f"{config.name}.home"
        if config.name.startswith("ancheng.") and config.name != "ancheng.portal" and find_spec(name):
            found.append(import_module(name).HOME)
    return sorted(found, key=lambda each: each.order)


def desks(asker: Asker, at: datetime) -> Iterator[Desk]:
    """What each desk says to this asker now; counted anew after some seconds."""
    for key, label in context.DESKS.items():
        lines = [
            Line(str(home.label), _figures(home, asker, at))
            for home in homes()
            if home.desk == key and (home.roles is None or asker.holds(*home.roles))
        ]
        if lines:
            yield Desk(str(label), lines)


def _figures(home: Home, asker: Asker, at: datetime) -> list[Shown]:
    seat = f"{asker.person_id}:{asker.unit_id}:{asker.role}:{get_language()}"
    key = f"home:{home.figures.__module__}:{seat}"
    found: list[Shown] | None = store.get(key)
    if found is None:
        found = [
            Shown(str(each.label), each.number, _address(each), each.tone if each.number else "")
            for each in home.figures(asker, at)
        ]
        store.set(key, found, context.COUNT_SECONDS)
    return found


def _address(figure: Figure) -> str:
    address = reverse(figure.url_name)
    return f"{address}?{figure.query}" if figure.query else address
