"""Pages that everybody may read without signing in: what the law makes public, and nothing else."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from ancheng.base.clock import beijing_day
from ancheng.base.errors import Absent
from ancheng.base.numbers import is_key
from ancheng.command.information.queries import published as notices_published
from ancheng.monitoring.warnings import queries as warning_queries
from ancheng.supervision.accidents import queries as accident_queries
from ancheng.supervision.credit import queries as credit_queries
from ancheng.supervision.credit.models import BAD, List
from ancheng.supervision.enforcement import queries as enforcement_queries
from ancheng.supervision.penalties import queries as penalty_queries
from ancheng.supervision.risks import picture
from ancheng.supervision.risks import queries as risk_queries
from ancheng.supervision.risks.map_views import sheet

SHOWN = 500
PAGE = 50


@require_safe
@login_not_required
def index(request: HttpRequest) -> HttpResponse:
    today = beijing_day(timezone.now())
    counts = {
        "bad": credit_queries.public_list(today, BAD).count(),
        "red": credit_queries.public_list(today, (List.RED,)).count(),
        "accidents": accident_queries.published().count(),
        "notices": notices_published().count(),
        "draws": enforcement_queries.public_draws().count(),
        "inspections": enforcement_queries.public_results().count(),
        "penalties": penalty_queries.published().count(),
        "risks": risk_queries.published_map() is not None,
        "warnings": warning_queries.in_force_publicly().count(),
    }
    return render(request, "open/index.html", {"counts": counts})


@require_safe
@login_not_required
def credit(request: HttpRequest) -> HttpResponse:
    """The lists of today; a name whose period is over is not read out of the table any more."""
    today = beijing_day(timezone.now())
    context = {
        "bad": credit_queries.public_list(today, BAD)[:SHOWN],
        "red": credit_queries.public_list(today, (List.RED,))[:SHOWN],
        "today": today,
    }
    return render(request, "open/credit.html", context)


@require_safe
@login_not_required
def accidents(request: HttpRequest) -> HttpResponse:
    return render(request, "open/accidents.html", {"accidents": accident_queries.published()[:SHOWN]})


@require_safe
@login_not_required
def penalties(request: HttpRequest) -> HttpResponse:
    """Decisions that are public today, newest first, and which were taken off with what reason."""
    rows, text = penalty_queries.published().order_by("-pk"), request.GET.get("q", "").strip()[:80]
    if text:
        rows = rows.filter(Q(enterprise__name__icontains=text) | Q(decision_number__icontains=text))
    after = request.GET.get("after", "")
    found = list((rows.filter(pk__lt=int(after)) if is_key(after) else rows)[: PAGE + 1])
    context = {
        "cases": found[:PAGE],
        "older": found[PAGE - 1].pk if len(found) > PAGE else None,
        "lifted": penalty_queries.lifted()[:20] if not text and not after else [],
        "q": text,
    }
    return render(request, "open/penalties.html", context)


@require_safe
@login_not_required
def penalty(request: HttpRequest, pk: int) -> HttpResponse:
    """One decision; one that was taken off is not found any more."""
    rows = penalty_queries.published().select_related("enterprise__enterprise", "owner_unit")
    return render(request, "open/penalty.html", {"case": get_object_or_404(rows, pk=pk)})


@require_safe
@login_not_required
def risks(request: HttpRequest) -> HttpResponse:
    """The published four-colour map: shares by subdistrict; no enterprise and no object is named."""
    edition = risk_queries.published_map()
    context = {"edition": edition, **(sheet(edition) if edition else {})}
    return render(request, "open/risks.html", context)


@require_safe
@login_not_required
def risks_picture(request: HttpRequest) -> HttpResponse:
    edition = risk_queries.published_map()
    if edition is None:
        raise Absent("目前没有发布的四色风险图。")
    response = HttpResponse(picture.kept_of_run(edition.run), content_type="image/png")
    response["Cache-Control"] = "public, max-age=300"
    return response
