"""Pages of the register: list and map over one filter, one object's file, export."""

from __future__ import annotations

import json
import tempfile
from hashlib import sha256
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ancheng.base.errors import Refusal
from ancheng.base.numbers import is_key
from ancheng.kernel.counting import how_many
from ancheng.kernel.exchange.streamed import pieces_of, streamed
from ancheng.kernel.exchange.tables import csv_lines, stream_xlsx
from ancheng.kernel.files.queries import attachments
from ancheng.kernel.language import english, named
from ancheng.kernel.orgs.queries import by_name
from ancheng.supervision.assets import actions, export, paging, queries, tiles
from ancheng.supervision.assets.filters import CONDITION_KEYS, SINCE, read_filter
from ancheng.supervision.assets.forms import stated
from ancheng.supervision.assets.models import CONDITION_LABELS, Asset, Level, Status
from ancheng.supervision.assets.registry import chapters, kind
from ancheng.supervision.assets.rules import shown
from ancheng.supervision.assets.values import BadValues

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def assets(request: HttpRequest) -> HttpResponse:
    """Filter rail, list and map over one address."""
    asker, asked, now = request.asker, read_filter(request.GET), timezone.now()  # type: ignore[attr-defined]
    found = queries.narrowed(asker, asked, now)
    count = how_many(found)
    after, before = request.GET.get("after", ""), request.GET.get("before", "")
    page = paging.page(found, asked.sort, after=after, before=before, count=count)
    context: dict[str, Any] = {
        "page": page,
        "asked": asked,
        "count": count,
        "chapters": chapters(),
        "statuses": Status.choices,
        "conditions": [(key, CONDITION_LABELS[value]) for key, value in CONDITION_KEYS.items()],
        "chosen_conditions": [each.name.lower() for each in asked.conditions],
        "since": list(SINCE),
        "query": asked.query(),
        "bbox": ",".join(f"{each:.5f}" for each in asked.bbox) if asked.bbox else "",
        "tiles": tiles.address(asker, asked),
        "views": queries.saved_views(request.user.pk),
    }
    return render(request, "assets/list.html", context)


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One object, one file."""
    asset = queries.one(request.asker, pk)  # type: ignore[attr-defined]
    return render(request, "assets/detail.html", {**_facts(asset), "attachments": attachments(asset)})


@require_safe
def peek(request: HttpRequest, pk: int) -> HttpResponse:
    asset = queries.one(request.asker, pk)  # type: ignore[attr-defined]
    return render(request, "assets/peek.html", _facts(asset))


def _facts(asset: Asset) -> dict[str, Any]:
    worded = english()
    rows = [
        (
            named(each),
            each.unit,
            _worded(each, asset.attributes.get(each.key), english=worded),
        )
        for each in asset.declared.attributes
    ]
    shape = {"type": "Feature", "properties": {}, "geometry": _json(asset)} if asset.geometry else None
    return {
        "asset": asset,
        "kind": asset.declared,
        "attributes": rows,
        "shape": shape,
        "bounds": _bounds(asset),
        "people": asset.people.order_by("level"),
    }  # type: ignore[attr-defined]


def _worded(attribute: Any, value: Any, *, english: bool) -> str:
    return "" if value is None else shown(attribute, value, english=english)


def _json(asset: Asset) -> Any:
    return json.loads(asset.geometry.json)


def _bounds(asset: Asset) -> str:
    """The surroundings of 500 m and more."""
    if not asset.geometry:
        return ""
    west, south, east, north = asset.geometry.extent
    return f"{west - 0.006:.5f},{south - 0.0045:.5f},{east + 0.006:.5f},{north + 0.0045:.5f}"


def add(request: HttpRequest, name: str) -> HttpResponse:
    """Register an object of one kind."""
    return _form(request, name, None)


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    asset = queries.one(request.asker, pk)  # type: ignore[attr-defined]
    return _form(request, asset.kind, asset)


def _form(request: HttpRequest, name: str, asset: Asset | None) -> HttpResponse:
    declared, errors, overtaken = kind(name), {}, 0
    if request.method == "POST":
        try:
            saved = _save(request, name, asset)
        except BadValues as fault:
            errors = fault.errors
        except actions.Overtaken as fault:
            # What was typed stays; saved again, it is laid over the version that was told here.
            errors, overtaken = {"version": fault.sentence}, fault.version
        else:
            messages.success(request, _("已保存。"))
            return redirect(saved)
    typed = request.POST if request.method == "POST" else None
    values = {key: typed.get(key, "") for key in typed} if typed else _values(asset)
    if overtaken:
        values["version"] = overtaken
    context = {
        "kind": declared,
        "asset": asset,
        "errors": errors,
        "fields": [
            (each, _given(typed, asset, each.key), errors.get(f"a.{each.key}", ""))
            for each in declared.attributes
        ],
        "values": values,
        "statuses": Status.choices,
        "levels": [
            (level.value, level.label, values.get(f"person-{level}", ""), values.get(f"phone-{level}", ""))
            for level in Level
        ],
        "draw": "point"
        if "point" in declared.geometry
        else "line"
        if "line" in declared.geometry
        else "polygon",
        "bounds": _bounds(asset) if asset else "",
    }
    status = 409 if overtaken else 422 if errors else 200
    return render(request, "assets/form.html", context, status=status)


def _save(request: HttpRequest, name: str, asset: Asset | None) -> Asset:
    by, at, facts = request.asker, timezone.now(), stated(name, request.POST, known=asset)  # type: ignore[attr-defined]
    if asset is None:
        return actions.register(stated=facts, by=by, at=at)
    version = request.POST.get("version", "")
    return actions.amend(
        asset_id=asset.pk,
        version=int(version) if is_key(version) else 0,
        stated=facts,
        by=by,
        at=at,
        why=request.POST.get("why", ""),
    )


def _given(typed: Any, asset: Asset | None, key: str) -> Any:
    if typed is not None:
        return typed.get(f"a.{key}", "")
    value = asset.attributes.get(key) if asset else None
    return "" if value is None else str(value).lower() if isinstance(value, bool) else value


def _values(asset: Asset | None) -> dict[str, Any]:
    if asset is None:
        return {"status": "in_use"}
    found = {
        "name": asset.name,
        "code": asset.code,
        "unit": str(asset.unit),
        "department": str(asset.department or ""),
        "status": asset.status,
        "address": asset.address,
        "remarks": asset.remarks,
        "version": asset.version,
        "built_on": asset.built_on.isoformat() if asset.built_on else "",
        "geometry": asset.geometry.json if asset.geometry else "",
        "outside_accepted": "on" if asset.outside_accepted else "",
    }
    for each in asset.people.all():  # type: ignore[attr-defined]
        found[f"person-{each.level}"], found[f"phone-{each.level}"] = each.name, each.phone
    return found


@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    """One verb for all chosen objects."""
    ids = [int(each) for each in request.POST.getlist("asset") if is_key(each)]
    if not ids:
        raise Refusal("请先勾选对象。")
    by, at, why = request.asker, timezone.now(), request.POST.get("why", "")  # type: ignore[attr-defined]
    match request.POST.get("verb"):
        case "retire":
            done = actions.retire(asset_ids=ids, by=by, at=at, why=why)
        case "reinstate":
            done = actions.reinstate(asset_ids=ids, by=by, at=at, why=why)
        case "suspend":
            done = actions.suspend(asset_ids=ids, by=by, at=at, why=why)
        case "assign":
            name = request.POST.get("unit", "").strip()
            unit = by_name([name]).get(name)
            if unit is None:
                raise Refusal(f"没有找到单位“{name}”，请填写规范名称、简称或已登记的别名。")
            done = actions.assign(asset_ids=ids, unit=unit, by=by, at=at, why=why)
        case _:
            raise Refusal("没有这个操作，请刷新页面后重试。")
    messages.success(request, _("已办理 %(count)s 个对象。") % {"count": done})
    return redirect(
        request.POST.get("back") if request.POST.get("back", "").startswith("/assets/") else "assets:list"
    )


@require_POST
def keep_view(request: HttpRequest) -> HttpResponse:
    by, at = request.asker, timezone.now()  # type: ignore[attr-defined]
    query = read_filter(request.GET).query()
    actions.keep_view(name=request.POST.get("name", ""), query=query, by=by, at=at)
    messages.success(request, _("视图已保存。"))
    return redirect("/assets/?" + query)


@require_safe
def tile(request: HttpRequest, z: int, x: int, y: int) -> HttpResponse:
    asker, asked, now = request.asker, read_filter(request.GET), timezone.now()  # type: ignore[attr-defined]
    mark = f'"{sha256("|".join(tiles.version(asker, asked, z, x, y, now)).encode()).hexdigest()[:32]}"'
    if request.headers.get("If-None-Match") == mark:
        response: HttpResponse = HttpResponseNotModified()
    else:
        content = tiles.tile(asker, asked, z, x, y, now)
        response = HttpResponse(content, content_type="application/vnd.mapbox-vector-tile")
    response["ETag"] = mark
    response["Cache-Control"] = "private, max-age=30"
    return response


@require_safe
def export_table(request: HttpRequest, form: str) -> StreamingHttpResponse:
    """The filtered list as a workbook, CSV or GeoJSON, written as it is read."""
    asker, asked, now = request.asker, read_filter(request.GET), timezone.now()  # type: ignore[attr-defined]
    language = "en" if english() else "zh"
    name = f"{_('对象')}-{timezone.localtime(now):%Y%m%d-%H%M}.{form}"
    if form == "geojson":
        lines = export.features(asker, asked, now, english=english())
        return streamed(request, lines, "application/geo+json", name)
    rows = export.rows(asker, asked, now, english=english())
    if form == "csv":
        lines = csv_lines(export.spec(asked), rows, language=language)
        return streamed(request, lines, "text/csv; charset=utf-8", name)
    file = tempfile.TemporaryFile()  # noqa: SIM115 (closed when its last piece is sent)
    stream_xlsx(export.spec(asked), rows, file, language=language)
    return streamed(request, pieces_of(file), XLSX, name)
