"""Pages of contingency plans: the list, one plan with its links and versions, its content, where links are missing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ancheng.base.asker import Asker
from ancheng.base.clock import beijing_day
from ancheng.base.errors import Absent, NotAllowed, Refusal
from ancheng.base.numbers import key as key_of
from ancheng.base.roles import Role
from ancheng.command.contingency import actions, export, forms, queries, rules
from ancheng.command.contingency.models import Matter, Plan, Tier, Version
from ancheng.command.contingency.workflows.plan import KEEPERS
from ancheng.command.pages import fill
from ancheng.kernel.counting import how_many
from ancheng.kernel.exchange.download import download
from ancheng.kernel.pages import Where, asker_of, clock_of, facts, page_of, take, verbs
from ancheng.supervision import public as supervision

MADE = {"register": lambda plan, data: forms.RegisterForm(data), "trigger": forms.TriggerForm}
ACTS = {
    "review": actions.review,
    "publish": actions.publish,
    "file": actions.file,
    "register": actions.register,
    "trigger": actions.trigger,
    "revise": actions.revise,
    "send_back": actions.send_back,
    "withdraw": actions.withdraw,
}


def may_keep(request: HttpRequest, plan: Plan) -> bool:
    asker = asker_of(request)
    return asker.role == Role.OFFICE or (asker.holds(*KEEPERS) and asker.unit_id in plan.owner_unit.line)


@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    asker, on = asker_of(request), timezone.localdate()
    filters = forms.PlanFilters(request.GET)
    rows = filters.narrowed(queries.visible(asker), asker)
    all_ = queries.visible(asker)
    by_tier = dict(all_.order_by().values_list("tier").annotate(number=Count("pk")))
    context = {
        "page": page_of(request, rows),
        "count": how_many(rows),
        "filters": filters,
        "query": request.GET.urlencode(),
        "tiers": [(key, label, by_tier.get(key, 0)) for key, label in Tier.choices],
        "unlinked": queries.unlinked(all_).count(),
        "expiring": queries.expiring(all_, on).count(),
        "due": all_.filter(state="revision_due").count(),
        "may_draft": asker.holds(*KEEPERS),
        "today": on,
    }
    return render(request, "contingency/list.html", context)


@require_safe
def export_plans(request: HttpRequest, form: str) -> Any:
    asker = asker_of(request)
    rows = forms.PlanFilters(request.GET).narrowed(queries.visible(asker), asker)
    return download(request, export.PLANS, export.plans(rows), form)


def new(request: HttpRequest) -> HttpResponse:
    asker = asker_of(request)
    if not asker.holds(*KEEPERS):
        raise NotAllowed("您的岗位不能编制预案，请联系本单位工作人员。")
    form = forms.DraftForm(request.POST or None, asker=asker)
    where = Where(_("编制预案"), reverse("contingency:list"), _("预案"), _("开始编制"))

    def act(values: dict[str, Any]) -> str:
        made = actions.draft(by=asker, at=timezone.now(), **values)
        return reverse("contingency:write", args=[made.pk])

    return fill(request, form, act, where, said=_("已建立，请填写内容。"))


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    return show(request, queries.one(asker_of(request), pk))


def show(
    request: HttpRequest, plan: Plan, bound: dict[str, Any] | None = None, sentence: str = ""
) -> HttpResponse:
    """One plan: what it says in the version asked for, where its links are missing, what may be done now."""
    asker, on = asker_of(request), beijing_day(timezone.now())
    shown = _version(request, plan)
    content = shown.read() if shown else rules.Content()
    if plan.of_others:
        content = replace(content, contacts=())
    context = {
        "case": plan,
        "clock": clock_of(plan),
        "verbs": verbs(plan, asker, MADE, without=("lapse",), bound=bound),
        "act_url": "contingency:act",
        "sentence": sentence,
        "facts": facts(
            plan, "tier", "form", "matter", "owner_unit", "issuer_unit", "upper_outside", "published_on", "filed_on",
            "filing_number", "expires_on", "last_drill_on",
        ),
        "version": shown,
        "content": content,
        "lacks": [] if plan.of_others else rules.lacks(content),
        "versions": plan.versions.only("number", "made_at", "frozen_at", "note", "plan_id"),
        "gaps": queries.gaps(plan),
        "uppers": queries.uppers(plan),
        "lowers": queries.lowers(plan, asker)[:50],
        "link_form": forms.LinkForm(plan),
        "drill_form": forms.DrillForm(),
        "drill": plan.drill(on),
        "triggers": [(rules.trigger_label(each.key, on), each) for each in plan.triggers.all()[:10]],
        "trigger_edition": rules.TRIGGERS.in_force(on),
        "may_keep": may_keep(request, plan),
        "hazard": _hazard_of(plan, asker),
    }  # fmt: skip
    return render(request, "contingency/detail.html", context, status=422 if bound else 200)


def _version(request: HttpRequest, plan: Plan) -> Version | None:
    number = key_of(request.GET.get("version"))
    if number is not None:
        return get_object_or_404(Version, plan=plan, number=min(number, 30_000))
    return plan.current if plan.state in ("valid", "revision_due") else plan.draft


@require_POST
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """One step of one plan; or a link, a drill."""
    asker, at = asker_of(request), timezone.now()
    plan = queries.one(asker, pk)
    if verb == "untie":
        actions.untie(plan=plan, by=asker, at=at)
        messages.success(request, _("已办理。"))
        return redirect(plan)
    if verb in ("link", "unlink"):
        upper = get_object_or_404(Plan.every, pk=key_of(request.POST.get("upper")) or 0)
        (actions.link if verb == "link" else actions.unlink)(plan=plan, upper=upper, by=asker, at=at)
        messages.success(request, _("已办理。"))
        return redirect(plan)
    if verb == "drill":
        form = forms.DrillForm(request.POST)
        if not form.is_valid():
            raise Refusal("请填写演练日期，写成 2026-03-05。")
        actions.note_drill(plan=plan, on=form.cleaned_data["on"], by=asker, at=at)
        messages.success(request, _("已登记。"))
        return redirect(plan)
    return take(
        request, plan, verb, made=MADE, acts=ACTS,
        again=lambda bound, sentence: show(request, plan, bound, sentence),
    )  # fmt: skip


def write(request: HttpRequest, pk: int) -> HttpResponse:
    """The content of a plan, part by part; what was typed stays when it is refused."""
    asker = asker_of(request)
    plan = queries.one(asker, pk)
    if not may_keep(request, plan):
        raise NotAllowed(f"该预案由{plan.owner_unit}编制，请联系其工作人员。")
    if plan.state != "drafting" or plan.draft is None:
        raise Refusal("预案不在编制中，不能修改内容；已生效的预案请先登记修订情形，再开始修订。")
    filled = forms.ContentForms(plan.draft.read(), request.POST or None)
    sentence, read = "", actions.changes(plan.draft)
    if request.method == "POST":
        read = key_of(request.POST.get("read")) or 0
        sentence = _("有内容未填完整，请看下面的红字。")
        if filled.is_valid():
            try:
                actions.write(plan=plan, content=filled.content(), by=asker, at=timezone.now(), read=read)
            except Refusal as refusal:
                sentence = refusal.sentence
            else:
                messages.success(request, _("已保存。"))
                return redirect(plan)
    context = {"plan": plan, "filled": filled, "sentence": sentence, "read": read}
    return render(request, "contingency/write.html", context, status=422 if sentence else 200)


@require_safe
def of_hazard(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan of a major hazard, or those that could be it; a fragment for the file of the hazard."""
    asker = asker_of(request)
    hazard = supervision.hazard(asker, pk)
    plan = queries.of_hazard(asker, pk)
    choice = (
        []
        if plan or not asker.holds(*KEEPERS)
        else queries.for_hazard(asker, hazard.enterprise_id, hazard.plan_number)
    )
    context = {"hazard": hazard, "plan": plan, "choice": [each for each in choice if may_keep(request, each)]}
    return render(request, "contingency/of_hazard.html", context)


@require_POST
def tie(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose the plan of a major hazard, from the file of the hazard."""
    asker = asker_of(request)
    plan = queries.one(asker, key_of(request.POST.get("plan")) or 0)
    actions.tie(plan=plan, hazard_id=pk, by=asker, at=timezone.now())
    messages.success(request, _("已办理。"))
    return redirect(supervision.hazard(asker, pk).url + "#plan")


def _hazard_of(plan: Plan, asker: Asker) -> supervision.HazardCard | None:
    """The hazard that a plan is for, as far as the asker may see it."""
    if plan.hazard_id is None or plan.of_others:
        return None
    try:
        return supervision.hazard(asker, plan.hazard_id)
    except Absent:
        return None


@require_safe
def joining(request: HttpRequest) -> HttpResponse:
    """Where the plans below do not answer those above."""
    matters, rows = queries.joining(asker_of(request))
    labels = dict(Matter.choices)
    context = {
        "matters": [(each, labels[each.value]) for each in matters],
        "rows": rows,
        "missing": sum(len(each.missing) for each in rows),
        "communities_without": sum(each.communities_without for each in rows),
        "communities": sum(each.communities for each in rows),
    }
    return render(request, "contingency/joining.html", context)
