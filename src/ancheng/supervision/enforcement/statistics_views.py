"""Statistics of enforcement, and the day's route."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ancheng.base.numbers import is_key
from ancheng.kernel.exchange.download import download
from ancheng.supervision.dangers.rules import Period, period_of, read_period
from ancheng.supervision.enforcement import export, quarterly, queries, route, rules
from ancheng.supervision.enforcement.statistics import figures

MOST_STOPS = 15


def _period(request: HttpRequest) -> Period:
    text = request.GET.get("period", "")
    return read_period(text) if text else period_of(timezone.localdate())


@require_safe
def statistics(request: HttpRequest) -> HttpResponse:
    """Per department and period; each number leads to its rows."""
    period = _period(request)
    total, lines = figures(request.asker, period, timezone.now())  # type: ignore[attr-defined]
    current = period_of(timezone.localdate())
    offered, each = [], current
    for _number in range(7):
        offered.append(each)
        each = each.before
    context = {
        "period": period,
        "periods": [*offered, Period(current.year), Period(current.year - 1)],
        "total": total,
        "lines": lines,
        "goal": rules.PENALTY_RATE_ABOVE.in_force(period.last),
    }
    return render(request, "enforcement/statistics.html", context)


@require_safe
def export_statistics(request: HttpRequest, form: str) -> Any:
    period = _period(request)
    _, lines = figures(request.asker, period, timezone.now())  # type: ignore[attr-defined]
    return download(
        request, export.STATISTICS, export.statistics(lines), form, csv_name=f"enforcement-{period.key}"
    )


@require_safe
def day(request: HttpRequest) -> HttpResponse:
    """The order in which my next visits are best made, on straight lines."""
    asker = request.asker  # type: ignore[attr-defined]
    rows = queries.mine(asker).filter(state__in=("assigned", "on_site"))
    found = list(rows.select_related(*queries.ROW).order_by("planned_on", "pk")[:60])
    placed = [each for each in found if each.geometry][:MOST_STOPS]
    stops = [(each.geometry.centroid.x, each.geometry.centroid.y) for each in placed]
    start = _start(request) or (stops[0] if stops else (0.0, 0.0))
    order = route.tour(start, stops)
    here, visits = start, []
    for number, position in enumerate(order, start=1):
        leg = route.metres(here, stops[position])
        visits.append((number, placed[position], leg / 1000))
        here = stops[position]
    line = [start, *(stops[each] for each in order)]
    context = {
        "visits": visits,
        "unplaced": [each for each in found if not each.geometry],
        "left_out": max(len([each for each in found if each.geometry]) - MOST_STOPS, 0),
        "kilometres": route.length(start, order, stops) / 1000,
        "shapes": _line(line, stops) if stops else None,
        "bounds": _bounds(line) if stops else "",
        "start": request.GET.get("start", ""),
    }
    return render(request, "enforcement/day.html", context)


def _start(request: HttpRequest) -> route.Point | None:
    west, _comma, south = request.GET.get("start", "").partition(",")
    try:
        longitude, latitude = float(west), float(south)
    except ValueError:
        return None
    return (longitude, latitude) if -180 <= longitude <= 180 and -90 <= latitude <= 90 else None


def _line(line: list[route.Point], stops: list[route.Point]) -> dict[str, Any]:
    shapes = [{"type": "LineString", "coordinates": line}] if len(line) > 1 else []
    points: list[dict[str, Any]] = [{"type": "Point", "coordinates": each} for each in stops]
    features = [{"type": "Feature", "properties": {}, "geometry": each} for each in [*shapes, *points]]
    return json.loads(json.dumps({"type": "FeatureCollection", "features": features}))  # type: ignore[no-any-return]


def _bounds(line: list[route.Point]) -> str:
    xs, ys = [each[0] for each in line], [each[1] for each in line]
    return f"{min(xs) - 0.01:.5f},{min(ys) - 0.01:.5f},{max(xs) + 0.01:.5f},{max(ys) + 0.01:.5f}"


@require_http_methods(["GET", "HEAD", "POST"])
def listed(request: HttpRequest) -> HttpResponse:
    """Enterprises on a list of bad credit whose quarterly inspection is missing."""
    asker, today = request.asker, timezone.localdate()  # type: ignore[attr-defined]
    if request.method == "POST":
        item = queries.items(today).filter(pk=_number(request.POST.get("item", ""))).first()
        if item:
            made = quarterly.open_missing(item=item, by=asker, at=timezone.now())
            messages.success(request, _("已下达 %(count)s 项检查。") % {"count": len(made)})
        return redirect("enforcement:listed")
    found = quarterly.missing(today)
    units = found if asker.sees_district else [each for each in found if asker.unit_id in each.line]
    context = {
        "units": units,
        "rule": rules.LISTED_EVERY_MONTHS.in_force(today),
        "items": queries.items(today).filter(target__startswith="industry:"),
        "may_open": asker.may_write and asker.holds(*rules.DRAWERS),
    }
    return render(request, "enforcement/listed.html", context)


def _number(text: str) -> int:
    return int(text) if is_key(text) else -1
