"""What the pages of knowledge have in common: filters, forms that lose nothing, verbs of a case, facts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from ancheng.base.asker import Asker
from ancheng.base.errors import Absent, Refusal
from ancheng.kernel.workflow.actions import verbs_for
from ancheng.kernel.workflow.models import Case, Clock

Made = Mapping[str, Callable[[Any], forms.BaseForm]]


def asker_of(request: HttpRequest) -> Asker:
    found: Asker = request.asker  # type: ignore[attr-defined]
    return found


@dataclass(frozen=True, slots=True)
class Where:
    """Where a page stands: its heading, and the list above it."""

    heading: Any
    up: str
    up_label: Any


def fill(
    request: HttpRequest, form: forms.BaseForm, act: Callable[[dict[str, Any]], Any], where: Where
) -> HttpResponse:
    """A form on a page of its own: what was typed stays when it is refused, whoever refuses it."""
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                done = act(form.cleaned_data)
            except Refusal as refusal:
                form.add_error(None, refusal.sentence)
                status = refusal.status
            else:
                messages.success(request, _("已保存。"))
                return redirect(done)
    return render(request, "knowledge/edit.html", {"form": form, "where": where}, status=status)


@dataclass(frozen=True, slots=True)
class Verb:
    """One step that may be taken now, with the form that it asks for."""

    name: str
    label: str
    form: forms.BaseForm | None
    why: bool
    main: bool


def verbs(case: Case, by: Asker, made: Made, bound: Mapping[str, forms.BaseForm]) -> list[Verb]:
    awaited = case.WORKFLOW.timed_step(case.state)
    return [
        Verb(
            step.verb,
            str(step.label),
            bound.get(step.verb) or (made[step.verb](None) if step.verb in made else None),
            step.why,
            step is awaited,
        )
        for step in verbs_for(case, by)
    ]


def take(
    request: HttpRequest,
    case: Case,
    verb: str,
    acts: Mapping[str, Callable[..., Any]],
    made: Made,
    again: Callable[[Mapping[str, forms.BaseForm], str], HttpResponse],
) -> HttpResponse:
    """Take one step from its form; refused, the page is shown again with everything that was typed."""
    if verb not in acts:
        raise Absent("没有这个操作，请刷新页面后重试。")
    form = made[verb](request.POST) if verb in made else None
    if form is not None and not form.is_valid():
        return again({verb: form}, "")
    values = form.cleaned_data if form is not None else {}
    try:
        acts[verb](case, by=asker_of(request), at=timezone.now(), why=request.POST.get("why", ""), **values)
    except Refusal as refusal:
        case.refresh_from_db()
        response = again({verb: form} if form is not None else {}, refusal.sentence)
        response.status_code = refusal.status
        return response
    messages.success(request, _("已办理。"))
    return redirect(case)


def clock_of(case: Case) -> Clock | None:
    return Clock.objects.of(case).filter(stopped_at=None).select_related("unit").first()


def facts(record: Model, *names: str) -> list[tuple[str, Any]]:
    """(label, value as people read it) of fields; None stands for what nobody knows."""
    found: list[tuple[str, Any]] = []
    for name in names:
        shown = getattr(record, f"get_{name}_display", None)
        value = shown() if shown else getattr(record, name)
        if isinstance(value, bool):
            value = _("是") if value else _("否")
        if isinstance(value, datetime):
            value = f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
        if isinstance(value, list):
            value = "、".join(value)
        found.append(
            (str(getattr(record._meta.get_field(name), "verbose_name", name)), None if value == "" else value)
        )
    return found
