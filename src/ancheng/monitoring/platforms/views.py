"""The pages of the plan's platforms, all by one view from their declarations."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from ancheng.kernel.language import named
from ancheng.monitoring.platforms.queries import heard_of, shown
from ancheng.monitoring.platforms.registry import page, pages
from ancheng.monitoring.sensors import tiles
from ancheng.monitoring.sensors.filters import Filter
from ancheng.monitoring.sensors.queries import TONES
from ancheng.monitoring.warnings.board_views import may_keep, shapes
from ancheng.monitoring.warnings.telling import last_number


@require_safe
def platforms(request: HttpRequest) -> HttpResponse:
    """All platforms."""
    ordered = sorted(pages().items(), key=lambda each: each[1].order)
    return render(request, "platforms/index.html", {"pages": ordered})


@require_safe
def platform(request: HttpRequest, name: str) -> HttpResponse:
    """One platform: its warnings and alarms, live list, thresholds, map and work."""
    asker, now = request.asker, timezone.now()  # type: ignore[attr-defined]
    declared = page(name)
    found = shown(asker, declared, now)
    context = {
        "name": name,
        "page": declared,
        "shown": found,
        "heard": [(each, TONES[each.health]) for each in found.heard],
        "tiles": tiles.address(asker, Filter(kinds=declared.sensor_kinds)),
        "last": last_number(),
        "here": named(declared),
        "shapes": shapes(found.open),
        "links": [(named((zh, en)), reverse(url)) for zh, en, url in declared.links],
        "may_keep": may_keep(request),
        "now": now,
    }
    return render(request, "platforms/page.html", context)


@require_safe
def heard(request: HttpRequest, name: str) -> HttpResponse:
    """The live list of a platform alone, for the page that is open."""
    asker, now = request.asker, timezone.now()  # type: ignore[attr-defined]
    rows = [(each, TONES[each.health]) for each in heard_of(asker, page(name), now)]
    return render(request, "platforms/heard.html", {"heard": rows})
