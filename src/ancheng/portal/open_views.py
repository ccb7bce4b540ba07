"""Pages that everybody may read without signing in: what the law makes public, and nothing else."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from ancheng.base.clock import beijing_day
from ancheng.base.errors import Absent
from ancheng.supervision.accidents import queries as accident_queries
from ancheng.supervision.credit import queries as credit_queries
from ancheng.supervision.credit.models import BAD, List
from ancheng.supervision.risks import picture
from ancheng.supervision.risks import queries as risk_queries
from ancheng.supervision.risks.map_views import sheet

SHOWN = 500


@require_safe
@login_not_required
def index(request: HttpRequest) -> HttpResponse:
    today = beijing_day(timezone.now())
    counts = {
        "bad": credit_queries.public_list(today, BAD).count(),
        "red": credit_queries.public_list(today, (List.RED,)).count(),
        "accidents": accident_queries.published().count(),
        "risks": risk_queries.published_map() is not None,
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
