"""Statistics per enterprise, their filing, and who was penalised again and again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ancheng.base.errors import Refusal
from ancheng.base.roles import Role
from ancheng.kernel.exchange.download import download
from ancheng.supervision.dangers import export, forms, repeat, statistics
from ancheng.supervision.dangers.record_actions import file_statistics, note_penalty
from ancheng.supervision.dangers.rules import CHECKERS, REPEAT, Period, period_of, read_period
from ancheng.supervision.dangers.values import NewPenalty

SHOWN = 200


def _period(request: HttpRequest) -> Period:
    text = request.GET.get("period", "")
    return read_period(text) if text else period_of(timezone.localdate())


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """What was found and removed in a quarter or year, per enterprise."""
    asker, now, period = request.asker, timezone.now(), _period(request)  # type: ignore[attr-defined]
    rows = statistics.figures_by_enterprise(asker, period, now, at_most=SHOWN)
    filings = statistics.filed([each.enterprise_id for each in rows], period)
    current = period_of(timezone.localdate())
    offered, each = [], current
    for _number in range(7):
        offered.append(each)
        each = each.before
    years = [Period(current.year), Period(current.year - 1)]
    is_enterprise = asker.role == Role.ENTERPRISE
    context = {
        "period": period,
        "periods": [*offered, *years],
        "total": statistics.total_figures(asker, period, now),
        "rows": [(each, filings.get(each.enterprise_id)) for each in rows],
        "shown": SHOWN,
        "is_enterprise": is_enterprise,
        "ended": timezone.localdate() > period.last,
        "filing": statistics.filed([asker.unit_id], period).get(asker.unit_id) if is_enterprise else None,
    }
    return render(request, "dangers/statistics.html", context)


@require_safe
def export_figures(request: HttpRequest, form: str) -> object:
    period = _period(request)
    rows = export.statistics(request.asker, period, timezone.now())  # type: ignore[attr-defined]
    return download(request, export.STATISTICS, rows, form, csv_name=f"statistics-{period.key}")


@require_POST
def file_figures(request: HttpRequest) -> HttpResponse:
    period = read_period(request.POST.get("period", ""))
    filing = file_statistics(period=period, by=request.asker, at=timezone.now())  # type: ignore[attr-defined]
    messages.success(
        request,
        _("%(period)s统计已报送。") % {"period": period.label} + (_("（逾期报送）") if filing.late else ""),
    )
    return redirect(f"/dangers/statistics/?period={period.key}")


@require_safe
def offenders(request: HttpRequest) -> HttpResponse:
    """Enterprises with penalties in the last year, and for whom closure is to be asked."""
    asker, today = request.asker, timezone.localdate()  # type: ignore[attr-defined]
    if asker.role == Role.ENTERPRISE:
        rows = repeat.offenders(asker, today, enterprise_id=asker.unit_id)
    else:
        rows = repeat.offenders(asker, today)
    context = {
        "offenders": rows[:300],
        "rule": REPEAT.in_force(today),
        "may_note": asker.holds(*CHECKERS),
        "today": today,
    }
    return render(request, "dangers/offenders.html", context)


@require_POST
def add_penalty(request: HttpRequest) -> HttpResponse:
    by = request.asker  # type: ignore[attr-defined]
    decided_on = forms.day(request.POST.get("decided_on", ""), _("决定日期"))
    if decided_on is None:
        raise Refusal("请填写处罚决定日期。")
    enterprise = forms.enterprise_called(request.POST.get("enterprise", ""), by)
    penalty = NewPenalty(
        enterprise_id=enterprise.pk,
        decided_on=decided_on,
        number=request.POST.get("number", ""),
        matter=request.POST.get("matter", ""),
    )
    note_penalty(penalty=penalty, by=by, at=timezone.now())
    messages.success(request, _("处罚已登记。"))
    return redirect("dangers:offenders")
