"""The page of one's own tokens for the processes endpoint."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ancheng.base.numbers import key
from ancheng.decision.runs import tokens
from ancheng.decision.runs.actions import may_run

FRESH = "process-token"


@require_http_methods(["GET", "HEAD", "POST"])
def keep(request: HttpRequest) -> HttpResponse:
    """One's tokens; a new one is shown once."""
    by, now = request.asker, timezone.now()  # type: ignore[attr-defined]
    may_run(by)
    if request.method == "POST":
        _token, text = tokens.issue(
            label=request.POST.get("label", ""),
            days=key(request.POST.get("days", "")) or 0,
            starts_runs=request.POST.get("may_run") == "on",
            by=by,
            at=now,
        )
        request.session[FRESH] = text
        return redirect("runs:tokens")
    rows = [(each, each.open_at(now)) for each in tokens.own(by)[:50]]
    context = {
        "tokens": rows,
        "fresh": request.session.pop(FRESH, ""),
        "longest": tokens.LONGEST_DAYS,
        "address": request.build_absolute_uri(reverse("processes:landing")),
    }
    return render(request, "runs/tokens.html", context)


@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    tokens.revoke(token_id=pk, by=request.asker, at=timezone.now())  # type: ignore[attr-defined]
    messages.success(request, _("已停用。"))
    return redirect("runs:tokens")
