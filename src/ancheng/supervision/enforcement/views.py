"""Pages of inspections: list, export, a new one, the part in an enterprise's file."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ancheng.base.asker import Asker
from ancheng.base.errors import NotAllowed, Refusal
from ancheng.base.numbers import is_key
from ancheng.kernel.counting import how_many
from ancheng.kernel.exchange.download import download
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.supervision.assets.queries import visible as assets_visible
from ancheng.supervision.dangers.forms import enterprise_called
from ancheng.supervision.enforcement import actions, export, queries, rules
from ancheng.supervision.enforcement.filters import day, read_filter
from ancheng.supervision.enforcement.models import Inspection, Source
from ancheng.supervision.enforcement.values import NewInspection
from ancheng.supervision.enforcement.values import Source as Given
from ancheng.supervision.enforcement.workflows.inspection import WORKFLOW

# What may be opened by hand; draws and lists open their own.
BY_HAND = (Given.PLAN, Given.SPECIAL, Given.COMPLAINT)


@require_safe
def inspections(request: HttpRequest) -> HttpResponse:
    """All inspections that I may see, filtered by the address."""
    asker, now, asked = request.asker, timezone.now(), read_filter(request.GET)  # type: ignore[attr-defined]
    rows = queries.narrowed(asker, asked, now)
    page = queries.page(rows, after=_key(request, "after"), before=_key(request, "before"))
    context = {
        "page": page,
        "asked": asked,
        "count": how_many(rows),
        "tally": queries.tally(asker, now),
        "states": WORKFLOW.states,
        "sources": Source.choices,
        "query": asked.query(),
        "named": Unit.objects.filter(
            pk__in=[each for each in (asked.unit, asked.enterprise, asked.subdistrict) if each]
        ),
        "shapes": shapes(page.rows),
        "may_open": asker.may_write and asker.holds(*rules.INSPECTORS),
    }
    return render(request, "enforcement/list.html", context)


def _key(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    return int(text) if is_key(text) else None


def shapes(rows: list[Inspection]) -> dict[str, Any]:
    return {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": {"id": each.pk}, "geometry": json.loads(each.geometry.json)}
            for each in rows
            if each.geometry
        ],
    }


@require_safe
def export_table(request: HttpRequest, form: str) -> Any:
    """The filtered list as a workbook or CSV, written as it is read."""
    found = queries.narrowed(request.asker, read_filter(request.GET), timezone.now())  # type: ignore[attr-defined]
    return download(request, export.INSPECTIONS, export.rows(found), form, csv_name="inspections")


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Order an inspection that nobody drew."""
    asker = request.asker  # type: ignore[attr-defined]
    if not (asker.may_write and asker.holds(*rules.INSPECTORS)):
        raise NotAllowed("检查任务由执法部门、街乡和安委办下达。")
    sentence = ""
    if request.method == "POST":
        try:
            inspection = actions.open_inspection(new=_given(request), by=asker, at=timezone.now())
            messages.success(request, _("已下达 %(number)s。") % {"number": inspection.number})
            return redirect(inspection)
        except Refusal as refusal:
            sentence = refusal.sentence
    context = {
        "sentence": sentence,
        "typed": request.POST or request.GET,
        "items": queries.items(timezone.localdate()),
        "sources": [(each.value, Source(each.value).label) for each in BY_HAND],
    }
    return render(request, "enforcement/new.html", context, status=422 if sentence else 200)


def _given(request: HttpRequest) -> NewInspection:
    sent, asker = request.POST, request.asker  # type: ignore[attr-defined]
    planned_on = day(sent.get("planned_on", ""))
    if planned_on is None:
        raise Refusal("请填写计划完成日期。")
    source = sent.get("source", "")
    item = sent.get("item", "")
    code = sent.get("asset", "").strip()
    asset = assets_visible(asker).filter(code=code).first() if code else None
    if code and asset is None:
        raise Refusal(f"没有找到编号为“{code[:40]}”的对象，请核对对象编号。")
    return NewInspection(
        source=Given(source) if source in set(BY_HAND) else Given.SPECIAL,
        item_id=int(item) if is_key(item) else -1,
        enterprise_id=_enterprise(sent.get("enterprise", ""), asker).pk,
        planned_on=planned_on,
        asset_id=asset.pk if asset else None,
        reason=sent.get("reason", ""),
    )


def _enterprise(text: str, asker: Asker) -> Unit:
    """Who inspects the whole district may name any enterprise of it, in full or by its code."""
    key = text.strip()
    if asker.holds(*rules.DRAWERS) and key:
        named = Q(name=key) | Q(enterprise__credit_code=key)
        found = Unit.objects.in_use().filter(named, kind=UnitKind.ENTERPRISE).first()
        if found:
            return found
    return enterprise_called(text, asker)


@require_safe
def of_enterprise(request: HttpRequest, pk: int) -> HttpResponse:
    """The part “检查和处罚” of an enterprise's file."""
    asker = request.asker  # type: ignore[attr-defined]
    # Who may see a record of an enterprise need not see its unit: the rows are limited to the asker instead.
    enterprise = get_object_or_404(Unit, pk=pk, kind=UnitKind.ENTERPRISE)
    rows = queries.of_enterprise(asker, pk)
    found = list(rows[:20])
    context = {
        "enterprise": enterprise,
        "inspections": found,
        "penalised": queries.penalised(rows),
        "may_open": asker.may_write and asker.holds(*rules.INSPECTORS),
    }
    return render(request, "enforcement/of_enterprise.html", context)
