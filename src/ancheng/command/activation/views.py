"""Pages of activations: the list, one activation with its tasks and needs, the form that starts it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ancheng.base.errors import Refusal
from ancheng.base.numbers import key as key_of
from ancheng.base.realm import Realm
from ancheng.command.activation import actions, forms, queries
from ancheng.command.activation.models import Activation
from ancheng.command.contingency import queries as plans
from ancheng.command.contingency.models import Plan
from ancheng.command.incidents import queries as incidents
from ancheng.command.pages import fill
from ancheng.kernel.pages import Where, asker_of, facts, page_of, realm_of


def may_activate(request: HttpRequest, plan: Plan) -> bool:
    try:
        actions.only_caller(plan, asker_of(request))
    except Refusal:
        return False
    return plan.state in ("valid", "revision_due")


@require_safe
def activations(request: HttpRequest) -> HttpResponse:
    rows = queries.visible(asker_of(request), realm_of(request))
    return render(request, "activation/list.html", {"page": page_of(request, rows)})


@require_safe
def of_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """The activations of one plan, and the button that activates it, for its page."""
    asker = asker_of(request)
    plan = plans.one(asker, pk)
    rows = queries.visible(asker, realm_of(request)).filter(plan=plan).order_by("-at")
    context = {"rows": rows[:5], "plan": plan, "may_activate": may_activate(request, plan)}
    return render(request, "activation/of_plan.html", context)


def new(request: HttpRequest, pk: int) -> HttpResponse:
    asker = asker_of(request)
    plan = plans.one(asker, pk)
    actions.only_caller(plan, asker)
    number = key_of(request.GET.get("incident"))
    incident = incidents.one(asker, number) if number else None
    form = forms.ActivateForm(request.POST or None, asker=asker, plan=plan, incident=incident)
    note = _("确认后，处置步骤立即转为任务，按名单呼叫，并向物资库申请预案所列物资。")
    where = Where(_("启动预案"), plan.get_absolute_url(), plan.title, _("启动预案"), note)

    def act(values: dict[str, Any]) -> Activation:
        called = values["called"].pk if values["called"] else None
        occasion = actions.Occasion(
            values["matter"], values["level"], values["place"], incident.pk if incident else None, called
        )
        made = actions.activate(
            plan=plan, occasion=occasion, nonce=values["nonce"], by=asker, at=timezone.now(),
            realm=Realm(incident.realm) if incident else realm_of(request),
        )  # fmt: skip
        return incident or made

    if incident:
        where = replace(where, up=incident.get_absolute_url(), up_label=incident.number)
    return fill(request, form, act, where, said=_("预案已启动。"))


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    found, at = queries.one(asker_of(request), pk), timezone.now()
    context = {
        "activation": found,
        "facts": facts(
            found, "matter", "place", "level", "by_unit", "by_name", "at", "ended_at", "ended_why"
        ),
        "steps": [
            (each, each.due_at < at and not each.task.ended)
            for each in found.steps.select_related("task", "task__owner_unit")
        ],
        "needs": found.needs.prefetch_related("orders"),
        "may_end": found.ended_at is None and may_activate(request, found.plan),
    }
    return render(request, "activation/detail.html", context)


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    asker = asker_of(request)
    found = queries.one(asker, pk)
    actions.end(activation=found, why=request.POST.get("why", ""), by=asker, at=timezone.now())
    messages.success(request, _("响应已终止。"))
    return redirect(found)
