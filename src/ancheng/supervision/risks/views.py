"""Pages of risks: list, export, registration, what an enterprise's file shows."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ancheng.base.errors import NotAllowed, Refusal
from ancheng.base.numbers import is_key
from ancheng.base.roles import Role
from ancheng.kernel.counting import how_many
from ancheng.kernel.exchange.download import download
from ancheng.kernel.orgs.models import Unit
from ancheng.kernel.orgs.queries import responsible_units
from ancheng.supervision.risks import actions, checklist_actions, export, forms, queries, rules
from ancheng.supervision.risks.filters import GRADES, read_filter
from ancheng.supervision.risks.models import Checklist, ChecklistItem, Grade, Subject, Trigger
from ancheng.supervision.risks.workflows.risk import WORKFLOW


@require_safe
def risks(request: HttpRequest) -> HttpResponse:
    """All risks that I may see, filtered by the address."""
    asker, now, asked = request.asker, timezone.now(), read_filter(request.GET)  # type: ignore[attr-defined]
    rows = queries.narrowed(asker, asked, now)
    units = [each for each in (asked.enterprise, asked.subdistrict, asked.unit, asked.zone) if each]
    context: dict[str, Any] = {
        "page": queries.page(rows, after=request.GET.get("after", ""), before=request.GET.get("before", "")),
        "asked": asked,
        "count": how_many(rows),
        "tally": queries.tally(asker, now),
        "states": WORKFLOW.states,
        "grades": [(key, Grade(each.value).label) for key, each in reversed(GRADES.items())],
        "subjects": Subject.choices,
        "industries": rules.INDUSTRIES,
        "query": asked.query(),
        "named": Unit.objects.filter(pk__in=units),
        "may_register": may_register(request),
        "may_judge": asker.may_write and asker.holds(*rules.CHECKERS),
        "triggers": [each for each in Trigger.choices if each[0] not in (Trigger.FIRST, Trigger.YEARLY)],
        "today": timezone.localdate(),
    }
    return render(request, "risks/list.html", context)


def may_register(request: HttpRequest) -> bool:
    asker = request.asker  # type: ignore[attr-defined]
    return asker.may_write and asker.role in rules.REGISTRARS


@require_safe
def export_table(request: HttpRequest, form: str) -> HttpResponse | FileResponse | StreamingHttpResponse:
    """The filtered list as a workbook or CSV, written as it is read."""
    rows = export.rows(request.asker, read_filter(request.GET), timezone.now())  # type: ignore[attr-defined]
    return download(request, export.RISKS, rows, form, csv_name="risks")


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Register a risk source."""
    if not may_register(request):
        raise NotAllowed("当前岗位不能登记风险源，请由企业、网格员或监管人员登记。")
    asker, sentence = request.asker, ""  # type: ignore[attr-defined]
    if request.method == "POST":
        try:
            risk = actions.register(new=forms.new_risk(request.POST, asker), by=asker, at=timezone.now())
        except Refusal as refusal:
            sentence = refusal.sentence
        else:
            messages.success(request, _("已登记 %(number)s，请启动评估。") % {"number": risk.number})
            return redirect(risk)
    item = (
        ChecklistItem.objects.select_related("checklist").filter(pk=_key(request.GET.get("item", ""))).first()
    )
    context = {
        "sentence": sentence,
        "typed": request.POST,
        "units": responsible_units() if asker.role not in (Role.ENTERPRISE, Role.GRID) else [],
        "subjects": Subject.choices,
        "industries": rules.INDUSTRIES,
        "own": asker.role == Role.ENTERPRISE,
        "item": item,
        "seed": {
            **{name: getattr(item, name, "") for name in ("part", "accident_type", "text")},
            "industry": item.checklist.industry if item else "",
        },
        "given": {key: request.GET.get(key, "") for key in ("enterprise", "asset")},
    }
    return render(request, "risks/new.html", context, status=422 if sentence else 200)


def _key(text: str) -> int:
    return int(text) if is_key(text) else 0


@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    """Demand a new assessment of all chosen risks, or identify all objects that have to be assessed."""
    by, at = request.asker, timezone.now()  # type: ignore[attr-defined]
    if request.POST.get("verb") == "identify":
        count = checklist_actions.identify_required(by=by, at=at)
        messages.success(request, _("已为 %(count)s 个应评估对象登记风险源。") % {"count": count})
        return redirect("risks:list")
    ids = [int(each) for each in request.POST.getlist("risk") if is_key(each)]
    if not ids:
        raise Refusal("请先勾选风险源。")
    done = actions.trigger_many(
        risk_ids=ids, trigger=forms.trigger(request.POST), why=request.POST.get("why", ""), by=by, at=at
    )
    messages.success(request, _("已将 %(count)s 个管控中的风险转入复评。") % {"count": done})
    return redirect("risks:list")


@require_safe
def of_enterprise(request: HttpRequest, pk: int) -> HttpResponse:
    """A fragment: the risks of the enterprise, the worst first."""
    rows = queries.of_enterprise(request.asker, pk)  # type: ignore[attr-defined]
    context = {"risks": rows[:10], "count": rows.count(), "pk": pk, "today": timezone.localdate()}
    return render(request, "risks/of_enterprise.html", context)


@require_safe
def checklists(request: HttpRequest) -> HttpResponse:
    asker = request.asker  # type: ignore[attr-defined]
    context = {
        "checklists": queries.checklists_in_force().order_by("industry", "title"),
        "may_keep": asker.holds(Role.OFFICE, Role.ADMINISTRATOR),
        "industries": rules.INDUSTRIES,
    }
    return render(request, "risks/checklists.html", context)


@require_safe
def checklist(request: HttpRequest, pk: int) -> HttpResponse:
    """One version of a checklist, and the others."""
    found = get_object_or_404(Checklist, pk=pk)
    items = list(found.items.all())
    parts = ("part", "accident_type", "text", "measures", "clause")
    context = {
        "checklist": found,
        "items": items,
        "others": Checklist.objects.filter(industry=found.industry, title=found.title).exclude(pk=pk),
        "lines": "\n".join("｜".join(getattr(each, part) for part in parts) for each in items),
        "may_keep": request.asker.holds(Role.OFFICE, Role.ADMINISTRATOR) and found.valid_to is None,  # type: ignore[attr-defined]
        "may_register": may_register(request),
    }
    return render(request, "risks/checklist.html", context)


@require_POST
def publish_checklist(request: HttpRequest) -> HttpResponse:
    """Publish a new list, or a new version of one; or the lists that the platform ships."""
    by, at = request.asker, timezone.now()  # type: ignore[attr-defined]
    if request.POST.get("standard"):
        count = checklist_actions.publish_standard(by=by, at=at)
        messages.success(request, _("已发布 %(count)s 份清单。") % {"count": count})
        return redirect("risks:checklists")
    found = checklist_actions.publish(
        industry=request.POST.get("industry", ""),
        title=request.POST.get("title", ""),
        items=forms.items(request.POST.get("lines", "")),
        valid_from=forms.required_day(request.POST.get("valid_from", ""), _("生效日期")),
        source=request.POST.get("source", ""),
        by=by,
        at=at,
    )
    messages.success(request, _("%(checklist)s 已发布。") % {"checklist": found})
    return redirect(found)
