"""Pages of indicators: the scorecard, one figure explained, the list of definitions, the big screen."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ancheng.administration.indicators import actions, export, queries
from ancheng.administration.indicators.declare import Indicator
from ancheng.administration.indicators.models import LockedMonth, Result
from ancheng.administration.indicators.registry import INDICATORS, indicator
from ancheng.administration.indicators.rules import Verdict, month_ends
from ancheng.base.asker import Asker
from ancheng.base.clock import beijing_day, parse_day
from ancheng.base.errors import Absent, Refusal
from ancheng.base.numbers import key
from ancheng.kernel import pages
from ancheng.kernel.documents.rendering import print_page
from ancheng.kernel.exchange.download import download
from ancheng.kernel.orgs.models import Unit, UnitKind

SECTIONS = ("二(一)", "二(二)", "二(三)", "二(四)", "二(五)", "二(六)", "二(七)", "二(八)", "重点工程")
SHOWN = ("failed", "no_data")


def asker_of(request: HttpRequest) -> Asker:
    found = pages.asker_of(request)
    queries.only_public(found)
    return found


def month_of(request: HttpRequest) -> date:
    """The month asked for, as 2026-11; the latest that was counted, when none is."""
    asked = request.GET.get("month") or request.POST.get("month") or ""
    if asked:
        try:
            return month_ends(date.fromisoformat(f"{asked[:7]}-01"), 1)[0]
        except ValueError:
            raise Refusal("月份应写作 2026-11。") from None
    return queries.latest_month() or month_ends(beijing_day(timezone.now()), 1)[0]


def _chosen(request: HttpRequest) -> list[Indicator]:
    section = request.GET.get("section", "")
    found = [each for each in INDICATORS.values() if each.clause.startswith(section)]
    responsible = request.GET.get("responsible", "")
    return [each for each in found if not responsible or responsible in each.responsible]


def _lines(request: HttpRequest, month: date, chosen: list[Indicator]) -> list[queries.Line]:
    which = "national" if request.GET.get("edition") == "national" else "plan"
    return queries.scorecard(month, chosen, queries.rows_of_units(), which)


@require_safe
def scorecard(request: HttpRequest) -> HttpResponse:
    asker, month, chosen = asker_of(request), month_of(request), _chosen(request)
    lines = _lines(request, month, chosen)
    shown = request.GET.get("shown", "")
    if shown in SHOWN and lines:
        kept = [
            number for number, _each in enumerate(chosen)
            if any(line.cells[number].verdict == shown for line in lines)
        ]  # fmt: skip
        chosen = [chosen[number] for number in kept]
        for line in lines:
            line.cells[:] = [line.cells[number] for number in kept]
    months = queries.months_kept()
    context = {
        "lines": lines,
        "chosen": chosen,
        "month": month,
        "months": months,
        "sections": SECTIONS,
        "responsible": sorted({name for each in INDICATORS.values() for name in each.responsible}),
        "query": request.GET.urlencode(),
        "locked": LockedMonth.objects.filter(month=month).first(),
        "may_keep": asker.holds(*actions.KEEPERS),
        "over": month < beijing_day(timezone.now()),
        "tally": _tally(lines[0]) if lines and months else None,
    }
    return render(request, "indicators/scorecard.html", context)


def _tally(line: queries.Line) -> dict[str, int]:
    verdicts = [each.verdict for each in line.cells]
    return {each.value: verdicts.count(each) for each in Verdict}


@require_safe
def screen(request: HttpRequest) -> HttpResponse:
    asker_of(request)
    month = month_of(request)
    line = queries.scorecard(month, list(INDICATORS.values()), queries.rows_of_units()[:1])
    cells = line[0].cells if line else []
    order = {Verdict.FAILED: 0, Verdict.PASSED: 1, Verdict.NOT_JUDGED: 2, Verdict.NO_DATA: 3}
    shown = request.GET.get("shown", "")
    context = {
        "month": month,
        "tally": _tally(line[0]) if line else None,
        "cells": sorted(
            (each for each in cells if not shown or each.verdict == shown),
            key=lambda each: order[each.verdict],
        ),
    }
    return render(request, "indicators/screen.html", context)


@require_safe
def heat(request: HttpRequest) -> HttpResponse:
    """The scorecard of all units on a big screen: where it is red, told by colour and by a sign."""
    asker_of(request)
    month, chosen = month_of(request), _chosen(request)
    lines = _lines(request, month, chosen)
    context = {"month": month, "chosen": chosen, "lines": lines, "tally": _tally(lines[0]) if lines else None}
    return render(request, "indicators/heat.html", context)


@require_safe
def print_scorecard(request: HttpRequest) -> HttpResponse:
    """The scorecard of all units on one sheet of A3."""
    asker_of(request)
    month, chosen = month_of(request), _chosen(request)
    lines = _lines(request, month, chosen)
    values = {
        "month": month, "chosen": chosen, "lines": lines, "at": timezone.now(),
        "tally": _tally(lines[0]) if lines else None,
    }  # fmt: skip
    answer = HttpResponse(print_page("indicators/print.html", values), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="scorecard-{month:%Y-%m}.pdf"'
    return answer


@require_safe
def detail(request: HttpRequest, number: str) -> HttpResponse:
    asker, declared, month = asker_of(request), indicator(number), month_of(request)
    template = "indicators/panel.html" if request.headers.get("HX-Request") else "indicators/detail.html"
    return render(request, template, _explained(asker, declared, _unit(request), month))


def _unit(request: HttpRequest) -> Unit:
    asked = key(request.GET.get("unit") or request.POST.get("unit"))
    kinds = (UnitKind.DISTRICT, UnitKind.SUBDISTRICT)
    rows = Unit.objects.filter(kind__in=kinds)
    found = rows.filter(pk=asked).first() if asked else rows.filter(kind=UnitKind.DISTRICT).first()
    if found is None:
        raise Absent("没有这个单位的指标结果。")
    return found


def _explained(asker: Asker, declared: Indicator, unit: Unit, month: date) -> dict[str, Any]:
    now = timezone.now()
    cell = queries.cell(declared, unit, month)
    row = Result.objects.filter(indicator=declared.id, unit=unit, month=month, part="").first()
    door = queries.door_url(declared)
    points = queries.trend(declared, unit, month)
    return {
        "indicator": declared,
        "unit": unit,
        "month": month,
        "cell": cell,
        "computed_at": row.computed_at if row else None,
        "locked": LockedMonth.objects.filter(month=month).first(),
        "threshold": queries.threshold(declared, month),
        "national": declared.threshold(month, "national") if declared.national else None,
        "national_target": queries.target_text(
            declared.threshold(month, "national").value, declared.unit
        ) if declared.national else "",
        "parts": queries.parts(declared, unit, month),
        "set_against": queries.set_against(declared),
        "rows": queries.failing_rows(declared, unit, month, asker, today=beijing_day(now)),
        "door": door,
        "points": points,
        "has_trend": any(each.cell.text for each in points),
        "peers": queries.peers(declared, unit, month),
        "alternatives": queries.alternatives(declared, unit, month),
        "tasks": queries.effects(queries.tasks(declared.id, unit).select_related("owner_unit")[:8], points),
        "open": queries.open_tasks(declared.id, unit).exists(),
        "owners": actions.owners(declared.id, unit),
        "ends_on": actions.default_end(now),
        "may_correct": cell.verdict == Verdict.FAILED and _may_correct(asker, unit),
        "may_keep": asker.holds(*actions.KEEPERS),
    }  # fmt: skip


def _may_correct(asker: Asker, unit: Unit) -> bool:
    return asker.sees_district or asker.unit_id in unit.line


@require_POST
def correct(request: HttpRequest, number: str) -> HttpResponse:
    asker, unit, month = asker_of(request), _unit(request), month_of(request)
    owner = next(
        (each for each in actions.owners(number, unit) if str(each.pk) == request.POST.get("owner")), unit
    )
    task = actions.correct(
        number=number, unit=unit, month=month, owner=owner, ends_on=parse_day(request.POST.get("ends_on", "")),
        by=asker, at=timezone.now(),
    )  # fmt: skip
    messages.success(request, _("已立项整改，任务已交办。"))
    return redirect(task)


@require_POST
def choose(request: HttpRequest, number: str) -> HttpResponse:
    actions.choose(
        number=number, key=request.POST.get("choice", ""), why=request.POST.get("why", ""),
        by=asker_of(request), at=timezone.now(),
    )  # fmt: skip
    messages.success(request, _("口径已变更，未锁定的月份已重新计算。"))
    return redirect("indicators:detail", number)


@require_POST
def recompute(request: HttpRequest) -> HttpResponse:
    written = actions.recompute(by=asker_of(request), at=timezone.now())
    messages.success(request, _("已重新计算本月指标，共 %(n)s 项结果。") % {"n": written})
    return redirect("indicators:scorecard")


@require_POST
def lock(request: HttpRequest) -> HttpResponse:
    actions.lock(month=month_of(request), by=asker_of(request), at=timezone.now())
    messages.success(request, _("该月指标结果已锁定。"))
    return redirect(f"{reverse('indicators:scorecard')}?month={month_of(request):%Y-%m}")


@require_safe
def difference(request: HttpRequest) -> HttpResponse:
    asker_of(request)
    month = month_of(request)
    found = queries.differences(month)
    return render(request, "indicators/difference.html", {"month": month, "found": found})


@require_safe
def definitions(request: HttpRequest) -> HttpResponse:
    asker_of(request)
    return render(request, "indicators/definitions.html", {"rows": export.definitions()})


@require_safe
def export_scorecard(request: HttpRequest, form: str) -> Any:
    asker_of(request)
    month, chosen = month_of(request), _chosen(request)
    return download(request, export.SCORECARD, export.scorecard(_lines(request, month, chosen), month), form)
