"""The one task mechanism: owner unit, clock, evidence, check, source."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ancheng.base.working_days import end_of_day
from ancheng.kernel.tasks.workflows.task import WORKFLOW
from ancheng.kernel.workflow.declare import Workflow
from ancheng.kernel.workflow.models import Case


class Part(models.TextChoices):
    LEAD = "lead", _("牵头")
    RESPONSIBLE = "responsible", _("责任")
    COOPERATING = "cooperating", _("配合")


class Task(Case):
    """Something that one unit must do by a day, asked for by a source that the task points back to."""

    WORKFLOW: ClassVar[Workflow] = WORKFLOW

    number = models.CharField(_("编号"), max_length=60, blank=True)
    title = models.CharField(_("任务"), max_length=200)
    text = models.TextField(_("要求"), blank=True)
    part = models.CharField(_("职责"), max_length=12, choices=Part.choices, default=Part.RESPONSIBLE)
    source_type = models.CharField(max_length=60)
    source_id = models.BigIntegerField()
    source_label = models.CharField(_("来源"), max_length=200)
    starts_on = models.DateField(_("开始"), null=True, blank=True)
    ends_on = models.DateField(_("完成时限"), null=True, blank=True)
    progress = models.PositiveSmallIntegerField(_("进度"), default=0, validators=[MaxValueValidator(100)])
    work_plan = models.TextField(_("工作计划"), blank=True)
    result = models.TextField(_("完成情况"), blank=True)
    sent_back = models.PositiveSmallIntegerField(_("退回次数"), default=0)
    supervised_at = models.DateTimeField(_("督办时间"), null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta(Case.Meta):
        verbose_name = _("任务")
        indexes = [
            GinIndex(fields=["seen_by"], name="task_seen_by"),
            models.Index(fields=["source_type", "source_id", "owner_unit"], name="task_source"),
            models.Index(fields=["owner_unit", "state", "due_at"], name="task_owner_state"),
            models.Index(
                fields=["due_at"], name="task_due", condition=~models.Q(state__in=("done", "cancelled"))
            ),
            GinIndex(fields=["title"], name="task_title_trigram", opclasses=["gin_trgm_ops"]),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(progress__lte=100), name="task_progress_percent"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}".strip()

    def get_absolute_url(self) -> str:
        return reverse("tasks:detail", args=[self.pk])

    @property
    def ends_at(self) -> datetime | None:
        """The last moment of the day by which it must be done."""
        return end_of_day(self.ends_on) if self.ends_on else None


class Milestone(models.Model):
    """One dated step of a unit's work plan."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="milestones")
    title = models.CharField(_("节点"), max_length=200)
    due_on = models.DateField(_("计划完成"))
    done_on = models.DateField(_("实际完成"), null=True, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "due_on", "pk"]

    def __str__(self) -> str:
        return self.title

    def late(self, on: date) -> bool:
        return self.done_on is None and self.due_on < on


class Report(models.Model):
    """What a unit said about its progress, at a time."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="reports")
    at = models.DateTimeField()
    by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=60)
    progress = models.PositiveSmallIntegerField()
    text = models.TextField()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.task_id} {self.progress}%"
