"""The file of one hazard 一源一档: everything on one page, its verbs, and the change of its inventory."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ancheng.base.errors import Absent, Conflict, NotAllowed, Refusal
from ancheng.base.numbers import key
from ancheng.kernel.documents.models import Document
from ancheng.kernel.files.queries import attachments
from ancheng.kernel.workflow.actions import may_take, verbs_for
from ancheng.kernel.workflow.models import Clock
from ancheng.supervision.hazards import actions, archive_actions, forms, queries, rules
from ancheng.supervision.hazards.models import Exercise, Hazard, Post
from ancheng.supervision.hazards.surroundings import exposed, ring
from ancheng.supervision.hazards.values import Assessment, Contact, SpecialPlan
from ancheng.supervision.hazards.values import Exercise as Drilled
from ancheng.supervision.hazards.views import (
    form_rows,
    inventory_words,
    overdue_words,
    previewed,
    shapes,
)

How = dict[str, Any]
# Verbs that need no more than a button or a reason, in the order in which the page offers them.
REASONED = ("send_back", "order_reassessment", "apply_cancel", "refuse_cancel")


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One source, one file."""
    asker, now = request.asker, timezone.now()  # type: ignore[attr-defined]
    hazard = queries.one(asker, pk)
    steps = {each.verb: each for each in verbs_for(hazard, asker) if each.verb in VERBS}
    clock = Clock.objects.of(hazard).filter(stopped_at=None).first()
    today = timezone.localdate()
    context = {
        "hazard": hazard,
        "verbs": steps,
        "reasoned": [steps[each] for each in REASONED if each in steps],
        "clock": clock,
        "may_keep": queries.may_keep(hazard, asker),
        "may_change": _may_change(hazard, asker),
        "lacking": actions.missing(hazard) if {"declare", "register"} & set(steps) else [],
        "late": overdue_words(hazard, now),
        "substances": hazard.substances.all(),
        "runs": hazard.identifications.all()[:20],
        "posts": [(post, label, _held(hazard, post)) for post, label in Post.choices],
        "drills": hazard.drills.all()[:20],
        "exercises": [
            (name, label, hazard.drill_due_on(name), rules.DRILLS[Drilled(name)].in_force(today))
            for name, label in Exercise.choices
        ],
        "points": hazard.points.select_related("asset").defer("asset__words"),
        "dangers": queries.dangers_of(asker, hazard)[:10],
        "plan_files": attachments(hazard, purpose="plan"),
        "reports": attachments(hazard, purpose="evidence"),
        "papers": attachments(hazard, purpose="attachment"),
        "documents": Document.every.filter(subject_type=queries.SOURCE, subject_id=hazard.pk).order_by("-pk"),
        "inspections": _maybe("enforcement:of_enterprise", hazard.enterprise_id),
        "today": today,
        "editions": {
            "file": rules.FILE_WITHIN.in_force(today),
            "reassess": rules.REASSESS_AFTER.in_force(today),
            "persons": rules.THREE_PERSONS.in_force(today),
        },
        **_map(hazard),
    }
    return render(request, "hazards/detail.html", context)


def _held(hazard: Hazard, post: str) -> Any:
    return next((each for each in hazard.responsibles.all() if each.post == post), None)


def _maybe(name: str, *args: int) -> str:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def _may_change(hazard: Hazard, asker: Any) -> bool:
    verb = "assess" if hazard.state in actions.IN_HAND else "reassess"
    step = hazard.WORKFLOW.step(verb)
    return hazard.state in step.sources and may_take(hazard, step, asker)


def _map(hazard: Hazard) -> dict[str, Any]:
    """The unit, the ring of 500 m around it, and the objects with people inside it."""
    if not hazard.geometry:
        return {}
    shown = shapes([hazard])
    shown["features"].append(ring(hazard.geometry))
    around = exposed(hazard.geometry, own_enterprise=hazard.enterprise_id)
    for each in around.neighbours[:200]:
        point = each.asset.geometry.point_on_surface
        shape = {"type": "Point", "coordinates": [point.x, point.y]}
        shown["features"].append(
            {"type": "Feature", "properties": {"people": each.people}, "geometry": shape}
        )
    west, south, east, north = hazard.geometry.extent
    bounds = f"{west - 0.008:.5f},{south - 0.006:.5f},{east + 0.008:.5f},{north + 0.006:.5f}"
    return {"shapes": shown, "bounds": bounds, "around": around}


@require_safe
def peek(request: HttpRequest, pk: int) -> HttpResponse:
    asker = request.asker  # type: ignore[attr-defined]
    hazard = queries.one(asker, pk)
    steps = [each for each in verbs_for(hazard, asker) if each.verb in VERBS]
    context = {"hazard": hazard, "steps": steps[:3], "late": overdue_words(hazard, timezone.now())}
    return render(request, "hazards/peek.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Another inventory or population: the same form, the same live result, with a reason."""
    by = request.asker  # type: ignore[attr-defined]
    hazard = queries.one(by, pk)
    if not _may_change(hazard, by):
        if hazard.state in ("declared", "cancelling"):
            raise Conflict(f"该单元处于“{hazard.state_label}”，请待监管部门审查后再变更清单。")
        raise NotAllowed("清单由企业或其所在街道填报，您的岗位不能修改。")
    sentence = ""
    if request.method == "POST":
        try:
            verdict = actions.re_identify(
                hazard=hazard,
                amounts=forms.amounts(request.POST),
                exposure=forms.exposure(request.POST, hazard.geometry, hazard.enterprise_id),
                version=key(request.POST.get("version", "")) or 0,
                why=request.POST.get("why", ""),
                by=by,
                at=timezone.now(),
            )
        except Refusal as refusal:
            sentence = refusal.sentence
        else:
            messages.success(request, _("已重新辨识：S=%(s)s，R=%(r)s，%(level)s。") % {
                "s": f"{verdict.s:.4g}", "r": f"{verdict.r:.4g}", "level": verdict.level or _("不构成重大危险源"),
            })  # fmt: skip
            return redirect(hazard)
    typed = request.POST or _as_typed(hazard)
    context = {
        "hazard": hazard,
        "sentence": sentence,
        "typed": typed,
        "rows": form_rows(forms.rows(typed)),
        **inventory_words(),
        **previewed(request, _placed(typed, hazard)),
    }
    return render(request, "hazards/change.html", context, status=422 if sentence else 200)


def _as_typed(hazard: Hazard) -> QueryDict:
    """The inventory in force as the form would send it."""
    fields = QueryDict(mutable=True)
    lines = list(hazard.substances.all())
    fields["s-TOTAL_FORMS"] = str(len(lines))
    for number, each in enumerate(lines):
        fields[f"s-{number}-name"] = each.stated_name
        fields[f"s-{number}-quantity"] = f"{each.quantity_t:.12g}"
        fields[f"s-{number}-class"] = each.hazard_class
    adjusted = hazard.people != hazard.people_from_map
    fields["people"] = str(hazard.people) if adjusted else ""
    fields["people_why"], fields["people_source"] = hazard.people_why, hazard.people_source
    return fields


def _placed(typed: Any, hazard: Hazard) -> Any:
    """The fields with the place and enterprise that a changed unit keeps."""
    fields = typed.copy()
    if hazard.geometry:
        point = hazard.geometry.point_on_surface
        fields["geometry"] = json.dumps({"type": "Point", "coordinates": [point.x, point.y]})
    fields["enterprise"] = hazard.enterprise.name
    return fields


def _assess(request: HttpRequest, hazard: Hazard, how: How) -> str:
    sent = request.POST
    report = Assessment(sent.get("number", ""), sent.get("by_whom", ""), forms.day(sent.get("reported_on", ""), _("报告日期")))  # fmt: skip
    archive_actions.hand_in_report(hazard=hazard, report=report, upload=request.FILES.get("file"), **how)
    return _("评估报告已提交，请在15日内申报备案。")


def _responsible(request: HttpRequest, hazard: Hazard, how: How) -> str:
    sent = request.POST
    contact = Contact(sent.get("post", ""), sent.get("name", ""), sent.get("phone", ""))
    archive_actions.name_responsible(hazard=hazard, contact=contact, **how)
    return _("责任人已确定。")


def _plan(request: HttpRequest, hazard: Hazard, how: How) -> str:
    sent = request.POST
    plan = SpecialPlan(sent.get("number", ""), sent.get("title", ""), forms.day(sent.get("approved_on", ""), _("批准日期")))  # fmt: skip
    archive_actions.set_plan(hazard=hazard, plan=plan, upload=request.FILES.get("file"), **how)
    return _("专项应急预案已登记。")


def _drill(request: HttpRequest, hazard: Hazard, how: How) -> str:
    sent = request.POST
    archive_actions.hold_drill(
        hazard=hazard,
        exercise=sent.get("exercise", ""),
        held_on=forms.day(sent.get("held_on", ""), _("演练日期")),
        people=forms.people(sent.get("people", "")),
        summary=sent.get("summary", ""),
        **how,
    )
    return _("演练已登记，下次期限已重新计算。")


def _point(request: HttpRequest, hazard: Hazard, how: How) -> str:
    asset = forms.asset_called(request.POST.get("asset", ""), how["by"])
    if asset is None:
        raise Refusal("请填写监测点所在对象的编号。")
    archive_actions.add_point(hazard=hazard, asset=asset, measures=request.POST.get("measures", ""), **how)
    return _("监测点已登记。")


def _remove_point(request: HttpRequest, hazard: Hazard, how: How) -> str:
    archive_actions.remove_point(hazard=hazard, point_id=key(request.POST.get("point", "")) or 0, **how)
    return _("监测点已移除。")


def _paper(request: HttpRequest, hazard: Hazard, how: How) -> str:
    uploads = request.FILES.getlist("files")
    if not uploads:
        raise Refusal("请选择要上传的材料。")
    for upload in uploads:
        archive_actions.add_paper(
            hazard=hazard, upload=upload, purpose=request.POST.get("purpose", ""), **how
        )
    return _("材料已上传。")


def _danger(request: HttpRequest, hazard: Hazard, how: How) -> str:
    danger = archive_actions.find_danger(
        hazard=hazard,
        title=request.POST.get("title", ""),
        description=request.POST.get("description", ""),
        **how,
    )
    return _("已登记 %(number)s。") % {"number": danger.number}


def _register(request: HttpRequest, hazard: Hazard, how: How) -> str:
    document = actions.register(hazard=hazard, **how)
    return _("%(number)s 已印发。") % {"number": document.number}


def _plain(act: Callable[..., object]) -> Callable[[HttpRequest, Hazard, How], str]:
    def take(request: HttpRequest, hazard: Hazard, how: How) -> str:
        act(hazard=hazard, **how)
        return _("已办理。")

    return take


def _reasoned(act: Callable[..., object]) -> Callable[[HttpRequest, Hazard, How], str]:
    def take(request: HttpRequest, hazard: Hazard, how: How) -> str:
        act(hazard=hazard, why=request.POST.get("why", ""), **how)
        return _("已办理。")

    return take


VERBS: dict[str, Callable[[HttpRequest, Hazard, How], str]] = {
    "assess": _assess,
    "close_minor": _plain(actions.close_minor),
    "declare": _plain(actions.declare),
    "register": _register,
    "send_back": _reasoned(actions.send_back),
    "supervise": _plain(actions.supervise),
    "order_reassessment": _reasoned(actions.order_reassessment),
    "apply_cancel": _reasoned(actions.apply_cancel),
    "cancel": _plain(actions.cancel),
    "refuse_cancel": _reasoned(actions.refuse_cancel),
}
KEPT: dict[str, Callable[[HttpRequest, Hazard, How], str]] = {
    "responsible": _responsible,
    "plan": _plan,
    "drill": _drill,
    "point": _point,
    "remove_point": _remove_point,
    "paper": _paper,
    "danger": _danger,
}


@require_POST
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Carry out one verb of the page."""
    hazard = queries.one(request.asker, pk)  # type: ignore[attr-defined]
    take = VERBS.get(verb) or KEPT.get(verb)
    if take is None:
        raise Absent("没有这个操作，请刷新页面后重试。")
    said = take(request, hazard, {"by": request.asker, "at": timezone.now()})  # type: ignore[attr-defined]
    messages.success(request, said)
    return redirect(hazard)
