"""Tags of the pages of dispatch."""

from __future__ import annotations

from django import template

from ancheng.command.dispatch import marks
from ancheng.command.dispatch.declare import ABILITIES
from ancheng.kernel.language import named

register = template.Library()


@register.filter
def ability(key: str) -> str:
    """What a crew can do, as the page says it."""
    return named(ABILITIES.get(key, key))


@register.simple_tag
def room_marks() -> list[tuple[str, str, str]]:
    """What dispatch draws on the map of a room: letter, tone, words."""
    return list(marks.legend())


@register.filter
def minutes(seconds: float | None) -> str:
    """Seconds as minutes to a tenth; a dash where nobody knows."""
    return "—" if seconds is None else f"{seconds / 60:.1f}"
