"""The phone: a page that works without a network, what it takes along, and what it brings home."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from ancheng.base.errors import Refusal
from ancheng.supervision.dangers import queries as danger_queries
from ancheng.supervision.enforcement import forms, queries, sync_actions
from ancheng.supervision.enforcement.models import Assignment, Inspection
from ancheng.supervision.enforcement.values import Picture

# What is due within so many days is taken along.
AHEAD = timedelta(days=14)
MOST = 60


def words() -> dict[str, str]:
    """What the page says; the script itself knows no language."""
    return {
        "waiting": _("{n} 条待同步"),
        "none_waiting": _("全部已同步"),
        "offline": _("离线"),
        "online": _("在线"),
        "sync": _("立即同步"),
        "fetched": _("任务更新于 {at}"),
        "empty": _("没有派给您的待检查任务。派员后联网打开本页，任务会自动下载到手机。"),
        "open": _("开始检查"),
        "continue": _("继续填写"),
        "back": _("返回任务"),
        "queued": _("已记录，待同步"),
        "refused": _("未被接受"),
        "conflict": _("有冲突，待核对"),
        "applied": _("已提交"),
        "edit": _("修改后重新提交"),
        "view": _("查看"),
        "due": _("时限"),
        "item": _("检查事项"),
        "basis": _("检查依据"),
        "team": _("执法人员"),
        "history": _("上次检查"),
        "dangers": _("未销号隐患"),
        "none": _("无"),
        "arrive": _("到达现场并定位"),
        "arrived": _("到达"),
        "no_spot": _("未取得定位"),
        "spot": _("定位 {lon}, {lat}，精度 {m} 米"),
        "mocked": _("模拟定位"),
        "mock_unknown": _("浏览器无法识别是否模拟定位"),
        "pass": _("合格"),
        "fail": _("不合格"),
        "na": _("不涉及"),
        "note": _("具体情况"),
        "photo": _("照片"),
        "photos": _("{n} 张照片"),
        "attended": _("被检查单位在场人员"),
        "unsigned": _("无人在场或拒绝签字的情况"),
        "opinion": _("检查意见"),
        "signature": _("被检查单位签名"),
        "clear": _("清除"),
        "submit": _("提交现场记录"),
        "missing": _("还有 {n} 项未填"),
        "stored": _("草稿已保存在本机"),
        "failed": _("本机存储不可用，离线内容无法保存；请检查浏览器是否为无痕模式。"),
        "expired": _("登录已失效：请登录后再同步，未同步的记录仍在本机。"),
    }


@require_safe
@never_cache
def phone(request: HttpRequest) -> HttpResponse:
    return render(request, "enforcement/phone.html", {"words": words()})


@require_safe
@never_cache
def pack(request: HttpRequest) -> JsonResponse:
    """Everything that I need on the spot: tasks, checklists, what is known of the enterprise."""
    asker, now = request.asker, timezone.now()  # type: ignore[attr-defined]
    limit = timezone.localdate() + AHEAD
    rows = (
        queries.mine(asker)
        .filter(state__in=("assigned", "on_site"), planned_on__lte=limit)
        .select_related("item", "checklist", "enterprise", "asset", "owner_unit")
        .prefetch_related(
            "checklist__items",
            Prefetch(
                "assignments",
                Assignment.objects.filter(recused_at=None).select_related("inspector"),
                to_attr="going",
            ),
        )
    )
    found = list(rows.order_by("planned_on", "pk")[:MOST])
    ids = [each.enterprise_id for each in found if each.enterprise_id]
    last = queries.last_inspected(ids)
    open_dangers: dict[int, list[str]] = {}
    dangers = danger_queries.visible(asker).filter(enterprise_id__in=ids, state__in=danger_queries.OPEN)
    for enterprise_id, title in dangers.order_by("-found_at").values_list("enterprise_id", "title"):
        open_dangers.setdefault(enterprise_id, []).append(title)
    told = [_told(each, last, open_dangers) for each in found]
    answer = {
        "person": asker.person_id,
        "at": now.isoformat(),
        "csrf": get_token(request),
        "inspections": told,
    }
    return JsonResponse(answer)


def _told(each: Inspection, last: dict[int, Any], dangers: dict[int, list[str]]) -> dict[str, Any]:
    place = each.geometry.centroid if each.geometry else None
    when = last.get(each.enterprise_id or 0)
    items = each.checklist.items.all() if each.checklist else []
    return {
        "id": each.pk,
        "number": each.number,
        "version": each.version,
        "state": each.state_label,
        "title": str(each.enterprise or each.asset),
        "address": each.address,
        "item": each.item.title,
        "basis": each.item.basis,
        "planned_on": each.planned_on.isoformat(),
        "url": each.get_absolute_url(),
        "place": [place.x, place.y] if place else None,
        "team": [str(one.inspector) for one in each.going],  # type: ignore[attr-defined]
        "last": timezone.localtime(when).strftime("%Y-%m-%d") if when else "",
        "dangers": dangers.get(each.enterprise_id or 0, [])[:5],
        "arrived_at": each.arrived_at.isoformat() if each.arrived_at else "",
        "items": [
            {"id": one.pk, "order": one.order, "part": one.part, "text": one.text, "clause": one.clause}
            for one in items
        ],
    }


@require_POST
@never_cache
def sync(request: HttpRequest) -> JsonResponse:
    """One submission of a phone; a refusal is its sentence, so that the phone keeps what was typed."""
    try:
        entry = _entry(request)
        key = entry.get("inspection")
        inspection = queries.one(request.asker, key if isinstance(key, int) else -1)  # type: ignore[attr-defined]
        row = sync_actions.submit(
            client_id=str(entry.get("client_id", "")),
            inspection=inspection,
            record=forms.field_record(entry),
            pictures=list(_pictures(request, entry)),
            payload={key: value for key, value in entry.items() if key != "pictures"},
            by=request.asker,  # type: ignore[attr-defined]
            at=timezone.now(),
        )
    except Refusal as refusal:
        return JsonResponse({"outcome": "refused", "sentence": refusal.sentence}, status=refusal.status)
    return JsonResponse(
        {"outcome": row.outcome, "sentence": row.sentence, "url": inspection.get_absolute_url()}
    )


def _entry(request: HttpRequest) -> dict[str, Any]:
    try:
        entry = json.loads(request.POST.get("entry", ""))
    except (ValueError, RecursionError):
        raise Refusal(forms.NOT_READABLE) from None
    if not isinstance(entry, dict):
        raise Refusal(forms.NOT_READABLE)
    return entry


def _pictures(request: HttpRequest, entry: dict[str, Any]) -> Any:
    """Each picture is described in the entry and comes as a file under its own id."""
    told = entry.get("pictures", [])
    if not isinstance(told, list) or len(told) > 60:
        raise Refusal(forms.NOT_READABLE)
    for each in told:
        upload = request.FILES.get(f"file-{each.get('client_id', '')}") if isinstance(each, dict) else None
        if upload is None:
            raise Refusal(_("照片没有传完整，已保留在手机上，请稍后再同步。"))
        item = each.get("item")
        try:
            where = forms.json_spot(each.get("spot"))
        except (KeyError, TypeError, ValueError):
            where = None
        yield Picture(upload, str(each["client_id"])[:40], str(each.get("kind", "photo")), item if isinstance(item, int) else None, where)  # fmt: skip


@require_safe
@login_not_required
def manifest(request: HttpRequest) -> JsonResponse:
    """What a phone needs to keep the page on its home screen."""
    told = {
        "name": _("安城移动执法"),
        "short_name": _("移动执法"),
        "start_url": "/enforcement/phone/",
        "scope": "/enforcement/phone/",
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#12305a",
        "lang": "zh-CN",
        "icons": [{"src": static("favicon.svg"), "sizes": "any", "type": "image/svg+xml"}],
    }
    return JsonResponse(told, content_type="application/manifest+json")
