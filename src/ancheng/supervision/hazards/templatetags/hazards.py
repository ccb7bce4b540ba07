"""How the figures of a hazard are written."""

from __future__ import annotations

from typing import Any

from django import template

register = template.Library()


@register.filter
def figure(value: Any) -> str:
    """A number with at most four decimals and no trailing zeros; empty where there is none."""
    if value is None:
        return ""
    text = f"{float(value):.4f}".rstrip("0").rstrip(".")
    # A tiny amount is written as it is: nought would say that there is none.
    return f"{float(value):.2g}" if text == "0" and value else text
