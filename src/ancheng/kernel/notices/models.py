"""Notices in the inbox, their deliveries by other channels, and every attempt."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ancheng.base.realm import Realm


class Level(models.TextChoices):
    INFO = "info", _("一般")
    ATTENTION = "attention", _("关注")
    URGENT = "urgent", _("紧急")


class Notice(models.Model):
    """One thing that one person was told; it stands in the inbox whatever other channels do."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=60)
    level = models.CharField(_("级别"), max_length=10, choices=Level.choices, default=Level.INFO)
    title = models.CharField(_("标题"), max_length=300)
    body = models.TextField(blank=True)
    url = models.CharField(max_length=300, blank=True)
    subject_type = models.CharField(max_length=60, blank=True)
    subject_id = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    answer_by = models.DateTimeField(null=True)
    next_people = models.JSONField(default=list)
    escalated_at = models.DateTimeField(null=True)
    realm = models.CharField(max_length=10, default=Realm.ACTUAL)
    key = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("消息")
        constraints = [
            models.UniqueConstraint(fields=["person", "key"], name="told_once", condition=~Q(key=""))
        ]
        indexes = [
            models.Index(fields=["person", "-at"], name="notice_inbox"),
            models.Index(fields=["person"], name="notice_unread", condition=Q(read_at=None)),
            models.Index(
                fields=["answer_by"],
                name="notice_unanswered",
                condition=Q(acknowledged_at=None, escalated_at=None, answer_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ContactPoint(models.Model):
    """Where else a person wants to be told, and in which hours not."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="contact_points")
    channel = models.CharField(_("渠道"), max_length=20)
    address = models.CharField(_("地址"), max_length=300)
    enabled = models.BooleanField(_("启用"), default=True)
    quiet_from = models.TimeField(_("免打扰自"), null=True, blank=True)
    quiet_to = models.TimeField(_("免打扰至"), null=True, blank=True)

    class Meta:
        verbose_name = _("联系方式")
        constraints = [
            models.UniqueConstraint(fields=["person", "channel", "address"], name="contact_point_once")
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.address}"


class DeliveryState(models.TextChoices):
    QUEUED = "queued", _("待发送")
    SENT = "sent", _("已发送")
    FAILED = "failed", _("失败，将重试")
    GIVEN_UP = "given_up", _("失败，已停止")
    SUPPRESSED = "suppressed", _("不外发")


class Delivery(models.Model):
    """A notice on its way by one channel to one address."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=20)
    address = models.CharField(max_length=300)
    state = models.CharField(max_length=12, choices=DeliveryState.choices, default=DeliveryState.QUEUED)
    next_try_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(
                fields=["next_try_at"], name="delivery_due", condition=Q(state__in=("queued", "failed"))
            )
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.address} {self.state}"


class Attempt(models.Model):
    """One try to deliver, with its outcome."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="attempts")
    at = models.DateTimeField()
    succeeded = models.BooleanField()
    detail = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.detail}"
