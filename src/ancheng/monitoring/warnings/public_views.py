"""What everybody may read: warnings in force, the feed, each message as CAP."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import escape
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from ancheng.monitoring.warnings import queries

SHOWN = 50


@require_safe
@login_not_required
def in_force(request: HttpRequest) -> HttpResponse:
    """The warnings that are out now."""
    context = {
        "warnings": queries.in_force_publicly()[:SHOWN],
        "messages_out": queries.published()[:SHOWN],
    }
    return render(request, "warnings/public.html", context)


@require_safe
@login_not_required
@cache_control(public=True, max_age=15)
def feed(request: HttpRequest) -> HttpResponse:
    """An Atom feed of the messages, newest first, each linked to its CAP document."""
    found = list(queries.published()[:SHOWN])
    home = settings.PUBLIC_URL
    here = f"{home}/open/warnings/feed.atom"
    updated = found[0].sent_at.isoformat() if found else "2026-01-01T00:00:00+08:00"
    entries = "".join(
        f"<entry><id>urn:cap:{escape(each.identifier)}</id><title>{escape(each.headline)}</title>"
        f"<updated>{each.sent_at.isoformat()}</updated><author><name>{escape(str(each.warning.issuer or ''))}</name></author>"
        f"<summary>{escape(each.message)} {escape(each.warning.area_text)}</summary>"
        f'<link rel="alternate" type="application/cap+xml" href="{escape(home)}/open/warnings/{escape(each.identifier)}.cap"/>'
        "</entry>"
        for each in found
    )
    body = (
        '<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom">'
        f"<id>{escape(here)}</id><title>{escape(settings.DISTRICT_NAME)}预警信息</title><updated>{updated}</updated>"
        f'<link rel="self" href="{escape(here)}"/>{entries}</feed>'
    )
    return HttpResponse(body, content_type="application/atom+xml; charset=utf-8")


@require_safe
@login_not_required
@cache_control(public=True, max_age=3600)
def document(request: HttpRequest, identifier: str) -> HttpResponse:
    """One message as CAP; what is not public does not exist here."""
    found = queries.published().filter(identifier=identifier).first()
    if found is None:
        raise Http404
    return HttpResponse(found.content, content_type="application/cap+xml; charset=utf-8")
