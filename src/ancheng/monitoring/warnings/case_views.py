"""The page of one warning and its verbs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ancheng.base.clock import NotADate, parse_moment
from ancheng.base.errors import NotAllowed, Refusal
from ancheng.base.numbers import key
from ancheng.kernel.orgs.queries import by_name, responsible_units
from ancheng.kernel.workflow.actions import may_take, verbs_for
from ancheng.kernel.workflow.models import Clock
from ancheng.monitoring.warnings import actions, queries, rules
from ancheng.monitoring.warnings.board_views import may_keep, shapes
from ancheng.monitoring.warnings.kinds import kind, kinds
from ancheng.monitoring.warnings.models import Scope, Warning
from ancheng.monitoring.warnings.values import Content
from ancheng.monitoring.warnings.values import Scope as ScopeValue

How = dict[str, Any]


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One warning: what it says, the alarms behind it, signatures, messages, the verbs I may take now."""
    return _page(request, queries.one(request.asker, pk))  # type: ignore[attr-defined]


def _page(request: HttpRequest, warning: Warning, *, sentence: str = "", typed: Any = None) -> HttpResponse:
    asker = request.asker  # type: ignore[attr-defined]
    queries.put_escalations([warning])
    declared = kind(warning.kind)
    signing = list(warning.cosigns.filter(void=False).select_related("unit"))
    proposed = by_name(declared.cosigners)
    context = {
        "warning": warning,
        "declared": declared,
        "verbs": {each.verb: each for each in verbs_for(warning, asker)},
        "clock": Clock.objects.of(warning).filter(stopped_at=None).first(),
        "cosigns": signing,
        "my_signature": next(
            (each for each in signing if each.unit_id == asker.unit_id and each.answered_at is None), None
        )
        if asker.may_write and warning.state == "cosigning"
        else None,
        "proposed": {each.pk for each in proposed.values()},
        "units": responsible_units() if warning.state == "drafted" else [],
        "alarms": warning.alarms.select_related("subdistrict").order_by("-raised_at")[:20],
        "sent": warning.messages.prefetch_related("dispatches").order_by("-pk"),
        "levels": [(level, rules.COLOURS[level]) for level in rules.LEVELS],
        "scopes": Scope.choices,
        "needs_number": _needs_number(warning),
        "own_levels": rules.OWN_LEVELS.in_force(timezone.localdate()),
        "may_confirm": actions.incidents_are_received()
        and warning.confirmed_at is None
        and warning.state not in ("suggested", "dismissed", "withdrawn")
        and may_take(warning, warning.WORKFLOW.step("verify"), asker),
        "shapes": shapes([warning]),
        "bounds": _bounds(warning),
        "sentence": sentence,
        "typed": typed or {},
    }
    return render(request, "warnings/detail.html", context, status=422 if sentence else 200)


def _needs_number(warning: Warning) -> bool:
    own = rules.OWN_LEVELS.in_force(timezone.localdate()).value
    return not warning.relayed and warning.level not in own


def _bounds(warning: Warning) -> str:
    if not warning.geometry:
        return ""
    west, south, east, north = warning.geometry.extent
    return f"{west - 0.006:.5f},{south - 0.0045:.5f},{east + 0.006:.5f},{north + 0.0045:.5f}"


@require_safe
def peek(request: HttpRequest, pk: int) -> HttpResponse:
    asker = request.asker  # type: ignore[attr-defined]
    warning = queries.one(asker, pk)
    return render(request, "warnings/peek.html", {"warning": warning, "steps": verbs_for(warning, asker)[:3]})


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Open a warning by hand."""
    if not may_keep(request):
        raise NotAllowed("当前岗位不能登记预警，请联系值班室。")
    # Another page may have begun the form: a model whose result calls for a warning.
    sentence, sent = "", request.POST if request.method == "POST" else request.GET
    if request.method == "POST":
        try:
            warning = actions.open_warning(
                kind_name=sent.get("kind", ""),
                level=key(sent.get("level", "")) or 0,
                title=sent.get("title", ""),
                why=sent.get("why", ""),
                relay_number=sent.get("relay_number", ""),
                by=request.asker,  # type: ignore[attr-defined]
                at=timezone.now(),
            )
        except Refusal as refusal:
            sentence = refusal.sentence
        else:
            messages.success(request, _("已登记 %(number)s，请起草。") % {"number": warning.number})
            return redirect(warning)
    context = {
        "sentence": sentence,
        "typed": sent,
        "kinds": kinds().items(),
        "levels": [(level, rules.COLOURS[level]) for level in rules.LEVELS],
    }
    return render(request, "warnings/new.html", context, status=422 if sentence else 200)


def content_of(sent: Any) -> Content:
    """What the form of a draft says."""
    scope = sent.get("scope", "")
    return Content(
        title=sent.get("title", ""),
        level=key(sent.get("level", "")) or 0,
        started_at=moment(sent.get("started_at", ""), "起始时间"),
        expires_at=moment(sent.get("expires_at", ""), "预计结束"),
        area_text=sent.get("area_text", ""),
        alert_items=sent.get("alert_items", ""),
        measures=sent.get("measures", ""),
        alert_items_en=sent.get("alert_items_en", ""),
        measures_en=sent.get("measures_en", ""),
        area=sent.get("area", ""),
        scope=ScopeValue(scope) if scope in Scope.values else ScopeValue.PUBLIC,
    )


def moment(text: str, label: str) -> datetime | None:
    if not text.strip():
        return None
    try:
        return parse_moment(text)
    except NotADate as fault:
        raise Refusal(f"{label}：{fault}") from fault


def _why(request: HttpRequest) -> str:
    return request.POST.get("why", "")


def _send(request: HttpRequest, warning: Warning, how: How) -> None:
    units = [found for each in request.POST.getlist("units") if (found := key(each))]
    actions.send(warning=warning, units=units, **how)


def _cosign(request: HttpRequest, warning: Warning, how: How) -> None:
    agreed = request.POST.get("agreed") == "yes"
    actions.cosign(warning=warning, agreed=agreed, opinion=request.POST.get("opinion", ""), **how)


def _relevel(request: HttpRequest, warning: Warning, how: How) -> None:
    actions.relevel(
        warning=warning,
        level=key(request.POST.get("level", "")) or 0,
        why=_why(request),
        authorisation=request.POST.get("authorisation", ""),
        **how,
    )


def _reasoned(act: Callable[..., None]) -> Callable[[HttpRequest, Warning, How], None]:
    def take(request: HttpRequest, warning: Warning, how: How) -> None:
        act(warning=warning, why=_why(request), **how)

    return take


VERBS: dict[str, Callable[[HttpRequest, Warning, How], None]] = {
    "verify": _reasoned(actions.verify),
    "dismiss": _reasoned(actions.dismiss),
    "draft": lambda request, warning, how: actions.draft(
        warning=warning, content=content_of(request.POST), **how
    ),
    "send": _send,
    "cosign": _cosign,
    "return_draft": _reasoned(actions.return_draft),
    "approve": lambda request, warning, how: actions.approve(
        warning=warning,
        authorisation=request.POST.get("authorisation", ""),
        opinion=_why(request),
        **how,
    ),
    "issue": lambda request, warning, how: actions.issue(
        warning=warning, relay_number=request.POST.get("relay_number", ""), **how
    ),
    "relevel": _relevel,
    "lift": _reasoned(actions.lift),
    "review": lambda request, warning, how: actions.review(
        warning=warning, hit=request.POST.get("hit") == "yes", lessons=request.POST.get("lessons", ""), **how
    ),
    "withdraw": _reasoned(actions.withdraw),
    "confirm": lambda request, warning, how: actions.confirm(warning=warning, **how),
}


def _room_of(warning: Warning) -> str:
    """Where the incident of a warning is worked on; the warning's own page where no desk takes incidents."""
    try:
        return reverse("incidents:of", args=["warning", warning.pk])
    except NoReverseMatch:
        return warning.get_absolute_url()


@require_POST
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Carry out one verb; a refusal is shown on the page with everything that was typed."""
    by = request.asker  # type: ignore[attr-defined]
    warning = queries.one(by, pk)
    if verb not in VERBS:
        raise Refusal("没有这个操作，请刷新页面后重试。")
    try:
        VERBS[verb](request, warning, {"by": by, "at": timezone.now()})
    except Refusal as refusal:
        if refusal.status == 409 or request.headers.get("HX-Request"):
            raise
        return _page(request, queries.one(by, pk), sentence=refusal.sentence, typed=request.POST)
    messages.success(request, _("已办理。"))
    if verb == "confirm":
        return redirect(_room_of(warning))
    return redirect(request.POST.get("next") if request.POST.get("next") == "/warnings/" else warning)
