"""The page of one risk and its verbs."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ancheng.base.errors import NotAllowed, Refusal
from ancheng.kernel.workflow.actions import verbs_for
from ancheng.kernel.workflow.models import Clock
from ancheng.supervision.risks import actions, forms, queries, rules
from ancheng.supervision.risks.models import ChecklistItem, Level, MeasureKind, Method, Risk, Trigger

How = dict[str, Any]
BLANK_MEASURES = 3


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One risk: facts, assessments, measures, people, the verbs that the asker may take now, one timeline."""
    return _page(request, queries.one(request.asker, pk))  # type: ignore[attr-defined]


def _page(request: HttpRequest, risk: Risk, *, sentence: str = "") -> HttpResponse:
    asker = request.asker  # type: ignore[attr-defined]
    try:
        actions.may_keep(risk, asker)
        may_keep = True
    except Refusal:
        may_keep = False
    assessments = list(risk.assessments.select_related("reviewer")[:20])
    waiting = next((each for each in assessments if each.in_force_from is None), None)
    measures = list(risk.measures.all())
    context = {
        "risk": risk,
        "verbs": {each.verb: each for each in verbs_for(risk, asker)},
        "clock": Clock.objects.of(risk).filter(stopped_at=None).select_related("unit").first(),
        "assessments": assessments,
        "waiting": waiting if risk.state in ("submitted", "reviewed") else None,
        "measures": measures,
        "blanks": range(BLANK_MEASURES if measures else 5),
        "kinds": MeasureKind.choices,
        "levels": _levels(risk),
        "people": list(risk.people.all()),
        "may_keep": may_keep and asker.may_write,
        "methods": _methods(request),
        "triggers": Trigger.choices if risk.unmitigated == 0 else Trigger.choices[1:],
        "suggested": ChecklistItem.objects.filter(
            checklist__valid_to=None, checklist__industry=risk.industry or "其他"
        )[:8],
        "typed": request.POST,
        "sentence": sentence,
        "expired": risk.expired(timezone.localdate()),
        "shape": {"type": "Feature", "properties": {}, "geometry": json.loads(risk.geometry.json)}
        if risk.geometry
        else None,
        "bounds": _bounds(risk),
    }
    return render(request, "risks/detail.html", context, status=422 if sentence else 200)


def _levels(risk: Risk) -> list[tuple[int, str, str, str]]:
    named = {each.level: each for each in risk.people.all()}
    return [
        (
            level.value,
            str(level.label),
            named[level.value].name if level.value in named else "",
            named[level.value].phone if level.value in named else "",
        )
        for level in Level
    ]


def _methods(request: HttpRequest) -> list[dict[str, Any]]:
    """Each method with its factors, their permitted values, and what was typed."""
    today = timezone.localdate()
    found = []
    for key, label in Method.choices:
        scale = rules.SCALES[rules.Method(key)]
        rows = []
        for stage, prefix in (("", f"{key}-"), ("after", f"{key}-after-")):
            rows.append(
                (stage, [(f"{prefix}{name}", name, allowed, request.POST.get(f"{prefix}{name}", "")) for name, allowed in scale.items()])
            )  # fmt: skip
        edition = rules.BANDS[rules.Method(key)].in_force(today)
        found.append({"key": key, "label": label, "rows": rows, "citation": edition.citation})
    return found


def _bounds(risk: Risk) -> str:
    if not risk.geometry:
        return ""
    west, south, east, north = risk.geometry.extent
    return f"{west - 0.006:.5f},{south - 0.0045:.5f},{east + 0.006:.5f},{north + 0.0045:.5f}"


@require_safe
def peek(request: HttpRequest, pk: int) -> HttpResponse:
    asker = request.asker  # type: ignore[attr-defined]
    risk = queries.one(asker, pk)
    context = {
        "risk": risk,
        "steps": verbs_for(risk, asker)[:3],
        "expired": risk.expired(timezone.localdate()),
    }
    return render(request, "risks/peek.html", context)


def _why(request: HttpRequest) -> str:
    return request.POST.get("why", "")


def _begin(request: HttpRequest, risk: Risk, how: How) -> str:
    actions.begin(risk=risk, trigger=forms.trigger(request.POST), why=_why(request), **how)
    return _("已启动评估。")


def _submit(request: HttpRequest, risk: Risk, how: How) -> str:
    made = actions.submit(risk=risk, stated=forms.stated(request.POST), **how)
    return _("评估已提交：%(formula)s，%(grade)s。") % {
        "formula": made.formula,
        "grade": made.get_unmitigated_display(),
    }


def _grade(request: HttpRequest, risk: Risk, how: How) -> str:
    made = actions.grade(risk=risk, opinion=_why(request), **how)
    return _("已核定为%(grade)s，四色图已更新。") % {"grade": made.get_unmitigated_display()}


def _keep(request: HttpRequest, risk: Risk, how: How) -> str:
    actions.keep_control(
        risk=risk, measures=forms.measures(request.POST), people=forms.people(request.POST), **how
    )
    return _("管控措施和责任人已保存。")


def _fall_due(request: HttpRequest, risk: Risk, how: How) -> str:
    actions.fall_due(risk=risk, trigger=forms.trigger(request.POST), why=_why(request), **how)
    return _("已转入复评。")


def _control(request: HttpRequest, risk: Risk, how: How) -> str:
    actions.control(risk=risk, **how)
    return _("已落实管控。")


def _judged(act: Callable[..., Any], name: str) -> Callable[[HttpRequest, Risk, How], str]:
    def take(request: HttpRequest, risk: Risk, how: How) -> str:
        act(risk=risk, **{name: _why(request)}, **how)
        return _("已办理。")

    return take


VERBS: dict[str, Callable[[HttpRequest, Risk, How], str]] = {
    "begin": _begin,
    "submit": _submit,
    "review": _judged(actions.review, "opinion"),
    "send_back": _judged(actions.send_back, "why"),
    "grade": _grade,
    "control": _control,
    "downgrade": _judged(actions.downgrade, "why"),
    "fall_due": _fall_due,
    "close": _judged(actions.close, "why"),
    "reopen": _judged(actions.reopen, "why"),
    "keep": _keep,
}


@require_POST
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Carry out one verb of the case page; what was typed into an assessment comes back with the refusal."""
    risk = queries.one(request.asker, pk)  # type: ignore[attr-defined]
    if verb not in VERBS:
        raise Refusal("没有这个操作，请刷新页面后重试。")
    try:
        said = VERBS[verb](request, risk, {"by": request.asker, "at": timezone.now()})  # type: ignore[attr-defined]
    except NotAllowed:
        raise
    except Refusal as refusal:
        if verb not in ("submit", "keep"):
            raise
        return _page(request, queries.one(request.asker, pk), sentence=refusal.sentence)  # type: ignore[attr-defined]
    messages.success(request, said)
    return redirect(risk)
