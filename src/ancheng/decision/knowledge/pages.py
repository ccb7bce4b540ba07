"""What the pages of knowledge have in common: forms that lose nothing, verbs of a case."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from ancheng.base.asker import Asker
from ancheng.base.errors import Absent, Refusal
from ancheng.kernel import pages
from ancheng.kernel.pages import Verb, asker_of
from ancheng.kernel.workflow.actions import verbs_for
from ancheng.kernel.workflow.models import Case

fill = partial(pages.fill, template="knowledge/edit.html")
Made = Mapping[str, Callable[[Any], forms.BaseForm]]


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
