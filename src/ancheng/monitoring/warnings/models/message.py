"""What left the house and what came in: CAP messages, their ways out, those who asked for them, foreign alerts."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ancheng.base.realm import Realm
from ancheng.monitoring.warnings.models.warning import Warning


class Message(models.Model):
    """One CAP message of a warning as it was written, never changed; the next one names it."""

    warning = models.ForeignKey(Warning, on_delete=models.PROTECT, related_name="messages")
    identifier = models.CharField(_("标识"), max_length=31, unique=True)
    message = models.CharField(max_length=10)
    status = models.CharField(max_length=10)
    scope = models.CharField(max_length=10)
    level = models.PositiveSmallIntegerField()
    realm = models.CharField(max_length=10, default=Realm.ACTUAL)
    sent_at = models.DateTimeField(_("发出时间"))
    headline = models.CharField(max_length=200)
    content = models.TextField()

    class Meta:
        verbose_name = _("预警信息")
        ordering = ["pk"]
        indexes = [models.Index(fields=["-sent_at", "-id"], name="message_latest")]

    def __str__(self) -> str:
        return self.identifier


class Subscriber(models.Model):
    """An address that gets every message of a channel."""

    channel = models.CharField(_("渠道"), max_length=20)
    address = models.CharField(_("地址"), max_length=300)
    name = models.CharField(_("名称"), max_length=80)
    enabled = models.BooleanField(_("启用"), default=True)

    class Meta:
        verbose_name = _("订阅地址")
        ordering = ["channel", "name"]
        constraints = [models.UniqueConstraint(fields=["channel", "address"], name="subscribed_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.address}"


class DispatchState(models.TextChoices):
    QUEUED = "queued", _("待发送")
    SENT = "sent", _("已发送")
    FAILED = "failed", _("失败，将重试")
    GIVEN_UP = "given_up", _("失败，已停止")
    WITHHELD = "withheld", _("不外发")


class Dispatch(models.Model):
    """A message on its way by one channel; what may not leave is written down as withheld, and why."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="dispatches")
    channel = models.CharField(_("渠道"), max_length=20)
    address = models.CharField(_("地址"), max_length=300, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=DispatchState.choices)
    detail = models.CharField(_("说明"), max_length=300, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message", "channel", "address"], name="dispatched_once")
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"], name="dispatch_due", condition=Q(state__in=("queued", "failed"))
            )
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.address} {self.state}"


class ForeignAlert(models.Model):
    """An alert of somebody else as it came in; it may be relayed as a warning with its number."""

    identifier = models.CharField(_("标识"), max_length=200)
    sender = models.CharField(_("发布者"), max_length=200)
    sent_at = models.DateTimeField(_("发布时间"))
    status = models.CharField(max_length=10)
    message = models.CharField(max_length=10)
    scope = models.CharField(max_length=10)
    event = models.CharField(_("事件"), max_length=200)
    severity = models.CharField(max_length=10)
    headline = models.CharField(_("标题"), max_length=300)
    area_text = models.CharField(_("区域"), max_length=300, blank=True)
    content = models.TextField()
    received_at = models.DateTimeField(_("收到时间"))
    by_name = models.CharField(max_length=80)
    warning = models.ForeignKey(Warning, on_delete=models.PROTECT, null=True, related_name="foreign_alerts")

    class Meta:
        verbose_name = _("外来警报")
        ordering = ["-received_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["sender", "identifier", "sent_at"], name="foreign_alert_once")
        ]

    def __str__(self) -> str:
        return self.headline or self.identifier
