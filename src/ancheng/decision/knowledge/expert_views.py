"""Pages of experts and of what they are asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ancheng.base.errors import NotAllowed
from ancheng.base.roles import Role
from ancheng.decision.knowledge import expert_actions as actions
from ancheng.decision.knowledge import forms, queries
from ancheng.decision.knowledge.models import Advice, Expert
from ancheng.decision.knowledge.pages import fill, take, verbs
from ancheng.decision.knowledge.workflows.item import WRITERS
from ancheng.kernel.counting import how_many
from ancheng.kernel.pages import Where, asker_of, clock_of, facts
from ancheng.kernel.paging import page

MADE: Mapping[str, Any] = {"accept": forms.AcceptForm, "advise": forms.AnswerForm, "adopt": forms.AdoptForm}
ACTS: Mapping[str, Any] = {
    "accept": actions.accept,
    "decline": actions.decline,
    "advise": actions.advise,
    "adopt": actions.adopt,
    "reject": actions.reject,
    "cancel": actions.cancel,
}


@require_safe
def experts(request: HttpRequest) -> HttpResponse:
    asker, filters = asker_of(request), forms.ExpertFilters(request.GET)
    if not queries.may_see_experts(asker):
        raise NotAllowed("专家信息只对部门、街乡、指挥和值班人员开放。")
    asked = filters.asked()
    text = asked.pop("q", "").strip()
    rows = queries.experts(asker).filter(**asked)
    if text:
        rows = rows.filter(
            Q(name__icontains=text)
            | Q(fields__contains=[text])
            | Q(initials=text.lower())
            | Q(title__icontains=text)
        )
    context = {
        "page": page(rows, before=request.GET.get("before", ""), after=request.GET.get("after", "")),
        "count": how_many(rows),
        "filters": filters,
        "query": request.GET.urlencode(),
        "may_write": asker.holds(*WRITERS, Role.ADMINISTRATOR),
    }
    return render(request, "knowledge/experts.html", context)


@require_safe
def expert(request: HttpRequest, pk: int) -> HttpResponse:
    asker = asker_of(request)
    found = queries.expert(asker, pk)
    personal = queries.may_read_person(asker, found)
    context = {
        "expert": found,
        "facts": facts(found, "fields", "title", "availability", "away_until", "unit"),
        "personal": facts(found, "employer", "phone") if personal else None,
        "declared": found.declared.all() if personal else None,
        "advices": queries.advices(asker).filter(expert=found).order_by("-pk")[:20],
        "may_write": asker.holds(*WRITERS),
    }
    return render(request, "knowledge/expert.html", context)


def new(request: HttpRequest) -> HttpResponse:
    asker, form = asker_of(request), forms.ExpertForm(request.POST or None)
    if not asker.holds(*WRITERS, Role.ADMINISTRATOR):
        raise NotAllowed("您的岗位不能登记专家，请联系部门或安委办人员。")

    def act(_values: dict[str, Any]) -> Expert:
        return actions.enter(expert=form.save(commit=False), by=asker, at=timezone.now())

    return fill(request, form, act, Where(_("登记专家"), reverse("knowledge:experts"), _("智库")))


def ask(request: HttpRequest, pk: int) -> HttpResponse:
    asker = asker_of(request)
    found = queries.expert(asker, pk)
    if not asker.holds(*WRITERS):
        raise NotAllowed("您的岗位不能邀请专家，请联系部门、值班或安委办人员。")
    form = forms.AskForm(request.POST or None, enterprises=queries.enterprises(asker))

    def act(values: dict[str, Any]) -> Advice:
        return actions.ask(expert=found, by=asker, at=timezone.now(), **values)

    return fill(request, form, act, Where(_("邀请专家咨询"), found.get_absolute_url(), str(found)))


def interest(request: HttpRequest, pk: int) -> HttpResponse:
    asker = asker_of(request)
    found = queries.expert(asker, pk)
    if not asker.holds(*WRITERS):
        raise NotAllowed("您的岗位不能登记利害关系。")
    form = forms.InterestForm(request.POST or None, enterprises=queries.enterprises(asker))

    def act(values: dict[str, Any]) -> Expert:
        actions.declare_interest(expert=found, enterprise=values["enterprise"], by=asker, at=timezone.now())
        return found

    return fill(request, form, act, Where(_("登记利害关系"), found.get_absolute_url(), str(found)))


@require_safe
def advices(request: HttpRequest) -> HttpResponse:
    rows = queries.advices(asker_of(request))
    found = page(rows, before=request.GET.get("before", ""), after=request.GET.get("after", ""))
    return render(request, "knowledge/advices.html", {"page": found, "count": how_many(rows)})


@require_safe
def advice(request: HttpRequest, pk: int) -> HttpResponse:
    return _shown(request, queries.advice(asker_of(request), pk), {}, "")


def _shown(request: HttpRequest, found: Advice, bound: Mapping[str, Any], sentence: str) -> HttpResponse:
    context = {
        "case": found,
        "clock": clock_of(found),
        "verbs": verbs(found, asker_of(request), MADE, bound),
        "act_url": "knowledge:advice_act",
        "sentence": sentence,
        "facts": facts(found, "expert", "question", "enterprise", "no_conflict_declared", "answer", "reason"),
    }
    return render(request, "knowledge/advice.html", context, status=422 if bound else 200)


@require_POST
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    found = queries.advice(asker_of(request), pk)
    return take(request, found, verb, ACTS, MADE, lambda bound, said: _shown(request, found, bound, said))
