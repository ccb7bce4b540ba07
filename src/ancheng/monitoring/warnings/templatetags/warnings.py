"""Tags of the warnings' pages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ancheng.kernel.language import named
from ancheng.monitoring.warnings import rules
from ancheng.monitoring.warnings.kinds import kinds

register = template.Library()
WIDTH, HEIGHT, MARGIN = 180.0, 44.0, 3.0


@register.simple_tag
def kind_name(name: str) -> str:
    declared = kinds().get(name)
    return named(declared) if declared else name


@register.simple_tag
def level_badge(level: int | None) -> SafeString | str:
    """Colour in words and numeral in an outlined badge; never the colour alone."""
    if level is None:
        return format_html('<span class="text-secondary">{}</span>', _("仅报警"))
    return format_html(
        '<span class="warning warning-{}">{} {}</span>',
        level,
        named(rules.COLOURS[level]),
        rules.NUMERALS[level],
    )


@register.simple_tag
def mmss(at: datetime | None, label: str = "") -> SafeString | str:
    """Minutes and seconds until a moment, kept true by the page."""
    if at is None:
        return ""
    return format_html(
        '<time class="mmss" datetime="{}" data-mmss="{}"><span>{}</span> <b data-mmss-text>--:--</b></time>',
        at.isoformat(),
        at.isoformat(),
        label,
    )


@register.simple_tag
def sparkline(trace: Sequence[Any], threshold: float | None = None) -> SafeString | str:
    """The last readings as a line over the band of the threshold."""
    points = [(float(t), float(v)) for t, v in trace or []]
    if len(points) < 2:
        return ""
    times = [t for t, _ in points]
    values = [v for _, v in points] + ([threshold] if threshold is not None else [])
    low, high = min(values), max(values)
    span, stretch = (times[-1] - times[0]) or 1.0, (high - low) or 1.0

    def place(moment: float, value: float) -> tuple[float, float]:
        x = MARGIN + (moment - times[0]) / span * (WIDTH - 2 * MARGIN)
        return x, HEIGHT - MARGIN - (value - low) / stretch * (HEIGHT - 2 * MARGIN)

    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in (place(*each) for each in points))
    band = SafeString("")
    if threshold is not None:
        y = place(times[0], threshold)[1]
        above = points[-1][1] >= threshold
        top, height = (0.0, y) if above else (y, HEIGHT - y)
        band = format_html(
            '<rect class="spark-band" x="0" y="{}" width="{}" height="{}"></rect>'
            '<line class="spark-limit" x1="0" x2="{}" y1="{}" y2="{}"></line>',
            f"{top:.1f}", f"{WIDTH:.0f}", f"{max(height, 0.5):.1f}", f"{WIDTH:.0f}", f"{y:.1f}", f"{y:.1f}",
        )  # fmt: skip
    x, y = place(*points[-1])
    return format_html(
        '<svg class="spark" viewBox="0 0 {} {}" role="img" aria-label="{}">{}'
        '<polyline class="spark-line" points="{}"></polyline><circle class="spark-now" cx="{}" cy="{}" r="2.6"></circle></svg>',
        f"{WIDTH:.0f}", f"{HEIGHT:.0f}", _("最近读数，最新 %(value)s") % {"value": f"{points[-1][1]:g}"}, band, line,
        f"{x:.1f}", f"{y:.1f}",
    )  # fmt: skip
