"""The chain on screen."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_safe

from ancheng.base.errors import NotAllowed
from ancheng.base.numbers import is_key
from ancheng.base.roles import Role
from ancheng.kernel.audit.models import Anchor, Entry
from ancheng.kernel.audit.queries import verify

PAGE = 60


def _allowed(request: HttpRequest) -> None:
    if not request.asker.holds(Role.AUDITOR, Role.ADMINISTRATOR):  # type: ignore[attr-defined]
        raise NotAllowed("审计记录由审计员和系统管理员查看。")


@require_safe
def entries(request: HttpRequest) -> HttpResponse:
    _allowed(request)
    asked, rows = request.GET, Entry.objects.order_by("-pk")
    if asked.get("who"):
        rows = rows.filter(actor_name=asked["who"][:80])
    if asked.get("subject"):
        rows = rows.filter(subject_type=asked["subject"][:60])
    day = _day(asked.get("day", ""))
    rows = rows.filter(at__date=day) if day else rows
    after = asked.get("after", "")
    found = list((rows.filter(pk__lt=int(after)) if is_key(after) else rows)[: PAGE + 1])
    older = found[PAGE - 1].pk if len(found) > PAGE else None
    context = {"entries": found[:PAGE], "older": older, "anchor": Anchor.objects.order_by("-pk").first()}
    return render(request, "audit/list.html", context)


def _day(text: str) -> object:
    try:
        return parse_date(text) if text else None
    except ValueError:
        return None


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    _allowed(request)
    entry = get_object_or_404(Entry, pk=pk)
    keys = sorted({*entry.before, *entry.after})
    values = [(key, entry.before.get(key), entry.after.get(key)) for key in keys]
    return render(request, "audit/detail.html", {"entry": entry, "values": values})


def check(request: HttpRequest) -> HttpResponse:
    """Recompute the whole chain now."""
    _allowed(request)
    return render(request, "audit/check.html", {"verdict": verify() if request.method == "POST" else None})
