"""Pages of dangers: list, ledger, export, registration."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ancheng.base.errors import NotAllowed, Refusal
from ancheng.base.roles import Role
from ancheng.kernel.counting import how_many
from ancheng.kernel.exchange.download import download
from ancheng.kernel.orgs.models import Unit
from ancheng.kernel.orgs.queries import responsible_units
from ancheng.supervision.dangers import actions, export, forms, queries
from ancheng.supervision.dangers.filters import Filter, read_filter
from ancheng.supervision.dangers.models import Grade, Source, Stage
from ancheng.supervision.dangers.record_actions import add_photo
from ancheng.supervision.dangers.rules import REPORTERS
from ancheng.supervision.dangers.values import Source as Found
from ancheng.supervision.dangers.workflows.danger import WORKFLOW


@require_safe
def dangers(request: HttpRequest) -> HttpResponse:
    """All dangers that I may see, filtered by the address."""
    return _list(request, read_filter(request.GET), ledger=False)


@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """The ledger of major dangers on account (挂账)."""
    return _list(request, replace(read_filter(request.GET), account=True), ledger=True)


def _list(request: HttpRequest, asked: Filter, *, ledger: bool) -> HttpResponse:
    asker, now = request.asker, timezone.now()  # type: ignore[attr-defined]
    rows = queries.narrowed(asker, asked, now)
    context: dict[str, Any] = {
        "page": queries.page(rows, after=request.GET.get("after", ""), before=request.GET.get("before", "")),
        "asked": asked,
        "count": how_many(rows),
        "tally": queries.tally(asker, now),
        "states": WORKFLOW.states,
        "grades": Grade.choices,
        "sources": Source.choices,
        "query": asked.query(),
        "named": Unit.objects.filter(
            pk__in=[each for each in (asked.unit, asked.owner, asked.enterprise, asked.subdistrict) if each]
        ),
        "ledger": ledger,
        "may_report": may_report(request),
    }
    return render(request, "dangers/list.html", context)


def may_report(request: HttpRequest) -> bool:
    asker = request.asker  # type: ignore[attr-defined]
    return asker.may_write and any(asker.role in roles for roles in REPORTERS.values())


@require_safe
def export_table(request: HttpRequest, form: str) -> HttpResponse | FileResponse | StreamingHttpResponse:
    """The filtered list as a workbook or CSV, written as it is read."""
    now = timezone.now()
    rows = export.rows(request.asker, read_filter(request.GET), now)  # type: ignore[attr-defined]
    return download(request, export.DANGERS, rows, form, csv_name="dangers")


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Register a danger."""
    if not may_report(request):
        raise NotAllowed("当前岗位不能登记隐患，请由检查人员、网格员或企业登记。")
    sentence = ""
    if request.method == "POST":
        try:
            return _register(request)
        except Refusal as refusal:
            sentence = refusal.sentence
    asker = request.asker  # type: ignore[attr-defined]
    context = {
        "sentence": sentence,
        "typed": request.POST,
        "units": responsible_units() if asker.role not in (Role.ENTERPRISE, Role.GRID) else [],
        "sources": [(key, label) for key, label in Source.choices if asker.role in REPORTERS[Found(key)]],
        "own": asker.role == Role.ENTERPRISE,
        "given": {key: request.GET.get(key, "") for key in ("enterprise", "asset")},
    }
    return render(request, "dangers/new.html", context, status=422 if sentence else 200)


def _register(request: HttpRequest) -> HttpResponse:
    by, at = request.asker, timezone.now()  # type: ignore[attr-defined]
    danger = actions.report(finding=forms.finding(request.POST, by), by=by, at=at)
    refused = 0
    for upload in request.FILES.getlist("photos"):
        try:
            add_photo(
                danger=danger, upload=upload, stage=Stage.BEFORE, by=by, at=at, spot=forms.spot(request.POST)
            )
        except Refusal as refusal:
            # The danger itself is kept: a bad photo must not lose what was found.
            refused += 1
            messages.error(request, refusal.sentence)
    messages.success(request, _("已登记 %(number)s。") % {"number": danger.number})
    return redirect(danger)
