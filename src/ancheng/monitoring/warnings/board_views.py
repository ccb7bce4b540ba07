"""The board of alarms, the big screen, the list of warnings, its export."""

from __future__ import annotations

import json
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from ancheng.kernel.counting import how_many
from ancheng.kernel.exchange.download import download
from ancheng.monitoring.sensors import tiles
from ancheng.monitoring.sensors.filters import Filter as SensorFilter
from ancheng.monitoring.warnings import export, queries, rules
from ancheng.monitoring.warnings.filters import Filter, read_filter
from ancheng.monitoring.warnings.kinds import kinds
from ancheng.monitoring.warnings.models import Outcome, Warning
from ancheng.monitoring.warnings.telling import last_number
from ancheng.monitoring.warnings.workflows.warning import KEEPERS, WORKFLOW


def may_keep(request: HttpRequest) -> bool:
    asker = request.asker  # type: ignore[attr-defined]
    return asker.may_write and asker.holds(*KEEPERS)


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """What is sounding now: cards first, then what is out, kept true by the live stream."""
    return render(request, "warnings/board.html", _board(request))


@require_safe
def cards(request: HttpRequest) -> HttpResponse:
    """The cards alone, for the page that is open."""
    return render(request, "warnings/cards.html", _board(request))


@require_safe
def screen(request: HttpRequest) -> HttpResponse:
    """The big screen: dark, without a menu, readable from across the room."""
    return render(request, "warnings/screen.html", _board(request))


@require_safe
def screen_body(request: HttpRequest) -> HttpResponse:
    return render(request, "warnings/screen_body.html", _board(request))


def _board(request: HttpRequest) -> dict[str, Any]:
    asker, now = request.asker, timezone.now()  # type: ignore[attr-defined]
    found = queries.board(asker)
    return {
        "cards": [each for each in found if each.state == "suggested"],
        "working": [each for each in found if each.state not in ("suggested", "issued")],
        "issued": [each for each in found if each.state == "issued"],
        "tally": queries.tally(asker, now),
        "sounding": queries.alarms_visible(asker).filter(state="unacknowledged").count(),
        "may_keep": may_keep(request),
        "shapes": shapes(found),
        "last": last_number(),
        "tiles": tiles.address(asker, SensorFilter()),
        "now": now,
    }


def shapes(warnings: list[Warning]) -> dict[str, Any]:
    """What a map draws of warnings."""
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"id": each.pk, "level": each.level},
                "geometry": json.loads(each.geometry.json),
            }
            for each in warnings
            if each.geometry
        ],
    }


@require_safe
def warnings(request: HttpRequest) -> HttpResponse:
    """All warnings that I may see, filtered by the address."""
    asker, now = request.asker, timezone.now()  # type: ignore[attr-defined]
    asked = read_filter(request.GET)
    rows = queries.narrowed(asker, asked, now)
    context = {
        **list_context(asked),
        "page": queries.page(
            rows,
            "pushed_at",
            ("owner_unit", "subdistrict", "issuer"),
            after=request.GET.get("after", ""),
            before=request.GET.get("before", ""),
        ),
        "count": how_many(rows),
        "tally": queries.tally(asker, now),
        "states": WORKFLOW.states,
        "outcomes": Outcome.choices,
        "may_keep": may_keep(request),
    }
    return render(request, "warnings/list.html", context)


def list_context(asked: Filter) -> dict[str, Any]:
    return {
        "asked": asked,
        "query": asked.query(),
        "kinds": kinds().items(),
        "levels": [(level, rules.COLOURS[level]) for level in rules.LEVELS],
    }


@require_safe
def export_table(request: HttpRequest, form: str) -> HttpResponse | FileResponse | StreamingHttpResponse:
    """The filtered list as a workbook or CSV, written as it is read."""
    rows = export.warnings(request.asker, read_filter(request.GET), timezone.now())  # type: ignore[attr-defined]
    return download(request, export.WARNINGS, rows, form, csv_name="warnings")
