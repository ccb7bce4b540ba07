"""Maintenance windows, the ledger of quality, foreign alerts, channels."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ancheng.base.errors import NotAllowed, Refusal
from ancheng.base.numbers import key
from ancheng.base.roles import Role
from ancheng.kernel.exchange.download import download
from ancheng.kernel.orgs.queries import responsible_units
from ancheng.monitoring.warnings import actions, export, incoming, queries, watching
from ancheng.monitoring.warnings.board_views import may_keep
from ancheng.monitoring.warnings.case_views import moment
from ancheng.monitoring.warnings.kinds import kinds
from ancheng.monitoring.warnings.ledger import BY, ledger, misses
from ancheng.monitoring.warnings.models import Dispatch, Suppression
from ancheng.monitoring.warnings.outgoing import channels
from ancheng.monitoring.warnings.subscribing import add_subscriber, remove_subscriber, subscribers

SHOWN = 100


@require_http_methods(["GET", "HEAD", "POST"])
def windows(request: HttpRequest) -> HttpResponse:
    """Works during which alarms are written down and tell nobody."""
    asker, now, sentence = request.asker, timezone.now(), ""  # type: ignore[attr-defined]
    if request.method == "POST":
        try:
            watching.open_window(window=_window(request), by=asker, at=now)
        except Refusal as refusal:
            sentence = refusal.sentence
        else:
            messages.success(request, _("检修窗口已设置。"))
            return redirect("warnings:windows")
    context = {
        "windows": queries.suppressions(asker)[:SHOWN],
        "kinds": kinds().items(),
        "units": responsible_units(),
        "may_keep": may_keep(request),
        "sentence": sentence,
        "typed": request.POST,
        "now": now,
    }
    return render(request, "warnings/windows.html", context, status=422 if sentence else 200)


def _window(request: HttpRequest) -> Suppression:
    sent = request.POST
    starts, ends = moment(sent.get("starts_at", ""), "开始"), moment(sent.get("ends_at", ""), "结束")
    if starts is None or ends is None:
        raise Refusal("请填写检修的开始和结束时间。")
    return Suppression(
        title=sent.get("title", "")[:120],
        reason=sent.get("reason", "")[:200],
        kind=sent.get("kind", "") if sent.get("kind", "") in kinds() else "",
        key=sent.get("key", "").strip()[:120],
        unit_id=key(sent.get("unit", "")),
        starts_at=starts,
        ends_at=ends,
    )


@require_POST
def close_window(request: HttpRequest, pk: int) -> HttpResponse:
    asker = request.asker  # type: ignore[attr-defined]
    window = get_object_or_404(queries.suppressions(asker), pk=pk)
    count = watching.close_window(window=window, by=asker, at=timezone.now())
    messages.success(request, _("检修窗口已结束，恢复显示 %(count)s 条报警。") % {"count": count})
    return redirect("warnings:windows")


def _span(request: HttpRequest) -> tuple[str, date, date]:
    today = timezone.localdate()
    by = request.GET.get("by", "kind")
    if by not in BY:
        raise Refusal("台账可按类别、规则或街乡汇总，请重新选择。")
    try:
        since = date.fromisoformat(request.GET.get("since", "") or str(today - timedelta(days=90)))
        until = date.fromisoformat(request.GET.get("until", "") or str(today))
    except ValueError:
        raise Refusal("日期应写成 2026-03-05。") from None
    return by, since, until


@require_safe
def quality(request: HttpRequest) -> HttpResponse:
    """Hits, false alarms, misses and minutes per stage."""
    asker = request.asker  # type: ignore[attr-defined]
    by, since, until = _span(request)
    context = {
        "lines": ledger(asker, by=by, since=since, until=until),
        "by": by,
        "since": since,
        "until": until,
        "misses": misses(asker)[:10],
        "kinds": kinds().items(),
        "units": responsible_units(),
        "may_keep": may_keep(request),
    }
    return render(request, "warnings/ledger.html", context)


@require_safe
def export_quality(request: HttpRequest, form: str) -> HttpResponse | FileResponse | StreamingHttpResponse:
    by, since, until = _span(request)
    lines = ledger(request.asker, by=by, since=since, until=until)  # type: ignore[attr-defined]
    return download(request, export.LEDGER, export.ledger(lines), form, csv_name="warning-quality")


@require_POST
def miss(request: HttpRequest) -> HttpResponse:
    """Write down what happened without a warning."""
    sent = request.POST
    happened = moment(sent.get("happened_at", ""), "发生时间")
    if happened is None:
        raise Refusal("请填写发生时间。")
    actions.note_missed(
        kind_name=sent.get("kind", ""),
        happened_at=happened,
        text=sent.get("text", ""),
        unit_id=key(sent.get("unit", "")) or 0,
        by=request.asker,  # type: ignore[attr-defined]
        at=timezone.now(),
    )
    messages.success(request, _("漏报已登记。"))
    return redirect("warnings:quality")


@require_http_methods(["GET", "HEAD", "POST"])
def inbox(request: HttpRequest) -> HttpResponse:
    """Alerts of others: uploaded or pasted, and relayed."""
    if not may_keep(request) and request.method == "POST":
        raise NotAllowed("当前岗位不能接收外来警报，请联系值班室。")
    sentence = ""
    if request.method == "POST":
        try:
            upload = request.FILES.get("file")
            if upload and (upload.size or 0) > incoming.MOST_BYTES:
                raise Refusal("警报文件超过 1 MB，请核对是否为 CAP 警报。")
            content = upload.read() if upload else request.POST.get("content", "").encode()
            incoming.take_in(content=content, by=request.asker, at=timezone.now())  # type: ignore[attr-defined]
        except Refusal as refusal:
            sentence = refusal.sentence
        else:
            messages.success(request, _("已接收。"))
            return redirect("warnings:inbox")
    context = {
        "alerts": queries.foreign()[:SHOWN],
        "kinds": [(name, each) for name, each in kinds().items()],
        "may_keep": may_keep(request),
        "sentence": sentence,
        "typed": request.POST,
    }
    return render(request, "warnings/inbox.html", context, status=422 if sentence else 200)


@require_POST
def relay(request: HttpRequest, pk: int) -> HttpResponse:
    foreign = get_object_or_404(queries.foreign(), pk=pk)
    warning = incoming.relay(
        foreign=foreign,
        kind_name=request.POST.get("kind", ""),
        by=request.asker,  # type: ignore[attr-defined]
        at=timezone.now(),
    )
    messages.success(request, _("已转为预警 %(number)s，请起草。") % {"number": warning.number})
    return redirect(warning)


@require_http_methods(["GET", "HEAD", "POST"])
def ways_out(request: HttpRequest) -> HttpResponse:
    """Channels, who is subscribed to them, and what was sent or withheld."""
    asker, sentence = request.asker, ""  # type: ignore[attr-defined]
    may_change = asker.may_write and asker.holds(Role.ADMINISTRATOR, Role.OFFICE)
    if request.method == "POST":
        if not may_change:
            raise NotAllowed("只有安委办和系统管理员可以维护发布渠道。")
        sent = request.POST
        how: dict[str, Any] = {"by": asker, "at": timezone.now()}
        try:
            if sent.get("remove"):
                remove_subscriber(pk=key(sent.get("remove", "")) or 0, **how)
            else:
                add_subscriber(
                    channel=sent.get("channel", ""),
                    address=sent.get("address", ""),
                    name=sent.get("name", ""),
                    **how,
                )
        except Refusal as refusal:
            sentence = refusal.sentence
        else:
            return redirect("warnings:channels")
    context = {
        "channels": channels().items(),
        "addressed": [(name, each) for name, each in channels().items() if each.addressed],
        "subscribers": subscribers(),
        "dispatches": Dispatch.objects.select_related("message").order_by("-pk")[:SHOWN],
        "may_change": may_change,
        "sentence": sentence,
        "typed": request.POST,
    }
    return render(request, "warnings/channels.html", context, status=422 if sentence else 200)
