"""Pages of preparedness: all assessments of a year, one with its lines."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ancheng.base.clock import beijing_day
from ancheng.base.errors import Refusal
from ancheng.base.numbers import key as key_of
from ancheng.base.roles import Role
from ancheng.command.contingency.forms import owners
from ancheng.command.preparedness import actions, forms, queries, rules
from ancheng.command.preparedness.models import Assessment
from ancheng.command.preparedness.workflows.preparedness import ASSESSORS
from ancheng.kernel.pages import asker_of, clock_of, one, page_of, take, verbs

ACTS = {"submit": actions.submit, "send_back": actions.send_back, "confirm": actions.confirm}


def may_assess(request: HttpRequest) -> bool:
    asker = asker_of(request)
    return asker.may_write and asker.holds(*ASSESSORS)


@require_safe
def assessments(request: HttpRequest) -> HttpResponse:
    asker, on = asker_of(request), beijing_day(timezone.now())
    year = key_of(request.GET.get("year", "")) or on.year
    rows = queries.visible(asker).filter(year=year)
    context = {
        "page": page_of(request, rows), "year": year, "years": range(on.year, on.year - 3, -1),
        "units": owners(asker) if may_assess(request) else [], "mine": asker.unit_id,
    }  # fmt: skip
    return render(request, "preparedness/list.html", context)


@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    asker = asker_of(request)
    unit = owners(asker).filter(pk=key_of(request.POST.get("unit", "")) or 0).first()
    if unit is None:
        raise Refusal("请选择本单位或下属单位。")
    return redirect(actions.begin(unit=unit, by=asker, at=timezone.now()))


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    return show(request, one(Assessment, asker_of(request), pk, "owner_unit", "issuer_unit"))


def show(
    request: HttpRequest, found: Assessment, bound: dict[str, Any] | None = None, sentence: str = ""
) -> HttpResponse:
    asker = asker_of(request)
    items = {each.key: each for each in rules.RUBRIC.in_force(found.counted_on).value}
    lines = [
        (items[each.key], each, rules.is_gap(items[each.key], each.points, found.counted_on))
        for each in found.lines.select_related("task")
        if each.key in items
    ]
    mine = asker.holds(Role.OFFICE) or asker.unit_id in found.owner_unit.line
    scoring = found.state == "drafted" and mine and may_assess(request)
    context = {
        "case": found, "lines": lines, "rubric": rules.RUBRIC.in_force(found.counted_on), "clock": clock_of(found),
        "verbs": verbs(found, asker, {}), "act_url": "preparedness:act", "sentence": sentence,
        "form": (bound or {}).get("score") or (forms.ScoreForm(None, assessment=found) if scoring else None),
    }  # fmt: skip
    return render(request, "preparedness/detail.html", context, status=422 if bound or sentence else 200)


@require_POST
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    asker = asker_of(request)
    found: Assessment = one(Assessment, asker, pk, "owner_unit", "issuer_unit")
    if verb != "score":
        return take(
            request,
            found,
            verb,
            made={},
            acts=ACTS,
            again=lambda bound, sentence: show(request, found, bound, sentence),
        )
    form = forms.ScoreForm(request.POST, assessment=found)
    if form.is_valid():
        try:
            actions.score(assessment=found, given=form.given(), by=asker, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("已保存。"))
            return redirect(found)
    return show(request, found, {"score": form})
