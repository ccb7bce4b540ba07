"""Pages of matters: the kinds, the list of a kind with what the register calls for, opening, export."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ancheng.base.errors import NotAllowed, Refusal
from ancheng.base.numbers import is_key, key
from ancheng.kernel.counting import how_many
from ancheng.kernel.exchange.download import download
from ancheng.kernel.language import named
from ancheng.kernel.orgs.models import Unit
from ancheng.kernel.orgs.queries import responsible_units
from ancheng.supervision.assets.declare import Attribute
from ancheng.supervision.assets.models import Asset
from ancheng.supervision.assets.queries import visible as assets_visible
from ancheng.supervision.assets.registry import KINDS as ASSET_KINDS
from ancheng.supervision.dangers.forms import place
from ancheng.supervision.matters import actions, export, queries, rules
from ancheng.supervision.matters.actions import Opening
from ancheng.supervision.matters.declare import MatterKind
from ancheng.supervision.matters.models import Matter
from ancheng.supervision.matters.queries import Filter
from ancheng.supervision.matters.registry import KINDS
from ancheng.supervision.matters.registry import kind as kind_called

WANTED_SHOWN = 12


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every kind with what is open and what is late."""
    found = queries.tallies(request.asker, timezone.now())  # type: ignore[attr-defined]
    context = {"kinds": [(name, kind, found[name]) for name, kind in KINDS.items()]}
    return render(request, "matters/index.html", context)


def read_filter(given: QueryDict, kind: MatterKind) -> Filter:
    state = given.get("state", "")
    if state and state not in {each.key for each in kind.workflow.states}:
        raise Refusal(f"没有“{state[:40]}”这一状态，请重新选择筛选条件。")
    text = " ".join(given.get("q", "").replace("\x00", "").split())[:80]
    return Filter(text, state, given.get("open") == "1", given.get("late") == "1", given.get("mine") == "1")


@require_safe
def matters(request: HttpRequest, kind: str) -> HttpResponse:
    """The matters of one kind that I may see, and the objects that call for one."""
    asker, now = request.asker, timezone.now()  # type: ignore[attr-defined]
    declared = kind_called(kind)
    asked = read_filter(request.GET, declared)
    rows = queries.narrowed(asker, kind, asked, now)
    after = request.GET.get("after", "")
    shown = rows.filter(pk__lt=int(after)) if is_key(after) else rows
    found = list(shown.order_by("-pk").select_related(*queries.RELATED)[: queries.PAGE + 1])
    page = found[: queries.PAGE]
    may_open = queries.may_open(asker)
    wanting = queries.wanting(asker, kind, timezone.localdate()) if may_open else Asset.objects.none()
    context = {
        "name": kind,
        "kind": declared,
        "kinds": KINDS.items(),
        "matters": [(each, _told(each)) for each in page],
        "older": page[-1].pk if len(found) > queries.PAGE else None,
        "asked": asked,
        "count": how_many(rows),
        "tally": queries.tallies(asker, now)[kind],
        "states": declared.workflow.states,
        "by_state": queries.by_state(asker, kind),
        "shapes": shapes(page),
        "may_open": may_open,
        "wanting": wanting[:WANTED_SHOWN],
        "wanting_count": how_many(wanting) if may_open else None,
    }
    return render(request, "matters/list.html", context)


def _told(matter: Matter) -> list[tuple[str, str]]:
    """The facts that the list shows of a matter, as far as they are known."""
    kind = matter.declared
    return [
        (named(kind.by_key[column]), f"{matter.told(column)}{named(kind.by_key[column].unit)}")
        for column in kind.columns
        if column in matter.facts
    ]


def shapes(rows: list[Matter]) -> dict[str, Any]:
    """The matters of a page for the map."""
    return {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": {"id": each.pk}, "geometry": json.loads(each.geometry.json)}
            for each in rows
            if each.geometry
        ],
    }


@require_safe
def export_table(
    request: HttpRequest, kind: str, form: str
) -> HttpResponse | FileResponse | StreamingHttpResponse:
    """The filtered list as a workbook or CSV."""
    asked = read_filter(request.GET, kind_called(kind))
    rows = export.rows(request.asker, kind, asked, timezone.now())  # type: ignore[attr-defined]
    return download(request, export.spec(kind), rows, form, csv_name=f"matters-{kind}")


@require_safe
def of_enterprise(request: HttpRequest, pk: int) -> HttpResponse:
    """A fragment for the enterprise's file."""
    rows = queries.of_enterprise(request.asker, pk)  # type: ignore[attr-defined]
    return render(request, "matters/fragment.html", {"matters": rows[:10], "count": rows.count()})


@require_safe
def of_asset(request: HttpRequest, pk: int) -> HttpResponse:
    """A fragment for the file of an object."""
    rows = queries.of_asset(request.asker, pk)  # type: ignore[attr-defined]
    return render(request, "matters/fragment.html", {"matters": rows[:10], "count": rows.count()})


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, kind: str) -> HttpResponse:
    """Open a matter of a kind."""
    by, declared = request.asker, kind_called(kind)  # type: ignore[attr-defined]
    if not queries.may_open(by):
        raise NotAllowed("您的岗位不能登记专项事项，请由责任单位或监管部门登记。")
    sentence = ""
    if request.method == "POST":
        try:
            matter = actions.open_matter(opening=_opening(request, kind), by=by, at=timezone.now())
        except Refusal as refusal:
            sentence = refusal.sentence
        else:
            messages.success(request, _("已登记 %(number)s。") % {"number": matter.number})
            return redirect(matter)
    typed = request.POST or request.GET
    context = {
        "name": kind,
        "kind": declared,
        "sentence": sentence,
        "typed": typed,
        "fields": fields(rules.asked(declared, rules.OPENING), "open", typed, declared),
        "units": responsible_units(),
        "asset_kinds": [ASSET_KINDS[each] for each in declared.assets],
    }
    return render(request, "matters/new.html", context, status=422 if sentence else 200)


def fields(
    asked: list[Attribute], verb: str, typed: Any, kind: MatterKind, known: dict[str, Any] | None = None
) -> list[tuple[Attribute, str, str, bool]]:
    """Attribute, id in the page, what stands in it, and whether it is demanded."""
    return [
        (each, f"{verb}-{each.key}", _standing(typed, known or {}, each.key), each.key not in kind.optional)
        for each in asked
    ]


def _standing(typed: Any, known: dict[str, Any], name: str) -> str:
    if f"f.{name}" in typed:
        return str(typed[f"f.{name}"])
    value = known.get(name)
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def typed_facts(given: QueryDict) -> dict[str, object]:
    return {name[2:]: value for name, value in given.items() if name.startswith("f.")}


def _opening(request: HttpRequest, kind: str) -> Opening:
    sent, by = request.POST, request.asker  # type: ignore[attr-defined]
    asset, unit = None, None
    if code := sent.get("asset", "").strip():
        wanted = kind_called(kind).assets
        rows = assets_visible(by).select_related("unit", "enterprise", "subdistrict").defer("words")
        asset = rows.filter(code=code, kind__in=wanted).first()
        if asset is None:
            raise Refusal(f"没有找到编号为“{code[:40]}”的对象，请核对对象编号。")
    if number := key(sent.get("unit", "")):
        unit = Unit.objects.in_use().filter(pk=number).first()
    return Opening(
        kind=kind,
        title=sent.get("title", ""),
        facts=typed_facts(sent),
        asset=asset,
        owner=unit,
        address=sent.get("address", ""),
        place=place(sent.get("geometry", "")),
    )


@require_POST
def open_wanted(request: HttpRequest, kind: str) -> HttpResponse:
    """Open a matter for each of the ticked objects."""
    ids = [number for number in (key(each) for each in request.POST.getlist("asset")) if number]
    by = request.asker  # type: ignore[attr-defined]
    opened = actions.open_wanted(kind_name=kind, asset_ids=ids, by=by, at=timezone.now())
    messages.success(request, _("已登记 %(n)s 个事项。") % {"n": len(opened)})
    return redirect("matters:list", kind)
