"""Pages that everybody may read without signing in: what the law makes public, and nothing else."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from ancheng.base.clock import beijing_day
from ancheng.monitoring.warnings import queries as warning_queries
from ancheng.supervision.accidents import queries as accident_queries
from ancheng.supervision.credit import queries as credit_queries
from ancheng.supervision.credit.models import BAD, List

SHOWN = 500


@require_safe
@login_not_required
def index(request: HttpRequest) -> HttpResponse:
    today = beijing_day(timezone.now())
    counts = {
        "bad": credit_queries.public_list(today, BAD).count(),
        "red": credit_queries.public_list(today, (List.RED,)).count(),
        "accidents": accident_queries.published().count(),
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
