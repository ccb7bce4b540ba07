"""Table of runs: a model, its inputs, the objects they came from, and the result with its checksum."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ancheng.base.asker import Asker
from ancheng.base.roles import Role
from ancheng.decision.runs.token_models import ProcessToken as ProcessToken
from ancheng.kernel.language import named
from ancheng.kernel.orgs.models import Operational, Unit
from ancheng.kernel.places.models import Placed
from ancheng.science.model import Model
from ancheng.science.models import models as known


class RunState(models.TextChoices):
    QUEUED = "queued", _("排队")
    RUNNING = "running", _("计算中")
    DONE = "done", _("已完成")
    FAILED = "failed", _("未得出结果")
    CANCELLED = "cancelled", _("已取消")


OPEN = (RunState.QUEUED, RunState.RUNNING)


class Run(Operational, Placed):
    """One run of a decision model; once it has a result, neither inputs nor result change."""

    model = models.CharField(_("模型"), max_length=60)
    model_version = models.CharField(_("模型版本"), max_length=20)
    purpose = models.CharField(_("用途"), max_length=120, blank=True)
    inputs = models.JSONField(_("输入"), default=dict)
    inputs_checksum = models.CharField(max_length=64)
    # The objects whose values were taken over: {"kind", "id", "name", "checksum"}.
    subjects = models.JSONField(_("输入对象"), default=list)
    state = models.CharField(_("状态"), max_length=10, choices=RunState.choices, default=RunState.QUEUED)
    background = models.BooleanField(default=False)
    vary = models.BooleanField(_("计算不确定性"), default=True)
    members = models.PositiveIntegerField(default=1)
    members_done = models.PositiveIntegerField(default=0)
    # What members gave so far, so that another worker can go on.
    kept: Any = models.JSONField(default=dict)
    result: Any = models.JSONField(_("结果"), null=True)
    result_checksum = models.CharField(max_length=64, blank=True)
    around: Any = models.JSONField(_("范围内情况"), default=dict)
    sentence = models.CharField(_("说明"), max_length=500, blank=True)
    stop_asked = models.BooleanField(default=False)
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("单位")
    )
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(_("计算人"), max_length=80)
    by_role = models.CharField(max_length=20, blank=True)
    asked_at = models.DateTimeField(_("提出时间"))
    started_at = models.DateTimeField(null=True)
    beat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(_("完成时间"), null=True)
    seconds = models.FloatField(_("用时（秒）"), null=True)
    incident_id = models.BigIntegerField(_("突发事件"), null=True, blank=True)
    repeat_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="repeats")
    synthetic = models.BooleanField(default=False, editable=False)

    class Meta(Operational.Meta):
        verbose_name = _("模型测算")
        indexes = [
            GinIndex(fields=["seen_by"], name="run_seen_by"),
            models.Index(fields=["model", "-id"], name="run_by_model"),
            models.Index(
                fields=["incident_id"], name="run_of_incident", condition=Q(incident_id__isnull=False)
            ),
            models.Index(
                fields=["beat_at"], name="run_waiting", condition=Q(state__in=("queued", "running"))
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=RunState.values), name="run_state_known"),
            models.CheckConstraint(
                condition=Q(state="done", finished_at__isnull=False) & ~Q(result_checksum="")
                | ~Q(state="done") & Q(result_checksum=""),
                name="run_done_has_result",
            ),
            models.CheckConstraint(condition=Q(members_done__lte=models.F("members")), name="run_members"),
        ]

    def __str__(self) -> str:
        return f"{self.label} №{self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("runs:detail", args=[self.pk])

    def concerned_units(self) -> list[Unit]:
        return [each for each in (self.unit, self.subdistrict, self.community) if each]

    @property
    def declared(self) -> Model | None:
        """The model as it is today; None when it is no longer there."""
        return known().get(self.model)

    @property
    def label(self) -> str:
        declared = self.declared
        return named((declared.title, declared.title_en)) if declared else self.model

    @property
    def asker(self) -> Asker:
        """The seat in which it was asked for."""
        role = Role(self.by_role) if self.by_role else None
        return Asker(self.person_id, self.by_name, self.unit_id, str(self.unit or ""), role)

    @property
    def waiting(self) -> bool:
        return self.state in OPEN

    @property
    def percent(self) -> int:
        return round(100 * self.members_done / self.members) if self.members else 0

    @property
    def tone(self) -> str:
        return {"done": "good", "failed": "late", "cancelled": "unknown"}.get(self.state, "soon")
