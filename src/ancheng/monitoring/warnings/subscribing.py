"""Addresses that get every message of a channel."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from ancheng.base.asker import Asker
from ancheng.base.errors import Conflict, Refusal
from ancheng.kernel.audit.actions import record
from ancheng.monitoring.warnings.models import Subscriber
from ancheng.monitoring.warnings.outgoing import channels


def subscribers() -> QuerySet[Subscriber]:
    return Subscriber.objects.filter(enabled=True)


@transaction.atomic
def add_subscriber(*, channel: str, address: str, name: str, by: Asker, at: datetime) -> Subscriber:
    declared = channels().get(channel)
    if declared is None or not declared.addressed:
        raise Refusal("请选择需要地址的渠道。")
    if not address.strip() or not name.strip():
        raise Refusal("请填写名称和地址。")
    fault = declared.check(address.strip())
    if fault:
        raise Refusal(fault)
    added, new = Subscriber.objects.get_or_create(
        channel=channel, address=address.strip()[:300], defaults={"name": name.strip()[:80]}
    )
    if not new and added.enabled:
        raise Conflict("该地址已经登记。")
    Subscriber.objects.filter(pk=added.pk).update(enabled=True, name=name.strip()[:80])
    record(by=by, at=at, verb="登记发布地址", subject=added, after={"channel": channel})
    return added


@transaction.atomic
def remove_subscriber(*, pk: int, by: Asker, at: datetime) -> None:
    found = Subscriber.objects.filter(pk=pk, enabled=True).first()
    if found is None:
        raise Conflict("该地址已由他人移除。")
    Subscriber.objects.filter(pk=pk).update(enabled=False)
    record(by=by, at=at, verb="移除发布地址", subject=found)
