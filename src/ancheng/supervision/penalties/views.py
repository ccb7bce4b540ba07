"""Pages of penalties: list, export, a new clue, statistics, the enterprise's fragment."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ancheng.base.errors import NotAllowed, Refusal
from ancheng.kernel.counting import how_many
from ancheng.kernel.exchange.download import download
from ancheng.kernel.orgs.models import Unit
from ancheng.supervision.dangers.models import Danger
from ancheng.supervision.dangers.rules import Period, period_of, read_period
from ancheng.supervision.penalties import actions, export, forms, queries, rules, statistics
from ancheng.supervision.penalties.filters import read_filter
from ancheng.supervision.penalties.models import PenaltyCase, Procedure, Sanction
from ancheng.supervision.penalties.workflows.penalty import WORKFLOW


@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """All cases that I may see, filtered by the address."""
    asker, now, asked = request.asker, timezone.now(), read_filter(request.GET)  # type: ignore[attr-defined]
    rows = queries.narrowed(asker, asked, now)
    context = {
        "page": queries.page(rows, request.GET.get("after", "")),
        "asked": asked,
        "count": how_many(rows),
        "tally": queries.tally(asker, now),
        "states": WORKFLOW.states,
        "procedures": Procedure.choices,
        "kinds": Sanction.choices,
        "query": asked.query(),
        "named": Unit.objects.filter(pk__in=[each for each in (asked.unit, asked.enterprise) if each]),
        "may_open": may_open(request),
        "today": timezone.localdate(),
    }
    return render(request, "penalties/list.html", context)


def may_open(request: HttpRequest) -> bool:
    asker = request.asker  # type: ignore[attr-defined]
    return asker.may_write and asker.holds(*rules.WORKERS)


@require_safe
def export_table(request: HttpRequest, form: str) -> HttpResponse | FileResponse | StreamingHttpResponse:
    """The filtered list as a workbook or CSV."""
    found = queries.narrowed(request.asker, read_filter(request.GET), timezone.now())  # type: ignore[attr-defined]
    return download(request, export.CASES, export.rows(found), form, csv_name="penalties")


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Enter a clue by hand, or from a danger that was not removed."""
    if not may_open(request):
        raise NotAllowed("当前岗位不能登记案件线索，请联系执法人员。")
    by, sentence = request.asker, ""  # type: ignore[attr-defined]
    danger = _danger(request)
    if request.method == "POST":
        try:
            case = _open(request, danger)
        except Refusal as refusal:
            sentence = refusal.sentence
        else:
            messages.success(request, _("已登记 %(number)s，待批准立案。") % {"number": case.number})
            return redirect(case)
    given = {
        "enterprise": danger.enterprise.name if danger and danger.enterprise else "",
        "matter": danger.title if danger else "",
        "clause": danger.clause if danger else "",
        "found_on": f"{timezone.localdate():%Y-%m-%d}",
    }
    context = {
        "sentence": sentence,
        "typed": request.POST if sentence else given,
        "danger": danger,
        "unit": by.unit_name,
    }
    return render(request, "penalties/new.html", context, status=422 if sentence else 200)


def _danger(request: HttpRequest) -> Danger | None:
    number = request.POST.get("danger", "") or request.GET.get("danger", "")
    if not number:
        return None
    rows = Danger.objects.visible_to(request.asker).select_related("enterprise").defer("words")  # type: ignore[attr-defined]
    found: Danger | None = rows.filter(number=number[:40]).first()
    if found is None:
        raise Refusal("没有找到该隐患，请核对编号。")
    return found


def _open(request: HttpRequest, danger: Danger | None) -> PenaltyCase:
    sent, by = request.POST, request.asker  # type: ignore[attr-defined]
    return actions.open_case(
        source_type="dangers.danger" if danger else "",
        source_id=danger.pk if danger else "",
        source_label=str(danger) if danger else sent.get("source", ""),
        enterprise=forms.party(sent.get("enterprise", "")),
        matter=sent.get("matter", ""),
        clause=sent.get("clause", ""),
        found_on=forms.day(sent.get("found_on", ""), _("发现日期")),
        by=by,
        at=timezone.now(),
    )


def _period(request: HttpRequest) -> Period:
    text = request.GET.get("period", "")
    return read_period(text) if text else period_of(timezone.localdate())


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """What was filed, decided, paid and published in a quarter or a year."""
    asker, now, period = request.asker, timezone.now(), _period(request)  # type: ignore[attr-defined]
    offered, each = [], period_of(timezone.localdate())
    for _number in range(7):
        offered.append(each)
        each = each.before
    year = timezone.localdate().year
    context = {
        "period": period,
        "periods": [*offered, Period(year), Period(year - 1)],
        "total": statistics.figures(asker, period.first, period.last, now),
        "rows": statistics.by_unit(asker, period.first, period.last, now),
        "kinds": statistics.by_kind(asker, period.first, period.last),
        "citation": rules.PUBLISH_WITHIN.in_force(_within(period)).citation,
    }
    return render(request, "penalties/statistics.html", context)


def _within(period: Period) -> date:
    return min(period.last, timezone.localdate())


@require_safe
def export_figures(request: HttpRequest, form: str) -> HttpResponse | FileResponse | StreamingHttpResponse:
    period = _period(request)
    found = statistics.by_unit(request.asker, period.first, period.last, timezone.now())  # type: ignore[attr-defined]
    return download(
        request, export.STATISTICS, statistics.as_rows(found), form, csv_name=f"penalties-{period.key}"
    )


@require_safe
def of_enterprise(request: HttpRequest, pk: int) -> HttpResponse:
    """A fragment for the enterprise's file."""
    rows = queries.of_enterprise(request.asker, pk)  # type: ignore[attr-defined]
    decided = rows.filter(decided_on__isnull=False).exclude(state="revoked")
    context = {"cases": rows[:10], "count": rows.count(), "decided": decided.count()}
    return render(request, "penalties/of_enterprise.html", context)
