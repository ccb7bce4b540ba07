"""Pages of checklists and of an enterprise's self-check."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ancheng.base.errors import NotAllowed, Refusal
from ancheng.base.roles import Role
from ancheng.kernel.orgs.models import Enterprise
from ancheng.supervision.dangers import forms, queries
from ancheng.supervision.dangers.checklist_actions import Answer, check_oneself, publish, publish_standard
from ancheng.supervision.dangers.models import Checklist, SelfCheck
from ancheng.supervision.dangers.rules import read_items


@require_safe
def checklists(request: HttpRequest) -> HttpResponse:
    context = {
        "checklists": queries.checklists_in_force().order_by("industry", "title"),
        "may_keep": _may_keep(request),
    }
    return render(request, "dangers/checklists.html", context)


@require_safe
def checklist(request: HttpRequest, pk: int) -> HttpResponse:
    """One version of a checklist, and the others."""
    found = get_object_or_404(Checklist, pk=pk)
    others = Checklist.objects.filter(industry=found.industry, title=found.title).exclude(pk=pk)
    items = list(found.items.all())
    lines = "\n".join(
        "｜".join([each.part, each.text, each.clause, str(each.get_grade_display())]) for each in items
    )
    context = {
        "checklist": found,
        "items": items,
        "others": others,
        "lines": lines,
        "may_keep": _may_keep(request) and found.valid_to is None,
        "tomorrow": timezone.localdate() + timedelta(days=1),
    }
    return render(request, "dangers/checklist.html", context)


def _may_keep(request: HttpRequest) -> bool:
    return request.asker.holds(Role.OFFICE, Role.ADMINISTRATOR)  # type: ignore[attr-defined,no-any-return]


@require_POST
def load_standard(request: HttpRequest) -> HttpResponse:
    count = publish_standard(by=request.asker, at=timezone.now())  # type: ignore[attr-defined]
    messages.success(request, _("已发布 %(count)s 份标准清单。") % {"count": count})
    return redirect("dangers:checklists")


@require_POST
def publish_version(request: HttpRequest) -> HttpResponse:
    """Publish a new list, or a new version of one."""
    valid_from = forms.day(request.POST.get("valid_from", ""), _("生效日期"))
    if valid_from is None:
        raise Refusal("请填写生效日期。")
    new = publish(
        industry=request.POST.get("industry", ""),
        title=request.POST.get("title", ""),
        items=read_items(request.POST.get("lines", "")),
        valid_from=valid_from,
        source=request.POST.get("source", ""),
        by=request.asker,  # type: ignore[attr-defined]
        at=timezone.now(),
    )
    messages.success(request, _("%(checklist)s 已发布。") % {"checklist": new})
    return redirect(new)


@require_safe
def self_checks(request: HttpRequest) -> HttpResponse:
    """Which list to walk through, those of the own industry first; and what was checked before."""
    asker = request.asker  # type: ignore[attr-defined]
    _only_enterprises(request)
    own = Enterprise.objects.filter(pk=asker.unit_id).values_list("industry", flat=True).first() or ""
    lists = sorted(
        queries.checklists_in_force(),
        key=lambda each: (each.industry != own, each.industry != "通用", each.industry),
    )
    done = SelfCheck.objects.filter(enterprise_id=asker.unit_id).select_related("checklist").order_by("-at")
    context = {"checklists": lists, "own": own, "done": done[:20]}
    return render(request, "dangers/self_checks.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def self_check(request: HttpRequest, pk: int) -> HttpResponse:
    """Walk through one list: every item in order, not in order, or not applicable."""
    _only_enterprises(request)
    found = get_object_or_404(Checklist, pk=pk, valid_to=None)
    items, sentence = list(found.items.all()), ""
    if request.method == "POST":
        answers = {
            each.pk: Answer(
                request.POST[f"v{each.pk}"],
                request.POST.get(f"n{each.pk}", ""),
                request.FILES.get(f"p{each.pk}"),
            )
            for each in items
            if request.POST.get(f"v{each.pk}")
        }
        try:
            check, dangers = check_oneself(
                checklist=found,
                answers=answers,
                by=request.asker,  # type: ignore[attr-defined]
                at=timezone.now(),
                spot=forms.spot(request.POST),
            )
        except Refusal as refusal:
            sentence = refusal.sentence
        else:
            said = _("自查已提交：合格 %(passed)s 项，不合格 %(failed)s 项。")
            messages.success(request, said % {"passed": check.passed, "failed": check.failed})
            return redirect(dangers[0] if len(dangers) == 1 else "dangers:self_checks")
    rows = [
        (each, request.POST.get(f"v{each.pk}", ""), request.POST.get(f"n{each.pk}", "")) for each in items
    ]
    context = {"checklist": found, "rows": rows, "sentence": sentence}
    return render(request, "dangers/self_check.html", context, status=422 if sentence else 200)


def _only_enterprises(request: HttpRequest) -> None:
    if request.asker.role != Role.ENTERPRISE:  # type: ignore[attr-defined]
        raise NotAllowed("企业自查由企业用户填报；监管人员请登记检查发现的隐患。")
