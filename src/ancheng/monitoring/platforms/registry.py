"""The platform pages that this installation knows, keyed by file name."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from ancheng.base.errors import Refusal
from ancheng.base.registry import load
from ancheng.monitoring.platforms.declare import PlatformPage


@cache
def pages() -> Mapping[str, PlatformPage]:
    """Every page by the name of its file."""
    return load("ancheng.monitoring.platforms.pages", "PAGE", PlatformPage)


class NoSuchPage(Refusal):
    """A platform that is not declared."""

    status = 404


def page(name: str) -> PlatformPage:
    if name not in pages():
        raise NoSuchPage(f"没有“{name[:40]}”这一监测平台，请从菜单中选择。")
    return pages()[name]
