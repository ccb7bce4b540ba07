"""Tables of rules: a rule, its versions, and what the evaluator has kept."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ancheng.kernel.orgs.models import Unit
from ancheng.kernel.workflow.declare import Workflow
from ancheng.kernel.workflow.models import Case
from ancheng.monitoring.rules import values
from ancheng.monitoring.rules.rules import threshold
from ancheng.monitoring.rules.workflows.rule import WORKFLOW
from ancheng.science.signals.declare import Condition
from ancheng.science.signals.words import from_json, in_words


class ScopeKind(models.TextChoices):
    KIND = values.ScopeKind.KIND.value, _("某类全部传感器")
    SENSORS = values.ScopeKind.SENSORS.value, _("指定传感器")
    ASSETS = values.ScopeKind.ASSETS.value, _("指定对象上的传感器")
    AREAS = values.ScopeKind.AREAS.value, _("指定区域内的传感器")


class Rule(models.Model):
    """A rule through all its versions."""

    name = models.CharField(_("名称"), max_length=120)
    kind = models.CharField(_("预警类别"), max_length=30)
    # Installed with the kind of sensor: its key there, so that it is installed once.
    origin = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("规则")
        constraints = [
            models.UniqueConstraint(fields=["origin"], name="rule_installed_once", condition=~Q(origin=""))
        ]

    def __str__(self) -> str:
        return self.name


class Version(Case):
    """One wording of a rule; from its activation it is never changed, only followed by the next."""

    WORKFLOW: ClassVar[Workflow] = WORKFLOW

    rule = models.ForeignKey(Rule, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("版本"))
    condition = models.JSONField(_("条件"))
    level = models.PositiveSmallIntegerField(_("建议级别"), null=True)
    scope_kind = models.CharField(_("范围"), max_length=10, choices=ScopeKind.choices)
    scope = models.JSONField(default=list)
    sensor_kind = models.CharField(_("传感器类别"), max_length=40, blank=True)
    inputs = models.JSONField(default=dict)
    unit = models.CharField(_("单位"), max_length=20, blank=True)
    clause = models.CharField(_("依据"), max_length=200, blank=True)
    verified = models.BooleanField(_("依据已核对"), default=False)
    downgrade_min = models.PositiveIntegerField(_("定时降级（分钟）"), null=True)
    clear_min = models.PositiveIntegerField(_("恢复后定时解除（分钟）"), null=True)
    remind_min = models.PositiveIntegerField(_("重复提醒（分钟）"), null=True)
    # What a trial on stored history gave: when, over what, how often.
    trial = models.JSONField(default=dict)
    activated_at = models.DateTimeField(_("启用时间"), null=True)
    retired_at = models.DateTimeField(_("停用时间"), null=True)

    class Meta(Case.Meta):
        verbose_name = _("规则版本")
        indexes = [
            GinIndex(fields=["seen_by"], name="rule_version_seen_by"),
            models.Index(fields=["state", "-id"], name="rule_version_state"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["rule", "number"], name="rule_version_once"),
            models.UniqueConstraint(fields=["rule"], name="rule_active_once", condition=Q(state="active")),
            models.CheckConstraint(
                condition=~Q(state__in=("active", "retired")) | Q(activated_at__isnull=False),
                name="rule_active_since_a_time",
            ),
            models.CheckConstraint(
                condition=Q(level=None) | Q(level__in=(1, 2, 3, 4)), name="rule_level_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule.name} 第{self.number}版"

    def get_absolute_url(self) -> str:
        return reverse("rules:detail", args=[self.pk])

    def concerned_units(self) -> list[Unit]:
        return [each for each in (self.owner_unit, self.issuer_unit) if each]

    @property
    def stated(self) -> Condition:
        return from_json(self.condition)

    @property
    def words(self) -> str:
        return in_words(self.stated, self.unit)

    @property
    def threshold(self) -> float | None:
        return threshold(self.stated)


class Snapshot(models.Model):
    """What the evaluator knew of one version after the stretch `position` of the log."""

    version = models.OneToOneField(Version, on_delete=models.CASCADE, primary_key=True)
    position = models.BigIntegerField()
    # The sensors of each binding in their order: what was kept fits only the same bindings.
    keys: Any = models.JSONField(default=list)
    state = models.BinaryField()
    saved_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.version_id} @{self.position}"


class Progress(models.Model):
    """How far the evaluator has kept what it did: its one row is locked by the one that evaluates."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    position = models.BigIntegerField(default=0)
    clock = models.FloatField(default=0)

    def __str__(self) -> str:
        return str(self.position)
