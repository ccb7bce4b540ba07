"""The list of alarms, one alarm, its verbs."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ancheng.base.errors import Refusal
from ancheng.base.numbers import key
from ancheng.base.roles import INCIDENT_OPENERS
from ancheng.kernel.counting import how_many
from ancheng.kernel.exchange.download import download
from ancheng.kernel.workflow.actions import verbs_for
from ancheng.monitoring.warnings import export, queries, watching
from ancheng.monitoring.warnings.board_views import list_context, may_keep
from ancheng.monitoring.warnings.filters import read_filter
from ancheng.monitoring.warnings.models import Alarm
from ancheng.monitoring.warnings.workflows.alarm import WORKFLOW

SHELVES = (30, 120, 480, 1440, 4320, 10080)


@require_safe
def alarms(request: HttpRequest) -> HttpResponse:
    """All alarms that I may see, filtered by the address."""
    asked = read_filter(request.GET)
    rows = queries.alarms_narrowed(request.asker, asked)  # type: ignore[attr-defined]
    context = {
        **list_context(asked),
        "page": queries.page(
            rows,
            "raised_at",
            ("subdistrict", "version__rule", "owner_unit"),
            after=request.GET.get("after", ""),
            before=request.GET.get("before", ""),
        ),
        "count": how_many(rows),
        "states": WORKFLOW.states,
        "may_keep": may_keep(request),
    }
    return render(request, "warnings/alarms.html", context)


@require_safe
def export_alarms(request: HttpRequest, form: str) -> HttpResponse | FileResponse | StreamingHttpResponse:
    rows = export.alarms(request.asker, read_filter(request.GET))  # type: ignore[attr-defined]
    return download(request, export.ALARMS, rows, form, csv_name="alarms")


@require_safe
def alarm(request: HttpRequest, pk: int) -> HttpResponse:
    """One alarm: what raised it, what it said while it was silenced, the verbs I may take."""
    asker = request.asker  # type: ignore[attr-defined]
    found = queries.one_alarm(asker, pk)
    context = {
        "alarm": found,
        "verbs": {each.verb: each for each in verbs_for(found, asker)},
        "shelves": SHELVES,
        "may_raise": asker.holds(*INCIDENT_OPENERS),
    }
    return render(request, "warnings/alarm.html", context)


@require_POST
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """One verb on one alarm."""
    by, now = request.asker, timezone.now()  # type: ignore[attr-defined]
    found = queries.one_alarm(by, pk)
    _take(request, found, verb, {"by": by, "at": now})
    messages.success(request, _("已办理。"))
    return redirect(found)


def _take(request: HttpRequest, found: Alarm, verb: str, how: dict[str, object]) -> None:
    why = request.POST.get("why", "")
    match verb:
        case "acknowledge":
            watching.acknowledge(alarm=found, **how)  # type: ignore[arg-type]
        case "shelve":
            minutes = key(request.POST.get("minutes", "")) or 0
            until = timezone.now() + timedelta(minutes=min(minutes, 20_000))
            watching.shelve(alarm=found, until=until, why=why, **how)  # type: ignore[arg-type]
        case "suppress":
            watching.suppress(alarm=found, why=why, **how)  # type: ignore[arg-type]
        case "restore":
            watching.restore(alarm=found, **how)  # type: ignore[arg-type]
        case _:
            raise Refusal("没有这个操作，请刷新页面后重试。")


@require_POST
def acknowledge_many(request: HttpRequest) -> HttpResponse:
    """Acknowledge the chosen alarms; who was faster is no fault."""
    by, now = request.asker, timezone.now()  # type: ignore[attr-defined]
    ids = [found for each in request.POST.getlist("ids") if (found := key(each))][:500]
    if not ids:
        raise Refusal("请先勾选要确认的报警。")
    done = 0
    for each in queries.alarms_visible(by).filter(pk__in=ids, state__in=("unacknowledged", "returned")):
        try:
            watching.acknowledge(alarm=each, by=by, at=now)
        except Refusal as refusal:
            if refusal.status != 409:
                raise
            continue
        done += 1
    messages.success(request, _("已确认 %(count)s 条。") % {"count": done})
    return redirect("warnings:alarms")
