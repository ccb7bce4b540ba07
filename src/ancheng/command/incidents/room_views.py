"""The room of an incident: log, lanes, map, replay, and everything that is done in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ancheng.base.asker import Asker
from ancheng.base.errors import Absent, Refusal
from ancheng.base.numbers import key as key_of
from ancheng.command.incidents import (
    actions,
    case_actions,
    drafting,
    forms,
    paper_actions,
    queries,
    rules,
    shapes,
)
from ancheng.command.incidents.lanes import lanes, layers, nearest, still_out
from ancheng.command.incidents.models import Incident, Presence
from ancheng.command.incidents.workflows.incident import ENDING, RUNNERS
from ancheng.kernel.files.actions import attach
from ancheng.kernel.files.queries import attachments
from ancheng.kernel.pages import asker_of, clock_of, take, verbs
from ancheng.monitoring.public import last_number

LOG_SHOWN = 200
SEEN_AGAIN = timedelta(seconds=30)
MADE = {"review": lambda incident, data: forms.ReviewForm(data)}
ACTS: dict[str, Callable[..., Any]] = {
    "respond": case_actions.respond,
    "dismiss": case_actions.dismiss,
    "close": case_actions.close,
    "reopen": case_actions.reopen,
    "review": case_actions.review,
}


@require_safe
def room(request: HttpRequest, pk: int) -> HttpResponse:
    return show(request, queries.one(asker_of(request), pk))


def show(
    request: HttpRequest, incident: Incident, bound: dict[str, Any] | None = None, sentence: str = ""
) -> HttpResponse:
    asker = asker_of(request)
    # Taken first: what is told while the page is made is heard again rather than missed.
    last = last_number()
    context = {
        "last": last,
        **_now(request, incident),
        "clock": clock_of(incident),
        **_steps(incident, asker, bound),
        "act_url": "incidents:act",
        "sentence": sentence,
        "shapes": shapes.of(incident),
        "bounds": shapes.bounds(incident),
        "layers": layers(),
        "live_shapes": " ".join(reverse(each.address, args=[incident.pk]) for each in layers()),
        "live_on": f"live-incident-{incident.pk}",
        "reporters": queries.reporters(asker, incident),
        "doubles": queries.doubles(asker, incident) if incident.open else [],
        "orders": incident.orders.all(),
        "reports": incident.reports.all(),
        "files": attachments(incident),
        "forms": _forms(incident, bound or {}),
        "sorts": [(each.value, rules.SORTS[each]) for each in rules.WRITTEN],
        "commands": rules.may_order(asker.role),
        "runs": asker.may_write and asker.holds(*RUNNERS),
        "key": uuid4().hex,
        "typed": request.POST if bound is not None or sentence else {},
    }
    return render(request, "incidents/room.html", context, status=422 if bound or sentence else 200)


def _steps(incident: Incident, asker: Asker, bound: dict[str, Any] | None) -> dict[str, Any]:
    """What comes next, and apart from it what ends the response: never the first button while somebody is out."""
    steps, out = verbs(incident, asker, MADE, without=("merge",), bound=bound), 0
    if any(each.name in ENDING for each in steps):
        out = still_out(incident)
    return {
        "verbs": [each for each in steps if each.name not in ENDING],
        "endings": [replace(each, main=each.main and not out) for each in steps if each.name in ENDING],
        "still_out": out,
    }


def _now(request: HttpRequest, incident: Incident) -> dict[str, Any]:
    """Log and lanes, as they are or as they were at the entry that the address asks for."""
    asker, at = asker_of(request), timezone.now()
    _be_present(incident, asker, at)
    until = key_of(request.GET.get("seq", ""))
    if until is not None and until >= incident.log_last:
        until = None
    sort = request.GET.get("sort", "")
    sort = sort if sort in set(rules.Sort) else ""
    return {
        "case": incident,
        "entries": queries.entries(incident, sort=sort, until=until)[:LOG_SHOWN],
        "log_sort": sort,
        "log_sorts": rules.SORTS.items(),
        "pinned": queries.pinned(incident) if until is None else [],
        "tasks": queries.tasks(incident) if until is None else [],
        "needs": queries.needs(incident) if until is None else [],
        "nearest": nearest() if incident.open and incident.geometry and asker.holds(*RUNNERS) else "",
        "past": queries.as_of(incident, until) if until is not None else None,
        "lanes": lanes(incident, asker, at) if until is None else [],
        "present": queries.present(incident, at),
        "may_write": asker.may_write and asker.holds(*actions.WRITERS),
        "now": at,
    }


def _be_present(incident: Incident, asker: Asker, at: datetime) -> None:
    """Written twice a minute, not with every entry that the room is told of."""
    if asker.person_id is None:
        return
    mine = Presence.objects.filter(incident=incident, person_id=asker.person_id)
    if not mine.filter(seen_at__gt=at - SEEN_AGAIN).exists():
        seen = {"name": asker.name, "seen_at": at}
        Presence.objects.update_or_create(incident=incident, person_id=asker.person_id, defaults=seen)


@require_safe
def body(request: HttpRequest, pk: int) -> HttpResponse:
    """Log and lanes alone, for who is in the room already."""
    return render(request, "incidents/body.html", _now(request, queries.one(asker_of(request), pk)))


def _forms(incident: Incident, bound: dict[str, Any]) -> dict[str, Any]:
    sort = rules.ReportSort.FIRST
    if incident.reports.exists():
        sort = rules.ReportSort.FINAL if incident.closed_at else rules.ReportSort.FOLLOW
    text = drafting.draft(incident, sort, timezone.now()) if incident.report_due_at else ""
    figures = ("grade", "deaths", "injured", "loss_yuan", "sensitive")
    to = incident.reports.values_list("to", flat=True).last() or _("市应急指挥中心、区委区政府总值班室")
    made = {
        "task": forms.TaskForm(),
        "need": forms.NeedForm(),
        "fill": forms.FillForm(incident=incident),
        "assess": forms.AssessForm(initial={key: getattr(incident, key) for key in figures}),
        "response": forms.ResponseForm(initial={"matter": incident.title, "duration_hours": 24}),
        "lift": forms.LiftForm(),
        "report": forms.ReportForm(initial={"sort": sort, "to": to, "text": text}),
        "handover": forms.HandoverForm(),
        "attach": forms.AttachForm(),
    }
    return {**made, **{key: each for key, each in bound.items() if key in made}}


def _fill_need(*, incident: Incident, need: Any, **values: Any) -> None:
    actions.fill_need(need=need, **values)


def _attach(*, incident: Incident, upload: Any, caption: str, by: Any, at: Any) -> None:
    actions.only_writers(incident, by)
    attach(subject=incident, upload=upload, purpose="attachment", caption=caption, by=by, at=at)
    actions.log(incident, rules.Sort.NOTE, f"上传文件：{caption or upload.name}", by=by, at=at)


ASKED: dict[str, tuple[type[django_forms.Form], Callable[..., Any]]] = {
    "task": (forms.TaskForm, actions.add_task),
    "need": (forms.NeedForm, actions.add_need),
    "fill": (forms.FillForm, _fill_need),
    "assess": (forms.AssessForm, case_actions.assess),
    "response": (forms.ResponseForm, case_actions.order_response),
    "lift": (forms.LiftForm, case_actions.lift_response),
    "report": (forms.ReportForm, case_actions.send_report),
    "handover": (forms.HandoverForm, paper_actions.handover_sheet),
    "attach": (forms.AttachForm, _attach),
}


@require_POST
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """One step, or one thing added in the room; refused, what was typed stays."""
    asker, at = asker_of(request), timezone.now()
    incident = queries.one(asker, pk)
    if verb not in ASKED:
        return take(
            request, incident, verb, made=MADE, acts=ACTS,
            again=lambda bound, sentence: show(request, incident, bound, sentence),
        )  # fmt: skip
    kind, do = ASKED[verb]
    more = {"incident": incident} if kind is forms.FillForm else {}
    form = kind(request.POST, request.FILES, **more)
    if not form.is_valid():
        return show(request, incident, {verb: form})
    try:
        do(incident=incident, by=asker, at=at, **form.cleaned_data)
    except Refusal as refusal:
        form.add_error(None, refusal.sentence)
        incident.refresh_from_db()
        response = show(request, incident, {verb: form})
        response.status_code = refusal.status
        return response
    messages.success(request, _("已办理。"))
    return redirect(incident)


@require_POST
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """What somebody says goes into the log; refused, it stays in the box."""
    incident = queries.one(asker_of(request), pk)
    try:
        actions.write(
            incident=incident, sort=request.POST.get("sort", ""), text=request.POST.get("text", ""),
            key=request.POST.get("key", "")[:64] or None, by=asker_of(request), at=timezone.now(),
        )  # fmt: skip
    except Refusal as refusal:
        response = show(request, incident, sentence=refusal.sentence)
        response.status_code = refusal.status
        return response
    return redirect(incident)


@require_POST
def pin(request: HttpRequest, pk: int, seq: int) -> HttpResponse:
    incident = queries.one(asker_of(request), pk)
    entry = get_object_or_404(incident.log.select_related("incident"), seq=seq)
    actions.pin(entry=entry, on="off" not in request.POST, by=asker_of(request), at=timezone.now())
    return redirect(incident)


@require_POST
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    asker = asker_of(request)
    incident, into = queries.one(asker, pk), key_of(request.POST.get("into", ""))
    if into is None:
        raise Absent("请选择要并入的事件。")
    target = queries.one(asker, into)
    actions.merge(incident=incident, into=target, by=asker, at=timezone.now())
    return redirect(target)


@require_POST
def report_paper(request: HttpRequest, pk: int, report: int) -> HttpResponse:
    incident = queries.one(asker_of(request), pk)
    found = get_object_or_404(incident.reports.select_related("incident__owner_unit"), pk=report)
    return redirect(paper_actions.report_paper(report=found, by=asker_of(request), at=timezone.now()))


@require_POST
def order_paper(request: HttpRequest, pk: int, order: int) -> HttpResponse:
    incident = queries.one(asker_of(request), pk)
    found = get_object_or_404(incident.orders.select_related("incident__owner_unit"), pk=order)
    return redirect(paper_actions.order_paper(order=found, by=asker_of(request), at=timezone.now()))
