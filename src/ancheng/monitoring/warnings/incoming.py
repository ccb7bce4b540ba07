"""Alerts of others: taken in once, shown, and relayed as warnings with their own number."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from ancheng.base.asker import Asker
from ancheng.base.errors import Conflict, NotAllowed, Refusal, TooLarge
from ancheng.kernel.audit.actions import record
from ancheng.kernel.exchange.cap.alert import Alert, Info
from ancheng.kernel.exchange.cap.read import read
from ancheng.monitoring.warnings import rules
from ancheng.monitoring.warnings.actions import open_warning
from ancheng.monitoring.warnings.models import ForeignAlert, Warning
from ancheng.monitoring.warnings.workflows.warning import KEEPERS

MOST_BYTES = 1024 * 1024
COLOURS = {"red": 1, "红": 1, "orange": 2, "橙": 2, "yellow": 3, "黄": 3, "blue": 4, "蓝": 4}
SEVERITIES = {severity: level for level, severity in rules.CAP_SEVERITY.items()}


@transaction.atomic
def take_in(*, content: bytes, by: Asker, at: datetime) -> ForeignAlert:
    """Keep an alert that came in; the same one twice is refused, one that is not valid with every reason."""
    if not by.holds(*KEEPERS) or not by.may_write:
        raise NotAllowed("当前岗位不能接收外来警报，请联系值班室。")
    if len(content) > MOST_BYTES:
        raise TooLarge("警报文件超过 1 MB，请核对是否为 CAP 警报。")
    alert = read(content)
    info = _chinese(alert)
    try:
        with transaction.atomic():
            kept: ForeignAlert = ForeignAlert.objects.create(
                identifier=alert.identifier[:200],
                sender=alert.sender[:200],
                sent_at=alert.sent,
                status=alert.status,
                message=alert.message,
                scope=alert.scope,
                event=(info.event if info else "")[:200],
                severity=info.severity if info else "Unknown",
                headline=((info.headline or info.event) if info else alert.note or alert.identifier)[:300],
                area_text="、".join(each.description for each in info.areas)[:300] if info else "",
                content=content.decode("utf-8", "replace").replace("\x00", ""),
                received_at=at,
                by_name=by.name,
            )
    except IntegrityError as fault:
        raise Conflict("这条警报此前已经收到，无须重复接收。") from fault
    record(by=by, at=at, verb="接收外来警报", subject=kept)
    return kept


@transaction.atomic
def relay(*, foreign: ForeignAlert, kind_name: str, by: Asker, at: datetime) -> Warning:
    """Make a warning of it that carries its number; it still goes through draft, signature and approval."""
    if foreign.status != "Actual" or foreign.message not in ("Alert", "Update"):
        raise Refusal("只有实际发布的警报（Actual，Alert 或 Update）可以转发；演习、测试和取消信息不能转发。")
    now = ForeignAlert.objects.select_for_update().get(pk=foreign.pk)
    if now.warning_id:
        raise Conflict("这条警报已由他人转为预警，请刷新后查看。")
    warning = open_warning(
        kind_name=kind_name,
        level=level_of(read(foreign.content.encode())),
        title=foreign.headline or foreign.event,
        why=f"转发 {foreign.sender} {foreign.identifier}",
        relay_number=foreign.identifier,
        by=by,
        at=at,
    )
    Warning.every.filter(pk=warning.pk).update(area_text=foreign.area_text, started_at=foreign.sent_at)
    warning.refresh_from_db()
    ForeignAlert.objects.filter(pk=foreign.pk).update(warning=warning)
    return warning


def level_of(alert: Alert) -> int:
    """The level that the author gave it: by colour where one is stated, else by severity, blue when unknown."""
    for info in alert.infos:
        for name, value in info.parameters:
            if "color" in name.lower() or "colour" in name.lower() or "颜色" in name:
                for word, level in COLOURS.items():
                    if word in value.lower():
                        return level
        for word, level in COLOURS.items():
            if f"{word}色" in info.headline:
                return level
    found = [SEVERITIES[each.severity] for each in alert.infos if each.severity in SEVERITIES]
    return min(found, default=rules.BLUE)


def _chinese(alert: Alert) -> Info | None:
    return next((each for each in alert.infos if each.language.lower().startswith("zh")), None) or next(
        iter(alert.infos), None
    )
