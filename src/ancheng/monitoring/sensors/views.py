"""Pages of sensors: list with map, one sensor with its curve, registering and changing."""

from __future__ import annotations

import tempfile
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ancheng.base.clock import beijing_day
from ancheng.base.errors import Refusal
from ancheng.base.numbers import is_key, key
from ancheng.kernel.counting import how_many
from ancheng.kernel.exchange.tables import csv_lines, stream_xlsx
from ancheng.monitoring.sensors import actions, curves, export, forms, queries, tiles
from ancheng.monitoring.sensors.declare import PLATFORM_LABELS
from ancheng.monitoring.sensors.filters import narrowed, read
from ancheng.monitoring.sensors.models import Maintenance, Sensor
from ancheng.monitoring.sensors.registry import KINDS, chapters
from ancheng.monitoring.sensors.values import Health
from ancheng.science.signals.words import in_words
from ancheng.supervision.public import asset_places

PAGE = 50
SPAN = "24h"


@require_safe
def sensors(request: HttpRequest) -> HttpResponse:
    """All sensors that I may see, filtered by the address."""
    asker, now = request.asker, timezone.now()  # type: ignore[attr-defined]
    asked = read(request.GET)
    rows = narrowed(asker, asked, now)
    after = request.GET.get("after", "")
    below = rows.filter(pk__lt=int(after)) if is_key(after) else rows
    page = list(below.select_related("source", "unit", "subdistrict").order_by("-pk")[: PAGE + 1])
    context = {
        "rows": [(each, queries.TONES[each.health]) for each in queries.heard(page[:PAGE], now)],
        "older": page[PAGE - 1].pk if len(page) > PAGE else None,
        "asked": asked,
        "query": asked.query(),
        "count": how_many(rows),
        "counts": [
            (each, Health(each).label, number) for each, number in queries.health_counts(asker, now).items()
        ],
        "chapters": [(PLATFORM_LABELS[platform], kinds) for platform, kinds in chapters()],
        "platforms": list(PLATFORM_LABELS.items()),
        "healths": Health.choices,
        "sources": queries.sources(asker).order_by("name")[:200],
        "tiles": tiles.address(asker, asked),
        "keeps": asker.holds(*actions.KEEPERS),
        "beats": queries.gateway_beats(now),
    }
    return render(request, "sensors/list.html", context)


@require_safe
def export_table(request: HttpRequest, form: str) -> FileResponse | StreamingHttpResponse:
    """The filtered list as a workbook or CSV."""
    english = (get_language() or "").startswith("en")
    language = "en" if english else "zh"
    rows = export.rows(request.asker, read(request.GET), timezone.now(), english=english)  # type: ignore[attr-defined]
    day = f"{timezone.localtime():%Y%m%d-%H%M}"
    if form == "csv":
        lines = csv_lines(export.SENSORS, rows, language=language)
        response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="sensors-{day}.csv"'
        return response
    file = tempfile.TemporaryFile()  # noqa: SIM115 (FileResponse closes it)
    stream_xlsx(export.SENSORS, rows, file, language=language)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{export.SENSORS.title(language)}-{day}.xlsx")


@require_safe
def tile(request: HttpRequest, z: int, x: int, y: int) -> HttpResponse:
    """A vector tile; what it shows is at most half a minute old."""
    body = tiles.tile(request.asker, read(request.GET), z, x, y, timezone.now())  # type: ignore[attr-defined]
    response = HttpResponse(body, content_type="application/vnd.mapbox-vector-tile")
    response["Cache-Control"] = "private, max-age=30"
    return response


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One sensor: how it stands, its curve, its rules, its maintenance, what was done to it."""
    asker, now = request.asker, timezone.now()  # type: ignore[attr-defined]
    sensor = queries.one(asker, pk)
    (standing,) = queries.heard([sensor], now)
    context = {
        "sensor": sensor,
        "kind": sensor.declared,
        "standing": standing,
        "state_word": _state_word(sensor, standing.value),
        "tone": queries.TONES[standing.health],
        **_curve(sensor, request.GET.get("span", ""), now),
        "rules": _rules(sensor, now),
        "asset": next(iter(asset_places(asker, ids=[sensor.asset_id])), None) if sensor.asset_id else None,
        "windows": sensor.maintenances.all()[:20],
        "keeps": asker.holds(*actions.KEEPERS),
        "now": now,
        "shown": _feature(sensor),
    }
    return render(request, "sensors/detail.html", context)


def _curve(sensor: Sensor, span: str, now: datetime) -> dict[str, Any]:
    span = span if span in curves.SPANS else SPAN
    found = curves.curve(sensor, span, now)
    return {
        "span": span,
        "spans": list(curves.SPANS),
        "curve": curves.option(sensor, found, span, now, beijing_day(now)),
        "points": len(found.time_us),
        "step_s": found.step_s,
    }


@require_safe
def curve(request: HttpRequest, pk: int) -> HttpResponse:
    """The curve of a sensor alone, for pages that show several devices; it asks for itself again while it is open."""
    asker, now = request.asker, timezone.now()  # type: ignore[attr-defined]
    sensor = queries.one(asker, pk)
    context = {"sensor": sensor, **_curve(sensor, request.GET.get("span", ""), now)}
    return render(request, "sensors/curve.html", context)


@require_safe
def peek(request: HttpRequest, pk: int) -> HttpResponse:
    asker, now = request.asker, timezone.now()  # type: ignore[attr-defined]
    sensor = queries.one(asker, pk)
    (standing,) = queries.heard([sensor], now)
    context = {
        "sensor": sensor,
        "kind": sensor.declared,
        "standing": standing,
        "state_word": _state_word(sensor, standing.value),
        "tone": queries.TONES[standing.health],
    }
    return render(request, "sensors/peek.html", context)


def _state_word(sensor: Sensor, value: float | None) -> str:
    """The word for a state code, in the language of the page."""
    if value is None or not sensor.declared.states:
        return ""
    zh, en = sensor.declared.states.get(int(value), ("", ""))
    return en if (get_language() or "").startswith("en") else zh


def _rules(sensor: Sensor, at: datetime) -> list[dict[str, Any]]:
    unit, on = sensor.declared.unit, beijing_day(at)
    told = []
    for each in sensor.declared.rules:
        edition = each.in_force(on)
        told.append(
            {
                "rule": each,
                "words": in_words(edition.value, unit),
                "citation": edition.citation,
                "level": each.suggests,
            }
        )
    return told


def _feature(sensor: Sensor) -> dict[str, Any] | None:
    if sensor.geometry is None:
        return None
    point = [sensor.geometry.x, sensor.geometry.y]
    return {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": point}}
        ],
    }


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Register a device."""
    actions.only_keepers(request.asker)  # type: ignore[attr-defined]
    return _edit(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is registered of a device."""
    actions.only_keepers(request.asker)  # type: ignore[attr-defined]
    return _edit(request, queries.one(request.asker, pk))  # type: ignore[attr-defined]


def _edit(request: HttpRequest, sensor: Sensor | None) -> HttpResponse:
    by, sentence = request.asker, ""  # type: ignore[attr-defined]
    if request.method == "POST":
        try:
            saved = _save(request, sensor)
        except Refusal as refusal:
            sentence = refusal.sentence
        else:
            messages.success(request, _("已保存 %(code)s。") % {"code": saved.code})
            return redirect(saved)
    context = {
        "sensor": sensor,
        "sentence": sentence,
        "typed": request.POST if request.method == "POST" else _typed(sensor, request),
        "chapters": [(PLATFORM_LABELS[platform], kinds) for platform, kinds in chapters()],
        "sources": queries.sources(by).filter(in_use=True).order_by("name")[:500],
        "version": request.POST.get("version") or (sensor.version if sensor else ""),
    }
    return render(request, "sensors/form.html", context, status=422 if sentence else 200)


def _save(request: HttpRequest, sensor: Sensor | None) -> Sensor:
    by, at = request.asker, timezone.now()  # type: ignore[attr-defined]
    described = forms.described(request.POST, by)
    if sensor is None:
        return actions.register(described=described, by=by, at=at)
    version = key(request.POST.get("version")) or 0
    return actions.change(sensor_id=sensor.pk, version=version, described=described, by=by, at=at)


def _typed(sensor: Sensor | None, request: HttpRequest) -> dict[str, Any]:
    if sensor is None:
        kind = request.GET.get("kind", "")
        return {"kind": kind if kind in KINDS else "", "source": request.GET.get("source", "")}
    names = (
        "kind",
        "code",
        "name",
        "address",
        "low",
        "high",
        "interval_s",
        "silent_after_s",
        "maker",
        "remarks",
    )
    typed: dict[str, Any] = {each: getattr(sensor, each) for each in names}
    place = next(iter(asset_places(request.asker, ids=[sensor.asset_id])), None) if sensor.asset_id else None  # type: ignore[attr-defined]
    return typed | {
        "source": str(sensor.source_id),
        "unit": str(sensor.unit),
        "asset": place.code if place else "",
        "geometry": sensor.geometry.json if sensor.geometry else "",
        "installed_on": sensor.installed_on.isoformat() if sensor.installed_on else "",
        "calibrated_until": sensor.calibrated_until.isoformat() if sensor.calibrated_until else "",
    }


@require_POST
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Retire, reinstate, maintain, or end a maintenance."""
    by, at = request.asker, timezone.now()  # type: ignore[attr-defined]
    sensor = queries.one(by, pk)
    given, why = request.POST, request.POST.get("why", "")
    try:
        match verb:
            case "retire":
                actions.retire(sensor=sensor, on=beijing_day(at), why=why, by=by, at=at)
            case "reinstate":
                actions.reinstate(sensor=sensor, why=why, by=by, at=at)
            case "maintain":
                starts = forms.moment(given.get("starts_at", ""), _("开始时间"))
                ends = forms.moment(given.get("ends_at", ""), _("结束时间"))
                actions.maintain(sensor=sensor, starts_at=starts, ends_at=ends, reason=why, by=by, at=at)
            case "end-maintenance":
                window = get_object_or_404(Maintenance, sensor=sensor, pk=key(given.get("window")) or 0)
                actions.end_maintenance(window=window, by=by, at=at)
            case _:
                raise Refusal("没有这个操作，请从页面上的按钮进入。")
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("已办理。"))
    return redirect(sensor)
