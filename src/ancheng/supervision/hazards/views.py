"""Pages of major hazards: list, export, identification with its result as one types."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ancheng.base.asker import Asker
from ancheng.base.errors import NotAllowed, Refusal
from ancheng.base.numbers import is_key
from ancheng.base.roles import Role
from ancheng.base.words import msgid
from ancheng.kernel.counting import how_many
from ancheng.kernel.exchange.download import download
from ancheng.kernel.orgs.models import Unit
from ancheng.science.models.gb18218 import CLASSES, substances
from ancheng.supervision.assets.queries import visible as assets_visible
from ancheng.supervision.assets.registry import KINDS
from ancheng.supervision.hazards import actions, export, forms, queries, rules
from ancheng.supervision.hazards.filters import OVERDUE, read_filter
from ancheng.supervision.hazards.models import Hazard, Level, Regime, Sort
from ancheng.supervision.hazards.surroundings import HOLDERS, HOUSEHOLD, Exposed, Neighbour, exposed
from ancheng.supervision.hazards.workflows.hazard import WORKFLOW

OVERDUE_LABELS = {
    "any": msgid("任一逾期"),
    "step": msgid("办理环节逾期"),
    "assessment": msgid("重新评估逾期"),
    "special_drill": msgid("专项预案演练逾期"),
    "on_site_drill": msgid("现场处置方案演练逾期"),
}


@require_safe
def hazards(request: HttpRequest) -> HttpResponse:
    """The hazards that I may see, filtered by the address."""
    asker, now = request.asker, timezone.now()  # type: ignore[attr-defined]
    asked = read_filter(request.GET)
    rows = queries.narrowed(asker, asked, now)
    after = request.GET.get("after", "")
    shown = rows.filter(pk__lt=int(after)) if is_key(after) else rows
    found = list(shown.order_by("-pk").select_related(*queries.RELATED)[: queries.PAGE + 1])
    page = found[: queries.PAGE]
    tally = queries.tally(asker, now)
    context = {
        "hazards": page,
        "older": page[-1].pk if len(found) > queries.PAGE else None,
        "asked": asked,
        "query": asked.query(),
        "count": how_many(rows),
        "tally": tally,
        "by_level": [
            (value, label, number)
            for (value, label), number in zip(
                Level.choices, (tally.one, tally.two, tally.three, tally.four), strict=True
            )
        ],
        "today": timezone.localdate(),
        "states": WORKFLOW.states,
        "levels": Level.choices,
        "sorts": Sort.choices,
        "overdue": [(key, _(OVERDUE_LABELS[key])) for key in OVERDUE],
        "named": Unit.objects.filter(pk__in=[each for each in (asked.enterprise, asked.subdistrict) if each]),
        "shapes": shapes(page),
        "may_identify": queries.may_identify(asker),
    }
    return render(request, "hazards/list.html", context)


def shapes(rows: list[Hazard]) -> dict[str, Any]:
    """The hazards of a page for the map."""
    return {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": {"id": each.pk}, "geometry": json.loads(each.geometry.json)}
            for each in rows
            if each.geometry
        ],
    }


@require_safe
def export_table(request: HttpRequest, form: str) -> HttpResponse | FileResponse | StreamingHttpResponse:
    """The filtered list as a workbook or CSV."""
    rows = export.rows(request.asker, read_filter(request.GET), timezone.now())  # type: ignore[attr-defined]
    return download(request, export.HAZARDS, rows, form, csv_name="hazards")


@require_safe
def of_enterprise(request: HttpRequest, pk: int) -> HttpResponse:
    """A fragment for the enterprise's file."""
    rows = queries.of_enterprise(request.asker, pk)  # type: ignore[attr-defined]
    context = {"hazards": rows[:10], "count": rows.count(), "today": timezone.localdate()}
    return render(request, "hazards/of_enterprise.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Identify a unit; the result is shown live below the inventory."""
    by = request.asker  # type: ignore[attr-defined]
    if not queries.may_identify(by):
        raise NotAllowed("您的岗位不能登记重大危险源，请由企业、街道或监管部门登记。")
    sentence = ""
    if request.method == "POST":
        try:
            hazard = actions.identify(stated=forms.stated(request.POST, by), by=by, at=timezone.now())
        except Refusal as refusal:
            sentence = refusal.sentence
        else:
            messages.success(request, _said(hazard))
            return redirect(hazard)
    typed = request.POST or request.GET
    context = {
        "sentence": sentence,
        "typed": typed,
        "rows": form_rows(forms.rows(request.POST)),
        "own": by.role == Role.ENTERPRISE,
        "sorts": Sort.choices,
        "regimes": Regime.choices,
        **inventory_words(),
        **previewed(request, typed),
    }
    return render(request, "hazards/new.html", context, status=422 if sentence else 200)


def _said(hazard: Hazard) -> str:
    if hazard.regime == Regime.TOWN_GAS:
        return _("已登记并转城市管理部门监管（城镇燃气不适用40号令）。")
    if not hazard.is_major:
        return _("S 小于 1，不构成重大危险源，请核对清单后确认。")
    return _("已辨识为%(level)s重大危险源，请在期限内完成安全评估。") % {"level": hazard.level}


@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """A fragment: Q, β and confidence of each line, people within 500 m, S, R and level, as one types."""
    return render(request, "hazards/preview.html", previewed(request, request.POST))


def previewed(request: HttpRequest, given: Any) -> dict[str, Any]:
    """What the fields say so far; a fault in one leaves the others standing."""
    around, place_fault = _around(request.asker, given)  # type: ignore[attr-defined]
    typed, people_fault = None, ""
    try:
        typed = forms.people(given.get("people", ""))
    except Refusal as refusal:
        people_fault = refusal.sentence
    people = around.people if typed is None else typed
    shown = rules.preview(forms.rows(given), None if people_fault else people)
    return {
        "shown": shown,
        "lines": [
            each
            for each in zip(forms.rows(given), shown.lines, shown.faults, strict=True)
            if any(each[0][:2])
        ],
        "around": around,
        "neighbours": _known(request.asker, around),  # type: ignore[attr-defined]
        "people": people,
        "people_fault": people_fault,
        "place_fault": place_fault,
        "gas": given.get("regime") == Regime.TOWN_GAS,
        "holders": [KINDS[each] for each in HOLDERS],
        "household": HOUSEHOLD,
        "standard": rules.STANDARD.in_force(timezone.localdate()),
    }


def _around(asker: Asker, given: Any) -> tuple[Exposed, str]:
    """Who is around the place that is drawn, and what is wrong with what was typed about it."""
    try:
        asset = forms.asset_called(given.get("asset", ""), asker)
        own = forms.enterprise_id(given, asker)
        return exposed(forms.point_of(given, asset), own_enterprise=own), ""
    except Refusal as refusal:
        return Exposed(None, 0, 0), refusal.sentence


def _known(asker: Asker, around: Exposed) -> list[Neighbour]:
    """The largest neighbours that the asker may know of; the sum counts all."""
    largest = [each for each in around.neighbours if each.people][:20]
    mine = set(
        assets_visible(asker).filter(pk__in=[each.asset.pk for each in largest]).values_list("pk", flat=True)
    )
    return [each for each in largest if each.asset.pk in mine][:8]


def form_rows(typed: list[forms.Row]) -> list[tuple[int, forms.Row]]:
    """The lines of the form: what was typed, and some blank ones."""
    kept = [each for each in typed if any(each[:2])]
    return list(enumerate([*kept, *([("", "", "")] * forms.BLANK_ROWS)]))


def inventory_words() -> dict[str, Any]:
    """The substances and classes that the form suggests."""
    return {
        "known": sorted({each.name for each in substances().values()}),
        "classes": list(CLASSES),
    }


def overdue_words(hazard: Hazard, at: datetime) -> list[str]:
    """In which ways a hazard is overdue now."""
    today = timezone.localdate(at)
    said = [_("办理环节逾期")] if hazard.late(at) and hazard.state != "supervised" else []
    if hazard.state in queries.FILED:
        days = (
            (hazard.reassess_due_on, _("重新评估逾期")),
            (hazard.special_drill_due_on, _("专项预案演练逾期")),
            (hazard.on_site_drill_due_on, _("现场处置方案演练逾期")),
        )
        said += [label for day, label in days if day and day < today]
    return said
