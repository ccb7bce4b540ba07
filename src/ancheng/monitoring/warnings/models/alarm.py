"""Alarms: what the machine says, and what it must not say for a while."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.contrib.gis.db.models import PointField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ancheng.kernel.orgs.models import Operational, Unit
from ancheng.kernel.workflow.declare import Workflow
from ancheng.kernel.workflow.models import Case
from ancheng.monitoring.warnings.models.warning import Warning
from ancheng.monitoring.warnings.workflows.alarm import LIVE, WORKFLOW

PERSON = "people.Person"


class Alarm(Case):
    """One rule raised on one thing; it is the same alarm until it has returned and was acknowledged."""

    WORKFLOW: ClassVar[Workflow] = WORKFLOW

    version = models.ForeignKey(
        "rules.Version",
        on_delete=models.PROTECT,
        related_name="alarms",
        verbose_name=_("规则"),
        db_index=False,
    )
    key = models.CharField(_("来源"), max_length=120)
    label = models.CharField(_("名称"), max_length=200)
    kind = models.CharField(_("类别"), max_length=30)
    level = models.PositiveSmallIntegerField(_("级别"), null=True)
    sensor_kind = models.CharField(max_length=40, blank=True)
    asset_id = models.BigIntegerField(null=True)
    value = models.FloatField(null=True)
    threshold = models.FloatField(null=True)
    unit = models.CharField(max_length=20, blank=True)
    words = models.CharField(max_length=300, blank=True)
    point = PointField(srid=4326, null=True)
    subdistrict = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    warning = models.ForeignKey(Warning, on_delete=models.PROTECT, null=True, related_name="alarms")
    raised_at = models.DateTimeField(_("报警时间"))
    judged_at = models.DateTimeField()
    last_at = models.DateTimeField()
    returned_at = models.DateTimeField(_("恢复时间"), null=True)
    times = models.PositiveIntegerField(_("次数"), default=1)
    acknowledged_at = models.DateTimeField(_("确认时间"), null=True)
    acknowledged_by = models.ForeignKey(
        PERSON, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    until = models.DateTimeField(_("搁置或抑制至"), null=True)
    quiet_why = models.CharField(_("理由"), max_length=200, blank=True)
    # What the machine said while nobody was to be told: moment and word, shown when that ends.
    said = models.JSONField(default=list)
    reminded_at = models.DateTimeField(null=True)
    synthetic = models.BooleanField(default=False)

    class Meta(Case.Meta):
        verbose_name = _("报警")
        indexes = [
            GinIndex(fields=["seen_by"], name="alarm_seen_by"),
            models.Index(fields=["-raised_at", "-id"], name="alarm_latest"),
            models.Index(fields=["state", "-raised_at", "-id"], name="alarm_state"),
            models.Index(fields=["warning", "-raised_at"], name="alarm_warning"),
            models.Index(fields=["version", "key", "-raised_at"], name="alarm_source"),
            models.Index(fields=["until"], name="alarm_until", condition=Q(until__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "key", "realm"], name="one_live_alarm", condition=Q(state__in=LIVE)
            ),
            models.CheckConstraint(
                condition=~Q(state="shelved") | Q(until__isnull=False) & ~Q(quiet_why=""),
                name="shelved_until_a_time_for_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state="suppressed") | ~Q(quiet_why=""), name="suppressed_for_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.words}"[:300]

    def get_absolute_url(self) -> str:
        return reverse("warnings:alarm", args=[self.pk])

    def concerned_units(self) -> list[Unit]:
        return [each for each in (self.owner_unit, self.issuer_unit, self.subdistrict) if each]

    @property
    def heard(self) -> list[dict[str, Any]]:
        """What was said during the silence, with moments."""
        return [{**each, "at": datetime.fromisoformat(each["at"])} for each in self.said]


class Suppression(Operational):
    """A window in which alarms of a scope are taken down but tell nobody: maintenance, tests, known works."""

    title = models.CharField(_("事由"), max_length=120)
    reason = models.CharField(_("理由"), max_length=200)
    # Empty means any; what is filled in must all fit.
    kind = models.CharField(_("类别"), max_length=30, blank=True)
    sensor_kind = models.CharField(_("传感器类别"), max_length=40, blank=True)
    key = models.CharField(_("传感器编号"), max_length=120, blank=True)
    asset_id = models.BigIntegerField(null=True, blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    starts_at = models.DateTimeField(_("开始"))
    ends_at = models.DateTimeField(_("结束"))
    ended_at = models.DateTimeField(_("提前结束"), null=True)
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=80)
    by_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta(Operational.Meta):
        verbose_name = _("检修窗口")
        ordering = ["-starts_at"]
        indexes = [
            GinIndex(fields=["seen_by"], name="suppression_seen_by"),
            models.Index(fields=["ends_at"], name="suppression_ends", condition=Q(ended_at=None)),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="suppression_ends_after"),
            models.CheckConstraint(
                condition=~Q(kind="")
                | ~Q(sensor_kind="")
                | ~Q(key="")
                | Q(asset_id__isnull=False)
                | Q(unit__isnull=False),
                name="suppression_of_something",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def concerned_units(self) -> list[Unit]:
        return [each for each in (self.unit, self.by_unit) if each]
