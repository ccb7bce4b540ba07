"""Pages of incidents: the list, the intake by phone, the room."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django import forms as django_forms
from django.contrib import messages
from django.contrib.gis.geos import GEOSException, GEOSGeometry
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ancheng.base.errors import Absent, NotAllowed, Refusal
from ancheng.command.incidents import actions, case_actions, drafting, forms, queries, rules
from ancheng.command.incidents.models import Incident, Presence
from ancheng.command.pages import Where, asker_of, clock_of, fill, page_of, points, realm_of, take, verbs
from ancheng.kernel.counting import how_many

LOG_SHOWN = 200
MADE = {"review": lambda incident, data: forms.ReviewForm(data)}
ACTS: dict[str, Callable[..., Any]] = {
    "respond": case_actions.respond,
    "dismiss": case_actions.dismiss,
    "close": case_actions.close,
    "reopen": case_actions.reopen,
    "review": lambda incident, *, by, at, why, cause, lessons: case_actions.review(
        incident, cause=cause, lessons=lessons, by=by, at=at
    ),
}


@require_safe
def incidents(request: HttpRequest) -> HttpResponse:
    asker = asker_of(request)
    filters = forms.IncidentFilters(request.GET)
    rows = filters.narrowed(queries.incidents(asker, realm_of(request)))
    found = page_of(request, rows)
    context = {
        "page": found, "count": how_many(rows), "filters": filters, "query": request.GET.urlencode(),
        "shapes": points(found.rows), "may_open": asker.holds(*actions.OPENERS),
    }  # fmt: skip
    return render(request, "incidents/list.html", context)


def intake(request: HttpRequest) -> HttpResponse:
    """Write down a call."""
    asker = asker_of(request)
    if not asker.holds(*actions.OPENERS):
        raise NotAllowed("当前岗位不能登记突发事件，请拨打值班电话报告。")
    form = forms.IntakeForm(request.POST or None, initial={"key": uuid4().hex})

    def act(values: dict[str, Any]) -> Incident:
        lon, lat = _point(values["geometry"])
        return actions.open_incident(
            title=values["said"], kind=values["kind"], source="phone", address=values["address"], lon=lon, lat=lat,
            injured=values["injured"] or 0, deaths=values["deaths"] or 0, key=_key(asker, values["key"]),
            caller=actions.Caller(values["caller_name"], values["caller_phone"]), realm=realm_of(request), by=asker,
            at=timezone.now(),
        )  # fmt: skip

    where = Where(_("登记突发事件"), reverse("incidents:list"), _("突发事件"), _("登记并进入事件室"))
    return fill(request, form, act, where, said=_("事件已登记。"))


def _key(asker: Any, given: str) -> str | None:
    # One person's key opens no other person's incident.
    return f"form:{asker.person_id}:{given}"[:64] if given else None


def _point(given: str) -> tuple[float | None, float | None]:
    if not given:
        return None, None
    try:
        point = GEOSGeometry(given)
    except (GEOSException, ValueError, TypeError) as fault:
        raise Refusal("位置无法识别，请在地图上重新点选。") from fault
    if point.geom_type != "Point":
        raise Refusal("请在地图上点选一个位置。")
    return point.x, point.y


@require_safe
def room(request: HttpRequest, pk: int) -> HttpResponse:
    return show(request, queries.one(asker_of(request), pk))


def show(
    request: HttpRequest, incident: Incident, bound: dict[str, Any] | None = None, sentence: str = ""
) -> HttpResponse:
    asker = asker_of(request)
    context = {
        **_lanes(request, incident),
        "clock": clock_of(incident),
        "verbs": verbs(incident, asker, MADE, without=("merge",), bound=bound),
        "act_url": "incidents:act",
        "sentence": sentence,
        "shapes": points([incident]),
        "reporters": queries.reporters(asker, incident),
        "doubles": queries.doubles(asker, incident) if incident.open else [],
        "orders": incident.orders.all(),
        "reports": incident.reports.all(),
        "forms": _forms(incident, bound or {}),
        "sorts": [(each.value, rules.SORTS[each]) for each in rules.WRITTEN],
        "key": uuid4().hex,
        "typed": request.POST if bound is not None else {},
    }
    return render(request, "incidents/room.html", context, status=422 if bound or sentence else 200)


def _lanes(request: HttpRequest, incident: Incident) -> dict[str, Any]:
    asker, at = asker_of(request), timezone.now()
    if asker.person_id:
        Presence.objects.update_or_create(
            incident=incident, person_id=asker.person_id, defaults={"name": asker.name, "seen_at": at}
        )
    seq = request.GET.get("seq", "")
    until = int(seq) if seq.isdecimal() and len(seq) < 9 else None
    return {
        "case": incident,
        "entries": queries.entries(incident, until=until)[:LOG_SHOWN],
        "tasks": queries.tasks(incident),
        "needs": incident.needs.all(),
        "past": queries.as_of(incident, until) if until is not None else None,
        "present": queries.present(incident, at),
        "may_write": asker.may_write and asker.holds(*actions.WRITERS),
    }


@require_safe
def body(request: HttpRequest, pk: int) -> HttpResponse:
    """The log and the lanes alone, as they are now or as they were at an entry of the log."""
    return render(request, "incidents/body.html", _lanes(request, queries.one(asker_of(request), pk)))


def _forms(incident: Incident, bound: dict[str, Any]) -> dict[str, Any]:
    sort = rules.ReportSort.FIRST
    if incident.reports.exists():
        sort = rules.ReportSort.FINAL if incident.closed_at else rules.ReportSort.FOLLOW
    text = drafting.draft(incident, sort, timezone.now())
    made = {
        "task": forms.TaskForm(),
        "need": forms.NeedForm(),
        "assess": forms.AssessForm(
            initial={
                key: getattr(incident, key)
                for key in ("grade", "deaths", "injured", "loss_yuan", "sensitive")
            }
        ),
        "response": forms.ResponseForm(initial={"matter": incident.title, "duration_hours": 24}),
        "lift": forms.LiftForm(),
        "report": forms.ReportForm(initial={"sort": sort, "text": text}),
    }
    return {**made, **{key: each for key, each in bound.items() if key in made}}


ASKED: dict[str, tuple[type[django_forms.Form], Callable[..., Any]]] = {
    "task": (forms.TaskForm, actions.add_task),
    "need": (forms.NeedForm, actions.add_need),
    "assess": (forms.AssessForm, case_actions.assess),
    "response": (forms.ResponseForm, case_actions.order_response),
    "lift": (forms.LiftForm, case_actions.lift_response),
    "report": (forms.ReportForm, case_actions.send_report),
}


@require_POST
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """One step, or one thing added in the room; refused, what was typed stays."""
    asker, at = asker_of(request), timezone.now()
    incident = queries.one(asker, pk)
    if verb in ASKED:
        kind, do = ASKED[verb]
        form = kind(request.POST)
        if form.is_valid():
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
        return show(request, incident, {verb: form})
    return take(
        request, incident, verb, made=MADE, acts=ACTS,
        again=lambda bound, sentence: show(request, incident, bound, sentence),
    )  # fmt: skip


@require_POST
def write(request: HttpRequest, pk: int) -> HttpResponse:
    incident = queries.one(asker_of(request), pk)
    actions.write(
        incident=incident, sort=request.POST.get("sort", ""), text=request.POST.get("text", ""),
        key=request.POST.get("key", "")[:64] or None, by=asker_of(request), at=timezone.now(),
    )  # fmt: skip
    return redirect(incident)


@require_POST
def fill_need(request: HttpRequest, pk: int) -> HttpResponse:
    incident = queries.one(asker_of(request), pk)
    form = forms.FillForm(request.POST)
    if not form.is_valid():
        raise Refusal("请填写已到数量。")
    values = form.cleaned_data
    need = get_object_or_404(incident.needs, pk=values["need"])
    actions.fill_need(
        need=need, filled=values["filled"], reason=values["reason"], by=asker_of(request), at=timezone.now()
    )
    return redirect(incident)


@require_POST
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    asker = asker_of(request)
    incident = queries.one(asker, pk)
    given = request.POST.get("into", "")
    if not given.isdecimal() or len(given) > 17:
        raise Absent("请选择要并入的事件。")
    into = queries.one(asker, int(given))
    actions.merge(incident=incident, into=into, by=asker, at=timezone.now())
    return redirect(into)
