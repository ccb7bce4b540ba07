"""Pages of grids: today's round, the page behind a code, events."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ancheng.base.errors import Refusal
from ancheng.base.roles import INCIDENT_OPENERS
from ancheng.kernel.files.actions import attach
from ancheng.kernel.files.queries import attachments
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.kernel.orgs.queries import responsible_units
from ancheng.kernel.workflow.actions import verbs_for
from ancheng.kernel.workflow.models import Clock
from ancheng.supervision.dangers.forms import number, spot
from ancheng.supervision.dangers.values import Grade
from ancheng.supervision.grid import actions, queries
from ancheng.supervision.grid.codes import point_of
from ancheng.supervision.grid.models import Event, EventKind, Point
from ancheng.supervision.grid.workflows.grid_event import WORKFLOW

How = dict[str, Any]
PAGE = 50


@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """What my unit has to walk and to settle today."""
    asker, now = request.asker, timezone.now()  # type: ignore[attr-defined]
    day = timezone.localdate()
    plans = [
        each
        for each in queries.standings(list(queries.plans(asker).order_by("pk")[:30]), day)
        if each.round and (each.plan.ends_on is None or each.plan.ends_on >= day)
    ]
    context = {
        "standings": plans,
        "events": queries.mine(asker).order_by("due_at", "pk")[:50],
        "tally": queries.tally(asker, now),
        "may_walk": queries.may_walk(asker),
    }
    return render(request, "grid/today.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def here(request: HttpRequest, code: str) -> HttpResponse:
    """What a phone opens when it reads the code of a point: check in, or report something."""
    point = point_of(code)
    asker = request.asker  # type: ignore[attr-defined]
    if request.method == "POST":
        visit = actions.check_in(
            point=point,
            by=asker,
            at=timezone.now(),
            phone=spot(request.POST),
            accuracy_m=_accuracy(request),
            note=request.POST.get("note", ""),
            key=request.POST.get("key", "")[:40],
        )
        messages.success(request, _("已签到 %(at)s") % {"at": f"{timezone.localtime(visit.at):%H:%M}"})
        if visit.near is None:
            messages.warning(request, _("手机没有提供位置，距离未知。"))
        elif not visit.near:
            messages.warning(
                request, _("签到位置距点位 %(m)s 米，不计入巡查完成。") % {"m": round(visit.distance_m)}
            )
        return redirect(request.path)
    context = {
        "point": point,
        "code": code,
        "last": queries.last_visit(point),
        "open_events": queries.events(asker).filter(point=point, state__in=queries.OPEN)[:10],
        "may_walk": queries.may_walk(asker),
        "key": uuid4().hex,
    }
    return render(request, "grid/here.html", context)


def _accuracy(request: HttpRequest) -> float | None:
    try:
        return float(request.POST["accuracy"])
    except (KeyError, ValueError):
        return None


@require_safe
def events(request: HttpRequest) -> HttpResponse:
    """All events that I may see, filtered by the address."""
    asker, asked, now = request.asker, request.GET, timezone.now()  # type: ignore[attr-defined]
    rows = queries.events(asker)
    if asked.get("state") in {each.key for each in WORKFLOW.states}:
        rows = rows.filter(state=asked["state"])
    if asked.get("kind") in EventKind.values:
        rows = rows.filter(kind=asked["kind"])
    if asked.get("open") == "1":
        rows = rows.filter(state__in=queries.OPEN)
    if asked.get("late") == "1":
        rows = rows.filter(state__in=queries.OPEN, due_at__lt=now)
    if asked.get("q", "").strip():
        rows = rows.filter(title__icontains=asked["q"].strip()[:80])
    before = number(asked.get("after", ""))
    shown = list((rows.filter(pk__lt=before) if before > 0 else rows).order_by("-pk")[: PAGE + 1])
    context = {
        "events": shown[:PAGE],
        "older": shown[PAGE - 1].pk if len(shown) > PAGE else None,
        "states": WORKFLOW.states,
        "kinds": EventKind.choices,
        "tally": queries.tally(asker, now),
        "may_walk": queries.may_walk(asker),
    }
    return render(request, "grid/events.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new_event(request: HttpRequest) -> HttpResponse:
    """Write down what was seen, and either settle it on the spot or report it."""
    asker, sentence = request.asker, ""  # type: ignore[attr-defined]
    point = point_of(request.GET["code"]) if request.GET.get("code") else None
    if request.method == "POST":
        try:
            return _find(request, point)
        except Refusal as refusal:
            sentence = refusal.sentence
    unit = Unit.objects.filter(pk=asker.unit_id).first()
    context = {
        "sentence": sentence,
        "typed": request.POST,
        "point": point,
        "kinds": EventKind.choices,
        "grids": []
        if point or (unit and unit.kind == UnitKind.GRID)
        else queries.grids(asker).order_by("path")[:2000],
        "key": request.POST.get("key") or uuid4().hex,
    }
    return render(request, "grid/new_event.html", context, status=422 if sentence else 200)


def _find(request: HttpRequest, point: Point | None) -> HttpResponse:
    by, at, given = request.asker, timezone.now(), request.POST  # type: ignore[attr-defined]
    chosen = number(given.get("unit", ""))
    sighting = actions.Sighting(
        title=given.get("title", ""),
        kind=EventKind(given["kind"]) if given.get("kind") in EventKind.values else EventKind.OTHER,
        unit_id=point.unit_id if point else chosen if chosen > 0 else by.unit_id,
        description=given.get("description", ""),
        address=given.get("address", ""),
        spot=spot(given),
        point_id=point.pk if point else None,
        key=given.get("key", "")[:40],
    )
    event = actions.find(sighting=sighting, by=by, at=at)
    if event.state != "found":
        return redirect(event)
    for upload in request.FILES.getlist("photos"):
        try:
            attach(subject=event, upload=upload, purpose="photo", caption=str(_("现场")), by=by, at=at)
        except Refusal as refusal:
            # What was found is kept; a bad photo must not lose it.
            messages.error(request, refusal.sentence)
    if given.get("then") == "settle":
        actions.settle(event=event, how=given.get("how", ""), by=by, at=at)
    else:
        actions.report(event=event, by=by, at=at)
    messages.success(request, _("已登记 %(number)s。") % {"number": event.number})
    return redirect(event)


@require_safe
def event(request: HttpRequest, pk: int) -> HttpResponse:
    asker = request.asker  # type: ignore[attr-defined]
    found = queries.event(asker, pk)
    context = {
        "event": found,
        "verbs": {each.verb: each for each in verbs_for(found, asker)},
        "clock": Clock.objects.of(found).filter(stopped_at=None).select_related("unit").first(),
        "photos": attachments(found, purpose="photo"),
        "units": responsible_units(),
        "may_raise": asker.holds(*INCIDENT_OPENERS),
    }
    return render(request, "grid/event.html", context)


def _why(request: HttpRequest) -> str:
    return request.POST.get("why", "")


def _dispatch(request: HttpRequest, found: Event, how: How) -> None:
    chosen = number(request.POST.get("unit", ""))
    to = (
        found.found_unit
        if chosen <= 0
        else get_object_or_404(Unit.objects.in_use().exclude(kind=UnitKind.ENTERPRISE), pk=chosen)
    )
    if to is None:
        raise Refusal("请选择承办单位。")
    actions.dispatch(event=found, to=to, demands=_why(request), **how)


def _entrust(request: HttpRequest, found: Event, how: How) -> None:
    grade = Grade.MAJOR if request.POST.get("grade") == Grade.MAJOR else Grade.GENERAL
    actions.entrust(event=found, grade=grade, clause=request.POST.get("clause", ""), **how)


VERBS: dict[str, Callable[[HttpRequest, Event, How], object]] = {
    "report": lambda request, found, how: actions.report(event=found, **how),
    "settle": lambda request, found, how: actions.settle(event=found, how=_why(request), **how),
    "accept": lambda request, found, how: actions.accept(event=found, opinion=_why(request), **how),
    "reject": lambda request, found, how: actions.reject(event=found, why=_why(request), **how),
    "dispatch": _dispatch,
    "entrust": _entrust,
    "handle": lambda request, found, how: actions.handle(event=found, result=_why(request), **how),
    "return": lambda request, found, how: actions.give_back(event=found, why=_why(request), **how),
    "check": lambda request, found, how: actions.check(event=found, opinion=_why(request), **how),
    "close": lambda request, found, how: actions.close(event=found, opinion=_why(request), **how),
}


@require_POST
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Carry out one verb of an event."""
    by, at = request.asker, timezone.now()  # type: ignore[attr-defined]
    found = queries.event(by, pk)
    if verb not in VERBS:
        raise Refusal("没有这个操作，请刷新页面后重试。")
    for upload in request.FILES.getlist("photos"):
        attach(subject=found, upload=upload, purpose="photo", caption=str(_("处置")), by=by, at=at)
    VERBS[verb](request, found, {"by": by, "at": at})
    messages.success(request, _("已办理。"))
    return redirect(found)
