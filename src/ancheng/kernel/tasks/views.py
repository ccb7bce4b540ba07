"""Pages of tasks: to-do, list, case page and its verbs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ancheng.base.errors import Refusal
from ancheng.base.numbers import is_key, key
from ancheng.base.roles import Role
from ancheng.kernel.documents.models import Document
from ancheng.kernel.files.actions import attach, withdraw
from ancheng.kernel.files.models import Attachment
from ancheng.kernel.orgs.models import Unit
from ancheng.kernel.tasks import actions, queries
from ancheng.kernel.tasks.models import Milestone, Task
from ancheng.kernel.tasks.rules import PlannedStep
from ancheng.kernel.tasks.workflows.task import WORKFLOW
from ancheng.kernel.workflow.actions import (
    ask_extension,
    decide_extension,
    may_take,
    pause_clock,
    resume_clock,
    verbs_for,
)
from ancheng.kernel.workflow.models import Clock, Extension

PAGE = 50


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """What waits for my unit, most urgent first."""
    rows = queries.mine(request.asker)  # type: ignore[attr-defined]
    now = timezone.now()
    page = _page_number(request)
    found = list(rows[page * PAGE : (page + 1) * PAGE + 1])
    context = {
        "tasks": found[:PAGE],
        "count": rows.count(),
        "late": queries.late(rows, now).count(),
        "page": page,
        "before": page - 1 if page > 1 else "",
        "more": page + 1 if len(found) > PAGE else None,
    }
    return render(request, "tasks/mine.html", context)


def _page_number(request: HttpRequest) -> int:
    text = request.GET.get("page", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0


@require_safe
def tasks(request: HttpRequest) -> HttpResponse:
    """All tasks that I may see, filtered by the address."""
    now = timezone.now()
    rows = filtered(request, now)
    after = request.GET.get("after", "")
    found = list((rows.filter(pk__gt=int(after)) if is_key(after) else rows).order_by("pk")[: PAGE + 1])
    unit = request.GET.get("unit", "")
    context = {
        "tasks": found[:PAGE],
        "older": found[PAGE - 1].pk if len(found) > PAGE else None,
        "states": WORKFLOW.states,
        "unit": Unit.objects.filter(pk=int(unit)).first() if is_key(unit) else None,
        "tally": queries.tally(rows, now),
    }
    return render(request, "tasks/list.html", context)


def filtered(request: HttpRequest, now: Any) -> QuerySet[Task]:
    """The filters of the list: state, unit, late, soon, q."""
    rows, asked = queries.visible(request.asker), request.GET  # type: ignore[attr-defined]
    if asked.get("state") in {each.key for each in WORKFLOW.states}:
        rows = rows.filter(state=asked["state"])
    if is_key(asked.get("unit", "")):
        rows = rows.filter(owner_unit_id=int(asked["unit"]))
    if asked.get("late"):
        rows = queries.late(rows, now)
    if asked.get("soon"):
        rows = rows.filter(state__in=queries.OPEN, due_at__range=(now, now + timedelta(days=3)))
    text = asked.get("q", "").strip()[:80]
    return rows.filter(Q(title__icontains=text) | Q(number__istartswith=text)) if text else rows


def _task(request: HttpRequest, pk: int) -> Task:
    rows = Task.every.visible_to(request.asker).select_related("owner_unit", "issuer_unit")  # type: ignore[attr-defined]
    found: Task = get_object_or_404(rows, pk=pk)
    return found


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    task, asker = _task(request, pk), request.asker  # type: ignore[attr-defined]
    clock = Clock.objects.of(task).filter(stopped_at=None).select_related("unit").first()
    context = {
        "task": task,
        "verbs": {step.verb: step for step in verbs_for(task, asker)},
        "may_work": may_take(task, WORKFLOW.step("submit"), asker) and not task.ended,
        "is_office": asker.holds(Role.OFFICE),
        "clock": clock,
        "extension": clock.extensions.filter(decided_at=None).select_related("asked_by").first()
        if clock
        else None,
        "may_ask": bool(clock and clock.unit_id == asker.unit_id and asker.may_write),
        "evidence": actions.evidence(task),
        "milestones": task.milestones.all(),
        "reports": task.reports.all()[:20],
        "documents": Document.every.filter(subject_type="tasks.task", subject_id=task.pk).order_by("-pk"),
        "today": timezone.localdate(),
    }
    return render(request, "tasks/detail.html", context)


@require_safe
def peek(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "tasks/peek.html", {"task": _task(request, pk)})


def _day(text: str, label: str) -> date:
    try:
        found = parse_date(text.strip())
    except ValueError:
        found = None
    if found is None:
        raise Refusal(f"“{label}”应为日期，例如 2026-12-31。")
    return found


def _steps(request: HttpRequest) -> list[PlannedStep]:
    titles, days = request.POST.getlist("milestone"), request.POST.getlist("milestone_due")
    return [
        PlannedStep(title.strip(), _day(day, f"节点“{title}”的时间"))
        for title, day in zip(titles, days, strict=False)
        if title.strip() or day.strip()
    ]


def _plan(request: HttpRequest, task: Task, how: dict[str, Any]) -> str:
    act = actions.make_plan if task.state == "assigned" else actions.amend_plan
    act(task=task, text=request.POST.get("work_plan", ""), milestones=_steps(request), **how)
    return _("工作计划已保存。")


def _report(request: HttpRequest, task: Task, how: dict[str, Any]) -> str:
    progress = request.POST.get("progress", "")
    if not is_key(progress):
        raise Refusal("进度应为 0 至 100 的整数。")
    actions.report(task=task, text=request.POST.get("text", ""), progress=int(progress), **how)
    return _("进展已填报。")


def _evidence(request: HttpRequest, task: Task, how: dict[str, Any]) -> str:
    files = request.FILES.getlist("files")
    if not files:
        raise Refusal("请选择要上传的佐证材料。")
    if not may_take(task, WORKFLOW.step("submit"), how["by"]) or task.ended:
        raise Refusal("只有承办单位可以在办结前上传佐证材料。")
    for each in files:
        attach(
            subject=task,
            upload=each,
            purpose=actions.EVIDENCE,
            caption=request.POST.get("caption", ""),
            **how,
        )
    return _("已上传 %(count)s 份材料。") % {"count": len(files)}


def _withdraw(request: HttpRequest, task: Task, how: dict[str, Any]) -> str:
    attachment = get_object_or_404(
        Attachment, pk=key(request.POST.get("attachment")), subject_type="tasks.task", subject_id=str(task.pk)
    )
    withdraw(attachment=attachment, subject=task, why=request.POST.get("why", ""), **how)
    return _("材料已撤回。")


def _milestone(request: HttpRequest, task: Task, how: dict[str, Any]) -> str:
    milestone = get_object_or_404(
        Milestone.objects.select_related("task"), pk=key(request.POST.get("milestone")), task=task
    )
    actions.reach_milestone(milestone=milestone, on=timezone.localdate(how["at"]), **how)
    return _("节点已标记完成。")


def _supervise(request: HttpRequest, task: Task, how: dict[str, Any]) -> str:
    demands = request.POST.get("demands", "").strip()
    if not demands:
        raise Refusal("请填写督办要求。")
    document = actions.supervise(task=task, demands=demands, **how)
    return _("%(number)s 已印发。") % {"number": document.number}


def _extension(request: HttpRequest, task: Task, how: dict[str, Any]) -> str:
    days = request.POST.get("days", "")
    ask_extension(task, days=int(days) if is_key(days) else 0, reason=request.POST.get("reason", ""), **how)
    return _("延期申请已提交，待安委办审批。")


def _decide(request: HttpRequest, task: Task, how: dict[str, Any]) -> str:
    extension = get_object_or_404(Extension, pk=key(request.POST.get("extension")), clock__subject_id=task.pk)
    granted = request.POST.get("granted") == "yes"
    decide_extension(task, extension, granted=granted, answer=request.POST.get("answer", ""), **how)
    return _("已批准延期。") if granted else _("已不予延期。")


def _end(request: HttpRequest, task: Task, how: dict[str, Any]) -> str:
    actions.set_end(
        task=task,
        ends_on=_day(request.POST.get("ends_on", ""), "完成时限"),
        why=request.POST.get("why", ""),
        **how,
    )
    return _("完成时限已调整。")


def _pause(request: HttpRequest, task: Task, how: dict[str, Any]) -> str:
    pause_clock(task, why=request.POST.get("why", ""), **how)
    return _("计时已中止。")


def _resume_clock(request: HttpRequest, task: Task, how: dict[str, Any]) -> str:
    resume_clock(task, **how)
    return _("计时已恢复。")


def _why(act: Callable[..., None]) -> Callable[[HttpRequest, Task, dict[str, Any]], str]:
    def take(request: HttpRequest, task: Task, how: dict[str, Any]) -> str:
        act(task=task, why=request.POST.get("why", ""), **how)
        return _("已办理。")

    return take


def _opinion(act: Callable[..., None]) -> Callable[[HttpRequest, Task, dict[str, Any]], str]:
    def take(request: HttpRequest, task: Task, how: dict[str, Any]) -> str:
        act(task=task, opinion=request.POST.get("why", ""), **how)
        return _("已办理。")

    return take


def _plain(act: Callable[..., None]) -> Callable[[HttpRequest, Task, dict[str, Any]], str]:
    def take(request: HttpRequest, task: Task, how: dict[str, Any]) -> str:
        act(task=task, **how)
        return _("已办理。")

    return take


def _submit(request: HttpRequest, task: Task, how: dict[str, Any]) -> str:
    actions.submit(task=task, result=request.POST.get("result", ""), **how)
    return _("佐证已报送，待核验。")


VERBS: dict[str, Callable[[HttpRequest, Task, dict[str, Any]], str]] = {
    "plan": _plan,
    "start": _plain(actions.start),
    "report": _report,
    "evidence": _evidence,
    "withdraw": _withdraw,
    "milestone": _milestone,
    "submit": _submit,
    "check": _opinion(actions.check),
    "finish": _opinion(actions.finish),
    "send_back": _why(actions.send_back),
    "resume": _plain(actions.resume),
    "cancel": _why(actions.cancel),
    "supervise": _supervise,
    "ask_extension": _extension,
    "decide_extension": _decide,
    "set_end": _end,
    "pause": _pause,
    "resume_clock": _resume_clock,
}


@require_POST
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Carry out one verb of the case page."""
    task = _task(request, pk)
    if verb not in VERBS:
        raise Refusal("没有这个操作，请刷新页面后重试。")
    said = VERBS[verb](request, task, {"by": request.asker, "at": timezone.now()})  # type: ignore[attr-defined]
    messages.success(request, said)
    return redirect(task)
