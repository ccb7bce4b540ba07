"""Pages of the programme before and around its adoption."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ancheng.administration.programme import actions, adoption, queries
from ancheng.administration.programme.models import Group, Phase, Programme, ProgrammeState
from ancheng.base.errors import NotAllowed, Refusal
from ancheng.base.numbers import is_key, key
from ancheng.base.roles import Role
from ancheng.kernel.orgs import queries as orgs
from ancheng.kernel.orgs.models import Unit
from ancheng.kernel.tasks.models import Part


def visible(request: HttpRequest, pk: int) -> Programme:
    """The programme, when the asker may know of it; else as if there were none."""
    found: Programme = get_object_or_404(Programme.objects.visible_to(request.asker), pk=pk)  # type: ignore[attr-defined]
    return found


def given_date(text: str, label: str) -> date | None:
    """A date from a form; what is no date is refused with its label."""
    if not text.strip():
        return None
    try:
        found = parse_date(text.strip())
    except ValueError:
        found = None
    if found is None:
        raise Refusal(f"“{label}”应为日期，例如 2026-12-31。")
    return found


@require_safe
def programmes(request: HttpRequest) -> HttpResponse:
    rows = queries.visible(request.asker)  # type: ignore[attr-defined]
    return render(
        request, "programme/list.html", {"programmes": rows, "may_upload": request.asker.holds(Role.OFFICE)}
    )  # type: ignore[attr-defined]


def upload(request: HttpRequest) -> HttpResponse:
    """Choose a plan document; `supersedes` names the adopted one that it corrects."""
    if not request.asker.holds(Role.OFFICE):  # type: ignore[attr-defined]
        raise NotAllowed("实施方案由安委办上传、核对和采纳。")
    earlier = request.POST.get("supersedes") or request.GET.get("supersedes")
    old = visible(request, int(earlier)) if is_key(earlier) else None
    if request.method == "POST":
        file = request.FILES.get("file")
        if file is None:
            raise Refusal("请选择方案文件（txt、docx 或文字版 PDF）。")
        programme = actions.upload(file=file, by=request.asker, at=timezone.now(), supersedes=old)  # type: ignore[attr-defined]
        return redirect("programme:review", programme.pk)
    return render(request, "programme/upload.html", {"old": old})


@require_safe
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Document and parse side by side."""
    programme = visible(request, pk)
    names = queries.unknown_names(programme)
    context = {
        "programme": programme,
        "groups": queries.groups(programme),
        "counts": queries.counts(programme),
        "unknown": [(name, orgs.suggestions(name)) for name in names],
        "units": orgs.responsible_units() if names else [],
        "parts": Part.choices,
        "editable": programme.state == ProgrammeState.DRAFT and request.asker.holds(Role.OFFICE),  # type: ignore[attr-defined]
    }
    return render(request, "programme/review.html", context)


@require_POST
def link(request: HttpRequest, pk: int) -> HttpResponse:
    programme, name = visible(request, pk), request.POST.get("name", "")
    by, at = request.asker, timezone.now()  # type: ignore[attr-defined]
    if request.POST.get("verb") == "ignore":
        actions.ignore(programme=programme, name=name, why=request.POST.get("why", ""), by=by, at=at)
        messages.success(request, _("“%(name)s”不纳入。") % {"name": name})
    else:
        unit = Unit.objects.filter(pk=key(request.POST.get("unit"))).first()
        if unit is None:
            raise Refusal(f"请为“{name}”选择一个单位。")
        remember = request.POST.get("remember") == "on"
        actions.link(programme=programme, name=name, unit=unit, remember=remember, by=by, at=at)
        messages.success(request, _("“%(name)s”已认定为%(unit)s。") % {"name": name, "unit": unit})
    return redirect("programme:review", pk)


def group_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct one group of a draft."""
    group = get_object_or_404(Group.objects.select_related("programme").prefetch_related("named"), pk=pk)
    visible(request, group.programme_id)
    if request.method == "POST":
        _edit(request, group)
        return redirect(f"{_review_url(group)}#group-{group.pk}")
    context = {"group": group, "units": orgs.responsible_units(), "parts": Part.choices}
    return render(request, "programme/group_edit.html", context)


def _edit(request: HttpRequest, group: Group) -> None:
    by, at = request.asker, timezone.now()  # type: ignore[attr-defined]
    if request.POST.get("verb") in ("drop", "restore"):
        why = request.POST.get("why", "").strip() if request.POST["verb"] == "drop" else ""
        if request.POST["verb"] == "drop" and not why:
            raise Refusal("不采纳一条责任分工须填写理由。")
        actions.drop_group(group=group, why=why, by=by, at=at)
        return
    parts = {named.pk: request.POST.get(f"part-{named.pk}", named.part) for named in group.named.all()}
    added = request.POST.get("added", "")
    actions.amend_group(
        group=group,
        title=request.POST.get("title", ""),
        due_on=given_date(request.POST.get("due_on", ""), "时限"),
        parts=parts,
        added=Unit.objects.filter(pk=int(added)).first() if is_key(added) else None,
        by=by,
        at=at,
    )


def _review_url(group: Group) -> str:
    return f"/programme/{group.programme_id}/review/"


@require_safe
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """What adopting would change, before it is done."""
    programme = visible(request, pk)
    found = adoption.effect(programme)
    context: dict[str, Any] = {
        "programme": programme,
        "effect": found,
        "difference": adoption.difference(programme),
        "unknown": queries.unknown_names(programme),
        "working": sum(not task.ended for task in found.ended),
        "finished": sum(task.ended for task in found.ended),
    }
    return render(request, "programme/preview.html", context)


@require_POST
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Adopt, discard, or choose the end of the tasks."""
    programme, verb = visible(request, pk), request.POST.get("verb")
    by, at = request.asker, timezone.now()  # type: ignore[attr-defined]
    if verb == "adopt":
        given = actions.adopt(programme=programme, by=by, at=at)
        messages.success(request, _("方案已采纳，新交办任务 %(count)s 项。") % {"count": given})
        return redirect(programme)
    if verb == "discard":
        actions.discard(programme=programme, why=request.POST.get("why", ""), by=by, at=at)
        messages.success(request, _("草稿已放弃，原文件仍保留在案。"))
        return redirect("programme:list")
    ends_on = given_date(request.POST.get("ends_on", ""), "任务完成时限")
    actions.set_tasks_end(programme=programme, ends_on=ends_on, by=by, at=at)
    messages.success(request, _("任务完成时限已更新。"))
    return redirect("programme:review", pk)


def phases(request: HttpRequest, pk: int) -> HttpResponse:
    """The phase calendar; the office corrects its dates."""
    programme = visible(request, pk)
    if request.method == "POST":
        phase = get_object_or_404(Phase, pk=key(request.POST.get("phase")), programme=programme)
        carried = actions.set_phase(
            phase=phase,
            starts_on=given_date(request.POST.get("starts_on", ""), "开始"),
            ends_on=given_date(request.POST.get("ends_on", ""), "结束"),
            carry=request.POST.get("carry") == "on",
            why=request.POST.get("why", ""),
            by=request.asker,
            at=timezone.now(),  # type: ignore[attr-defined]
        )
        messages.success(request, _("阶段日期已更新，%(count)s 项任务的时限随之调整。") % {"count": carried})
        return redirect("programme:phases", pk)
    rows = list(programme.phases.all())
    today = timezone.localdate()
    dated = [each for each in rows if each.ends_on]
    first = min((each.starts_on or each.ends_on for each in dated), default=today)
    last = max((each.ends_on for each in dated), default=today)
    context = {
        "programme": programme,
        "phases": [(each, *_bar(each, first, last)) for each in rows],
        "today": today,
        "today_percent": _percent(today, first, last),
        "may_edit": request.asker.holds(Role.OFFICE),  # type: ignore[attr-defined]
    }
    return render(request, "programme/phases.html", context)


def _percent(day: date, first: date, last: date) -> int:
    whole = max((last - first).days, 1)
    return min(max((day - first).days * 100 // whole, 0), 100)


def _bar(phase: Phase, first: date, last: date) -> tuple[int, int]:
    if phase.ends_on is None:
        return 0, 0
    start = _percent(phase.starts_on or first, first, last)
    return start, max(_percent(phase.ends_on, first, last) - start, 2)
