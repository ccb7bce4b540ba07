"""How a browser's own words about itself are told to a person."""

from __future__ import annotations

# The first that fits counts: Edge also calls itself Chrome, Chrome also Safari, an iPad also Mac OS X.
BROWSERS = (
    ("MicroMessenger/", "微信"),
    ("DingTalk/", "钉钉"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("QQBrowser/", "QQ 浏览器"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("OpenHarmony", "鸿蒙"),
    ("HarmonyOS", "鸿蒙"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def device(user_agent: str) -> str:
    """Browser and system that a User-Agent header names; what it does not name is left out, '' when neither."""
    parts = (_first(BROWSERS, user_agent), _first(SYSTEMS, user_agent))
    return " · ".join(each for each in parts if each)


def _first(known: tuple[tuple[str, str], ...], user_agent: str) -> str:
    return next((name for mark, name in known if mark in user_agent), "")
