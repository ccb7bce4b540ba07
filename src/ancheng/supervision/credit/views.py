"""Pages of credit: the ledger, its rows and verbs, grades of enterprises, what is known of one."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ancheng.base.clock import NotADate, beijing_day, parse_day
from ancheng.base.errors import Absent, NotAllowed, Refusal
from ancheng.base.numbers import is_key
from ancheng.base.roles import OFFICERS, Role
from ancheng.kernel.exchange.tables import stream_xlsx
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.kernel.orgs.queries import responsible_units
from ancheng.kernel.workflow.actions import verbs_for
from ancheng.kernel.workflow.models import Clock
from ancheng.supervision.credit import actions, export, queries, rules
from ancheng.supervision.credit.models import Field, Kind, List, Listing, Objection, Push, Record

PAGE = 50
# Steps without a button of their own: the end of the period, and an objection that was upheld.
BY_OTHER_MEANS = ("expire", "revoke", "ask_removal")


@require_safe
def listings(request: HttpRequest) -> HttpResponse:
    """The ledger by its six stages."""
    asker = request.asker  # type: ignore[attr-defined]
    rows = filtered(request)
    after = request.GET.get("after", "")
    shown = rows.filter(pk__lt=int(after)) if is_key(after) else rows
    found = list(shown.order_by("-pk").select_related(*queries.RELATED)[: PAGE + 1])
    context = {
        "listings": found[:PAGE],
        "older": found[PAGE - 1].pk if len(found) > PAGE else None,
        "stages": queries.stages(queries.visible(asker)),
        "lists": List.choices,
        "grades": queries.grade_counts(asker),
        "may_collect": asker.holds(Role.OFFICE, *OFFICERS),
        "query": request.GET.urlencode(),
    }
    return render(request, "credit/list.html", context)


def filtered(request: HttpRequest) -> QuerySet[Listing]:
    """The filters of the ledger: stage, list, q."""
    rows, asked = queries.visible(request.asker), request.GET  # type: ignore[attr-defined]
    if asked.get("stage"):
        rows = rows.filter(state__in=queries.states_of(asked["stage"][:20]))
    if asked.get("list"):
        rows = rows.filter(list=asked["list"][:8])
    text = asked.get("q", "").strip()[:80]
    named = Q(enterprise__name__icontains=text) | Q(number__istartswith=text) | Q(decision__icontains=text)
    return rows.filter(named) if text else rows


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    asker = request.asker  # type: ignore[attr-defined]
    listing = queries.one(asker, pk)
    on = listing.published_on or listing.collected_on
    red = listing.list == rules.List.RED
    context = {
        "listing": listing,
        "verbs": {step.verb: step for step in verbs_for(listing, asker) if step.verb not in BY_OTHER_MEANS},
        "clock": Clock.objects.of(listing).filter(stopped_at=None).first(),
        "rule": (rules.RED_YEARS if red else rules.RULES).in_force(on),
        "is_red": red,
        "subject": asker.role == Role.ENTERPRISE and asker.unit_id == listing.enterprise_id,
        "is_office": asker.holds(Role.OFFICE),
        "pushes": listing.pushes.select_related("unit"),
        "objections": listing.objections.all(),
        "units": responsible_units(),
        "today": beijing_day(timezone.now()),
    }
    return render(request, "credit/detail.html", context)


@require_safe
def peek(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "credit/peek.html", {"listing": queries.one(request.asker, pk)})  # type: ignore[attr-defined]


def new(request: HttpRequest) -> HttpResponse:
    """采集: open a row of the ledger."""
    by, fault = request.asker, ""  # type: ignore[attr-defined]
    if not by.holds(Role.OFFICE, *OFFICERS):
        raise NotAllowed("您的岗位不能采集信用信息。")
    if request.method == "POST":
        try:
            listing = actions.collect(
                enterprise=_named(request.POST.get("enterprise", "")),
                list_=request.POST.get("list", ""),
                behaviour=request.POST.get("behaviour", ""),
                facts=request.POST.get("facts", ""),
                field=request.POST.get("field", Field.SAFETY),
                by=by,
                at=timezone.now(),
            )
        except Refusal as refusal:
            fault = refusal.sentence
        else:
            messages.success(request, _("已采集，请核对后报送。"))
            return redirect(listing)
    edition = rules.RULES.in_force(beijing_day(timezone.now()))
    lists = [(key, List(key).label) for key in (*edition.value.lists, rules.List.RED)]
    context = {
        "fault": fault,
        "typed": request.POST or request.GET,
        "rule": edition,
        "lists": lists,
        "fields": Field.choices,
    }
    return render(request, "credit/new.html", context, status=422 if fault else 200)


def _named(text: str) -> Unit:
    units = Unit.objects.in_use().filter(kind=UnitKind.ENTERPRISE)
    found = units.filter(Q(name=text.strip()) | Q(enterprise__credit_code=text.strip().upper())).first()
    if found is None:
        raise Refusal(f"没有找到企业“{text.strip()[:60]}”，请填写企业全称或统一社会信用代码。")
    return found


def _enterprise(request: HttpRequest, pk: int) -> Unit:
    rows = Unit.objects.visible_to(request.asker).filter(kind=UnitKind.ENTERPRISE)  # type: ignore[attr-defined]
    return get_object_or_404(rows, pk=pk)


@require_safe
def ratings(request: HttpRequest) -> HttpResponse:
    """Enterprises by grade, the worst first."""
    asker = request.asker  # type: ignore[attr-defined]
    rows = queries.ratings(asker)
    grade, text = request.GET.get("grade", ""), request.GET.get("q", "").strip()[:80]
    if grade in set(rules.Grade):
        rows = rows.filter(grade=grade)
    if text:
        rows = rows.filter(enterprise__name__icontains=text)
    context = {
        "ratings": rows.order_by("score", "pk")[:200],
        "counts": queries.grade_counts(asker),
        "grades": list(rules.Grade),
        "scale": rules.SCALE.in_force(beijing_day(timezone.now())),
        "kinds": dict(Kind.choices),
    }
    return render(request, "credit/ratings.html", context)


@require_safe
def of_enterprise(request: HttpRequest, pk: int) -> HttpResponse:
    """A fragment for the enterprise's file: grade, how it came about, records, listings, what follows."""
    asker, now = request.asker, timezone.now()  # type: ignore[attr-defined]
    enterprise = _enterprise(request, pk)
    context = {
        "enterprise": enterprise,
        "rating": queries.rating_of(asker, pk),
        "records": queries.records_of(asker, pk)[:20],
        "listings": queries.of_enterprise(asker, pk)[:10],
        "weight": queries.inspection_weights([pk], beijing_day(now))[pk],
        "kinds": Kind.choices,
        "may_note": asker.holds(Role.OFFICE, *OFFICERS),
        "is_office": asker.holds(Role.OFFICE),
    }
    return render(request, "credit/of_enterprise.html", context)


@require_POST
def note(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        on = parse_day(request.POST.get("on", ""))
    except NotADate as fault:
        raise Refusal(str(fault)) from fault
    actions.note(
        enterprise=_enterprise(request, pk),
        kind=request.POST.get("kind", ""),
        on=on,
        text=request.POST.get("text", ""),
        by=request.asker,  # type: ignore[attr-defined]
        at=timezone.now(),
    )
    messages.success(request, _("已登记，信用等级已重新评定。"))
    return redirect("portal:enterprise", pk)


@require_POST
def gather(request: HttpRequest, pk: int) -> HttpResponse:
    by = request.asker  # type: ignore[attr-defined]
    new = actions.gather(enterprise_ids=[_enterprise(request, pk).pk], by=by, at=timezone.now())
    messages.success(request, _("已归集，新增 %(count)s 条。") % {"count": new})
    return redirect("portal:enterprise", pk)


@require_POST
def repair(request: HttpRequest, pk: int) -> HttpResponse:
    by = request.asker  # type: ignore[attr-defined]
    row = get_object_or_404(Record.every.visible_to(by), pk=pk)
    actions.repair(row=row, why=request.POST.get("why", ""), by=by, at=timezone.now())
    messages.success(request, _("已修复，信用等级已重新评定。"))
    return redirect("portal:enterprise", row.enterprise_id)


@require_POST
def answer_push(request: HttpRequest, pk: int) -> HttpResponse:
    by = request.asker  # type: ignore[attr-defined]
    told = get_object_or_404(Push.objects.select_related("unit", "listing"), pk=pk)
    queries.one(by, told.listing_id)
    actions.answer_push(told=told, measure=request.POST.get("measure", ""), by=by, at=timezone.now())
    messages.success(request, _("措施已反馈。"))
    return redirect(told.listing)


@require_POST
def answer_objection(request: HttpRequest, pk: int) -> HttpResponse:
    by = request.asker  # type: ignore[attr-defined]
    made = get_object_or_404(Objection.objects.select_related("listing"), pk=pk)
    queries.one(by, made.listing_id)
    upheld, answer = request.POST.get("upheld") == "yes", request.POST.get("answer", "")
    actions.answer_objection(made=made, upheld=upheld, answer=answer, by=by, at=timezone.now())
    messages.success(request, _("异议成立，已撤销列入。") if upheld else _("异议已答复。"))
    return redirect(made.listing)


def _push(request: HttpRequest, listing: Listing, how: dict[str, Any]) -> None:
    ids = [int(each) for each in request.POST.getlist("unit") if is_key(each)]
    actions.push(listing=listing, units=list(responsible_units().filter(pk__in=ids)), **how)


def _given(
    act: Callable[..., object], *names: str
) -> Callable[[HttpRequest, Listing, dict[str, Any]], object]:
    """An action whose further arguments are fields of the form of the same names."""

    def take(request: HttpRequest, listing: Listing, how: dict[str, Any]) -> object:
        return act(listing=listing, **{name: request.POST.get(name, "") for name in names}, **how)

    return take


VERBS: dict[str, Callable[[HttpRequest, Listing, dict[str, Any]], object]] = {
    "report": _given(actions.report),
    "review": _given(actions.review, "opinion"),
    "notify": _given(actions.notify),
    "defend": lambda request, listing, how: actions.defend(
        listing=listing, text=request.POST.get("text", ""), waived=bool(request.POST.get("waived")), **how
    ),
    "hear": _given(actions.hear, "opinion"),
    "submit": _given(actions.submit),
    "approve": _given(actions.approve, "decision"),
    "push": _push,
    "ask_removal": _given(actions.ask_removal, "ground"),
    "remove": _given(actions.remove, "why"),
    "refuse": _given(actions.refuse_removal, "why"),
    "drop": _given(actions.drop, "why"),
    "restore": _given(actions.restore, "why"),
    "object": _given(actions.object_to, "text"),
}


@require_POST
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """One verb on one row of the ledger."""
    by = request.asker  # type: ignore[attr-defined]
    listing = queries.one(by, pk)
    if verb not in VERBS:
        raise Absent("没有这个操作，请刷新页面后重试。")
    VERBS[verb](request, listing, {"by": by, "at": timezone.now()})
    messages.success(request, _("已办理。"))
    return redirect(listing)


@require_safe
def export_table(request: HttpRequest) -> FileResponse:
    """The filtered ledger as a workbook."""
    rows = export.rows(filtered(request).order_by("-pk").select_related(*queries.RELATED))
    file = tempfile.TemporaryFile()  # noqa: SIM115 (FileResponse closes it)
    stream_xlsx(export.SPEC, rows, file, language="en" if (get_language() or "").startswith("en") else "zh")
    file.seek(0)
    name = f"联合惩戒台账-{timezone.localtime(timezone.now()):%Y%m%d-%H%M}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name)
