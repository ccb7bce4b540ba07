"""Tables of preparedness: one assessment of a unit in a year, and its lines."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ancheng.command.preparedness.workflows.preparedness import WORKFLOW
from ancheng.kernel.tasks.models import Task
from ancheng.kernel.workflow.declare import Workflow
from ancheng.kernel.workflow.models import Case


class Assessment(Case):
    """The preparedness of a unit as it stood on a day of a year."""

    WORKFLOW: ClassVar[Workflow] = WORKFLOW

    year = models.PositiveSmallIntegerField(_("年度"))
    counted_on = models.DateField(_("数据截至"))
    points = models.PositiveSmallIntegerField(_("得分"), default=0)
    possible = models.PositiveSmallIntegerField(_("可评分值"), default=0)
    conclusion = models.CharField(_("结论"), max_length=20, blank=True)
    synthetic = models.BooleanField(default=False, editable=False)

    class Meta(Case.Meta):
        verbose_name = _("应急准备能力评估")
        indexes = [GinIndex(fields=["seen_by"], name="preparedness_seen_by")]
        constraints = [
            models.UniqueConstraint(fields=["owner_unit", "year", "realm"], name="preparedness_once_a_year"),
            models.CheckConstraint(
                condition=Q(points__lte=models.F("possible")), name="preparedness_points_within"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.owner_unit}{self.year}年度应急准备能力评估"

    def get_absolute_url(self) -> str:
        return reverse("preparedness:detail", args=[self.pk])

    @property
    def percent(self) -> float | None:
        return round(100 * self.points / self.possible, 1) if self.possible else None


class Line(models.Model):
    """One item of the rubric: what was counted of how much, the points, and why a person gave them."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="lines")
    key = models.CharField(max_length=30)
    order = models.PositiveSmallIntegerField()
    met = models.FloatField(null=True)
    of = models.FloatField(null=True)
    points = models.PositiveSmallIntegerField(_("得分"), null=True)
    evidence = models.CharField(_("依据"), max_length=300, blank=True)
    task = models.ForeignKey(Task, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["assessment", "key"], name="preparedness_item_once")]

    def __str__(self) -> str:
        return self.key
