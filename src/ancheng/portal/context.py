"""What the frame of every page needs: menu, theme, realm."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.cache import cache as store
from django.http import HttpRequest
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from ancheng.base.asker import Asker
from ancheng.base.menu import MenuEntry

DESKS = {
    "": "",
    "supervision": _("监管监察"),
    "monitoring": _("监测预警"),
    "command": _("应急指挥"),
    "decision": _("辅助决策"),
    "administration": _("政务管理"),
    "system": _("系统管理"),
}
COUNT_SECONDS = 20
FITS_ON_A_SCREEN = 14


@dataclass(frozen=True, slots=True)
class Shown:
    label: str
    url: str
    icon: str
    count: int
    active: bool


@dataclass(frozen=True, slots=True)
class Desk:
    """A desk in the menu: open where the reader is, or where the whole menu fits on the screen."""

    label: str
    entries: list[Shown]
    open: bool

    @property
    def count(self) -> int:
        return sum(each.count for each in self.entries)


@cache
def entries() -> list[MenuEntry]:
    """Every installed app's MENU."""
    found: list[MenuEntry] = []
    for config in apps.get_app_configs():
        name = f"{config.name}.menu"
        if config.name.startswith("ancheng.") and find_spec(name):
            found += import_module(name).MENU
    return sorted(found, key=lambda each: each.order)


def menu(asker: Asker, path: str) -> Iterator[Desk]:
    """The desks that have something for this asker; one without entries is not shown."""
    allowed = [each for each in entries() if each.roles is None or asker.holds(*each.roles)]
    fits, here = len(allowed) <= FITS_ON_A_SCREEN, _nearest(path)
    for key, label in DESKS.items():
        shown = [_shown(each, asker, here) for each in allowed if each.desk == key]
        if shown:
            yield Desk(str(label), shown, fits or any(each.active for each in shown))


def _shown(entry: MenuEntry, asker: Asker, here: str) -> Shown:
    url = _address(entry.url_name)
    return Shown(str(entry.label), url, entry.icon, _count(entry, asker), url == here)


@cache
def _address(url_name: str) -> str:
    return reverse(url_name)


def _nearest(path: str) -> str:
    """The address of the entry that a page stands under: the longest that its own begins with, else the first of
    the same app."""
    if path == "/":
        return path
    others = [each for each in (_address(entry.url_name) for entry in entries()) if each != "/"]
    above = [each for each in others if path.startswith(each)]
    if above:
        return max(above, key=len)
    app = path.split("/")[1]
    return next((each for each in others if each.split("/")[1] == app), "")


def _count(entry: MenuEntry, asker: Asker) -> int:
    if not entry.count:
        return 0
    key = f"menu:{entry.count}:{asker.person_id}:{asker.unit_id}:{asker.role}"
    found = store.get(key)
    if found is None:
        found = import_string(entry.count)(asker)
        store.set(key, found, COUNT_SECONDS)
    return int(found)


def frame(request: HttpRequest) -> dict[str, Any]:
    """The context of base.html."""
    asker: Asker | None = getattr(request, "asker", None)
    theme = request.COOKIES.get("theme", "light")
    return {
        "menu": list(menu(asker, request.path)) if asker and not request.headers.get("HX-Request") else [],
        "theme": theme if theme in ("light", "dark") else "light",
        "realm": request.session.get("realm", "actual") if hasattr(request, "session") else "actual",
        "basemap_url": settings.BASEMAP_URL,
        "basemap_attribution": settings.BASEMAP_ATTRIBUTION,
        # The menu leads nowhere before the second factor is set up.
        "manage_frame": "entry.html" if getattr(request, "second_factor_due", False) else "base.html",
        "district_name": settings.DISTRICT_NAME,
    }
