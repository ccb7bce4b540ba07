"""The map's legend, told from the declarations of the kinds."""

from __future__ import annotations

from math import cos, pi, sin
from typing import Any

from django import template

from ancheng.kernel.language import named
from ancheng.supervision.assets.declare import GROUP_LABELS, GROUP_SHAPES, Condition, Group
from ancheng.supervision.assets.models import CONDITION_LABELS

register = template.Library()

# Corners and the direction of the first of them, as web/src/map_images.ts draws them.
CORNERS = {
    "triangle": (3, -90),
    "square": (4, -45),
    "diamond": (4, -90),
    "pentagon": (5, -90),
    "hexagon": (6, -90),
}
# The letters that web/src/map_images.ts writes into the signs: Chinese, English.
LETTERS = {
    Condition.FAULT: ("异", "F"),
    Condition.ATTENTION: ("关", "A"),
    Condition.UNKNOWN: ("?", "?"),
    Condition.NORMAL: ("", ""),
}


@register.inclusion_tag("assets/legend.html")
def map_legend() -> dict[str, Any]:
    """Which shape stands for which kinds, and which colour and letter for which condition."""
    groups: dict[str, list[str]] = {}
    for group in Group:
        groups.setdefault(GROUP_SHAPES[group], []).append(named(GROUP_LABELS[group]))
    return {
        "shapes": [(points(shape), named(("；", "; ")).join(names)) for shape, names in groups.items()],
        "conditions": [
            (each.name.lower(), named(LETTERS[each]), CONDITION_LABELS[each])
            for each in sorted(Condition, reverse=True)
        ],
    }


def points(shape: str, middle: float = 10, radius: float = 7) -> str:
    """The corners of a shape for an SVG polygon; '' for the circle, which has none."""
    if shape not in CORNERS:
        return ""
    count, turn = CORNERS[shape]
    corners = ((turn + 360 / count * number) * pi / 180 for number in range(count))
    return " ".join(
        f"{middle + radius * cos(each):.1f},{middle + radius * sin(each):.1f}" for each in corners
    )
