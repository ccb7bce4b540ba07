"""The calendar of working days and the board of running clocks."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ancheng.base.errors import Refusal
from ancheng.base.numbers import is_key
from ancheng.base.roles import Role
from ancheng.kernel.orgs.models import Unit
from ancheng.kernel.workflow.holidays import forget_day, seed_calendar, set_day
from ancheng.kernel.workflow.models import Clock, Holiday

PAGE = 100


def holidays(request: HttpRequest) -> HttpResponse:
    """The holiday table of one year."""
    if request.method == "POST":
        _change(request)
        return redirect(request.get_full_path())
    asked = request.GET.get("year", "")
    year = int(asked) if is_key(asked) and 2000 <= int(asked) <= 2100 else timezone.localdate().year
    rows = Holiday.objects.filter(day__year=year)
    context = {
        "year": year,
        "days": rows,
        "known": rows.exists(),
        "before": year - 1,
        "after": year + 1,
        "may_edit": request.asker.holds(Role.ADMINISTRATOR),  # type: ignore[attr-defined]
    }
    return render(request, "workflow/holidays.html", context)


def _change(request: HttpRequest) -> None:
    by, at, verb = request.asker, timezone.now(), request.POST.get("verb")  # type: ignore[attr-defined]
    if verb == "seed":
        added = seed_calendar(at=at, by=by)
        messages.success(request, _("载入 %(count)s 天。") % {"count": added})
        return
    day = _day(request.POST.get("day", ""))
    if verb == "forget":
        forget_day(day=day, by=by, at=at)
    else:
        set_day(
            day=day,
            name=request.POST.get("name", ""),
            at_work=request.POST.get("at_work") == "yes",
            by=by,
            at=at,
        )
    messages.success(request, _("工作日历已更新，此后起算的时限按新日历计算。"))


def _day(text: str) -> date:
    try:
        found = parse_date(text)
    except ValueError:
        found = None
    if found is None:
        raise Refusal("日期应为 2026-10-01 的形式。")
    return found


@require_safe
def clocks(request: HttpRequest) -> HttpResponse:
    """All running clocks of the units that I may see, the most urgent first."""
    asker, now = request.asker, timezone.now()  # type: ignore[attr-defined]
    rows = Clock.objects.running().filter(realm="actual").select_related("unit").order_by("due_at", "pk")
    if not asker.sees_district:
        own = Unit.objects.get(pk=asker.unit_id)
        rows = rows.filter(unit__path__startswith=own.path)
    if request.GET.get("late"):
        rows = rows.filter(due_at__lt=now)
    context = {"clocks": rows[:PAGE], "late": rows.filter(due_at__lt=now).count(), "total": rows.count()}
    return render(request, "workflow/clocks.html", context)
