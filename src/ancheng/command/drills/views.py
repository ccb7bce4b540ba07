"""Pages of drills: the schedule, the legal frequency by unit, one drill from its plan to the last defect."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ancheng.base.clock import beijing_day
from ancheng.base.errors import NotAllowed, Refusal
from ancheng.base.numbers import key as key_of
from ancheng.base.roles import Role
from ancheng.command.contingency import queries as plans
from ancheng.command.contingency import rules as plan_rules
from ancheng.command.contingency.models import Plan
from ancheng.command.drills import actions, exercise_actions, export, forms, queries, rules
from ancheng.command.drills.models import Drill
from ancheng.command.drills.workflows.drill import CALLERS, KEEPERS
from ancheng.command.pages import fill
from ancheng.kernel.counting import how_many
from ancheng.kernel.exchange.download import download
from ancheng.kernel.language import named
from ancheng.kernel.pages import Where, asker_of, clock_of, facts, page_of, take, verbs

MADE = {
    "hold": lambda drill, data: forms.HoldForm(data),
    "evaluate": lambda drill, data: forms.EvaluateForm(data, drill=drill),
}
ACTS = {
    "hold": actions.hold,
    "evaluate": actions.evaluate,
    "close": actions.close,
    "cancel": actions.cancel,
}
SHOWN = 200


def may_keep(request: HttpRequest, drill: Drill) -> bool:
    asker = asker_of(request)
    return asker.role == Role.OFFICE or (asker.holds(*KEEPERS) and asker.unit_id in drill.owner_unit.line)


@require_safe
def drills(request: HttpRequest) -> HttpResponse:
    asker, now = asker_of(request), timezone.now()
    filters = forms.DrillFilters(request.GET)
    rows = filters.narrowed(queries.drills(asker), asker)
    context = {
        "page": page_of(request, rows),
        "count": how_many(rows),
        "filters": filters,
        "query": request.GET.urlencode(),
        "year": queries.year(asker, beijing_day(now).year, now),
        "this_year": beijing_day(now).year,
        "due": queries.plans_due(asker, beijing_day(now)).count(),
        "may_plan": asker.holds(*KEEPERS),
    }
    return render(request, "drills/list.html", context)


@require_safe
def export_drills(request: HttpRequest, form: str) -> Any:
    asker = asker_of(request)
    rows = forms.DrillFilters(request.GET).narrowed(queries.drills(asker), asker)
    return download(request, export.DRILLS, export.drills(rows), form)


@require_safe
def duty(request: HttpRequest) -> HttpResponse:
    """Who keeps the legal frequency, and which plans are due and stand in no schedule."""
    asker, on = asker_of(request), beijing_day(timezone.now())
    rows = queries.units(asker, on)
    unscheduled = queries.without_drill(asker, on.year, on).order_by("owner_unit__order", "pk")
    district, others = plan_rules.DRILLS.in_force(on), plan_rules.DRILLS_OTHERS.in_force(on)
    context = {
        "units": rows[:SHOWN],
        "more": max(0, len(rows) - SHOWN),
        "late": sum(each.late for each in rows),
        "plans": sum(each.plans for each in rows),
        "unscheduled": unscheduled[:50],
        "unscheduled_count": unscheduled.count(),
        "frequencies": [
            (each.label, edition.citation)
            for edition in (district, others)
            for each in edition.value.values()
        ],
        "this_year": on.year,
        "may_plan": asker.holds(*KEEPERS),
    }
    return render(request, "drills/duty.html", context)


def new(request: HttpRequest) -> HttpResponse:
    asker = asker_of(request)
    if not asker.holds(*KEEPERS):
        raise NotAllowed("您的岗位不能制定演练计划，请联系本单位工作人员。")
    chosen = plans.visible(asker).filter(pk=key_of(request.GET.get("plan")) or 0).first()
    form = forms.ScheduleForm(request.POST or None, asker=asker, plan=chosen)
    where = Where(_("列入演练计划"), reverse("drills:list"), _("应急演练"), _("列入计划"))

    def act(values: dict[str, Any]) -> Drill:
        owner = values.pop("owner")
        line = actions.Planned(**values)
        return actions.schedule(lines=[line], owner=owner, by=asker, at=timezone.now())[0]

    return fill(request, form, act, where, said=_("已列入演练计划。"))


@require_safe
def of_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """The drills of one contingency plan, for its page."""
    asker = asker_of(request)
    plan = get_object_or_404(Plan, pk=plans.one(asker, pk).pk)
    rows, held = queries.of_plan(asker, plan)
    context = {"rows": rows[:5], "held": held, "plan": plan, "may_plan": asker.holds(*KEEPERS)}
    return render(request, "drills/of_plan.html", context)


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    return show(request, queries.one(asker_of(request), pk))


def show(
    request: HttpRequest, drill: Drill, bound: dict[str, Any] | None = None, sentence: str = ""
) -> HttpResponse:
    asker, on = asker_of(request), beijing_day(timezone.now())
    sheet = rules.SHEET.in_force(on)
    marks = {each.key: each for each in drill.marks.all()}
    context = {
        "case": drill,
        "clock": clock_of(drill),
        "verbs": verbs(drill, asker, MADE, bound=bound),
        "act_url": "drills:act",
        "sentence": sentence,
        "facts": facts(
            drill, "year", "owner_unit", "mode", "breadth", "planned_on", "held_on", "place", "people", "reported_on",
        ),
        "marks": [(named(each.label), each.points, marks[each.key]) for each in sheet.value if each.key in marks],
        "full": rules.full_score(on),
        "sheet": sheet,
        "conclusion": named(drill.conclusion) if drill.conclusion else "",
        "defects": drill.defects.select_related("unit", "task"),
        "report_clause": rules.REPORTED.in_force(on).citation,
        "may_keep": may_keep(request, drill),
        "exercise": getattr(drill, "exercise", None),
        "exercise_form": forms.ExerciseForm(),
        "may_direct": asker.holds(*CALLERS),
    }  # fmt: skip
    return render(request, "drills/detail.html", context, status=422 if bound else 200)


@require_POST
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    asker, at = asker_of(request), timezone.now()
    drill = queries.one(asker, pk)
    if verb == "report":
        actions.report(drill=drill, by=asker, at=at)
        messages.success(request, _("已登记报送。"))
        return redirect(drill)
    if verb == "exercise":
        form = forms.ExerciseForm(request.POST)
        if not form.is_valid():
            raise Refusal("没有这个演练脚本，请从列表中选择。")
        made = exercise_actions.prepare(drill=drill, key=form.cleaned_data["key"], by=asker, at=at)
        return redirect(made)
    return take(
        request, drill, verb, made=MADE, acts=ACTS,
        again=lambda bound, sentence: show(request, drill, bound, sentence),
    )  # fmt: skip
