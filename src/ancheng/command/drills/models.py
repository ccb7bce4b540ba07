"""Tables of drills: the drill, its evaluation sheet, what was found wanting, and the exercise by script."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ancheng.base.realm import Realm
from ancheng.command.contingency.models import Plan
from ancheng.command.drills import rules
from ancheng.command.drills.workflows.drill import WORKFLOW
from ancheng.kernel.orgs.models import Operational, Unit
from ancheng.kernel.tasks.models import Task
from ancheng.kernel.workflow.declare import Workflow
from ancheng.kernel.workflow.models import Case

PERSON = "people.Person"


class Mode(models.TextChoices):
    TABLETOP = rules.Mode.TABLETOP.value, _("桌面演练")
    PRACTICAL = rules.Mode.PRACTICAL.value, _("实战演练")


class Breadth(models.TextChoices):
    SINGLE = rules.Breadth.SINGLE.value, _("单项演练")
    COMPREHENSIVE = rules.Breadth.COMPREHENSIVE.value, _("综合演练")


class Drill(Case):
    """One drill of the yearly schedule, from its plan to the last defect."""

    WORKFLOW: ClassVar[Workflow] = WORKFLOW

    number = models.CharField(_("编号"), max_length=40, unique=True)
    title = models.CharField(_("演练名称"), max_length=120)
    year = models.PositiveSmallIntegerField(_("年度"))
    plan = models.ForeignKey(
        Plan, on_delete=models.PROTECT, null=True, blank=True, related_name="drills", verbose_name=_("预案")
    )
    mode = models.CharField(_("形式"), max_length=10, choices=Mode.choices)
    breadth = models.CharField(_("内容"), max_length=14, choices=Breadth.choices)
    planned_on = models.DateField(_("计划日期"))
    held_on = models.DateField(_("实施日期"), null=True)
    place = models.CharField(_("地点"), max_length=120, blank=True)
    people = models.PositiveIntegerField(_("参演人数"), null=True)
    course = models.TextField(_("演练经过"), blank=True)
    points = models.PositiveSmallIntegerField(_("评估得分"), null=True)
    conclusion = models.CharField(_("评估结论"), max_length=20, blank=True)
    evaluated_by = models.CharField(_("评估人"), max_length=80, blank=True)
    reported_on = models.DateField(_("报送日期"), null=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    synthetic = models.BooleanField(default=False, editable=False)

    class Meta(Case.Meta):
        verbose_name = _("演练")
        indexes = [
            GinIndex(fields=["seen_by"], name="drill_seen_by"),
            models.Index(fields=["year", "state"], name="drill_year"),
            models.Index(fields=["plan", "held_on"], name="drill_plan"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=("planned", "cancelled")) | Q(held_on__isnull=False, people__gte=1),
                name="drill_held_on_a_day_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("evaluated", "closed")) | Q(points__isnull=False),
                name="drill_evaluated_has_points",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("drills:detail", args=[self.pk])

    @property
    def must_report(self) -> bool:
        """Whether the law asks that this drill is reported: hazardous and crowded places."""
        return self.plan is not None and self.plan.high_risk


class Mark(models.Model):
    """One line of the evaluation sheet of a drill."""

    drill = models.ForeignKey(Drill, on_delete=models.CASCADE, related_name="marks")
    key = models.CharField(max_length=20)
    points = models.PositiveSmallIntegerField(_("得分"))
    remark = models.CharField(_("说明"), max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["drill", "key"], name="drill_mark_once")]

    def __str__(self) -> str:
        return f"{self.key} {self.points}"


class Defect(models.Model):
    """What a drill showed to be wanting, and the task by which it is put right."""

    drill = models.ForeignKey(Drill, on_delete=models.CASCADE, related_name="defects")
    text = models.CharField(_("问题"), max_length=300)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("整改单位"))
    due_on = models.DateField(_("整改期限"))
    task = models.OneToOneField(Task, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text


class ExerciseState(models.TextChoices):
    READY = "ready", _("待开始")
    RUNNING = "running", _("进行中")
    ENDED = "ended", _("已结束")


class Exercise(Operational):
    """One run of a script for a drill; everything that it makes is of the exercise realm."""

    drill = models.OneToOneField(Drill, on_delete=models.PROTECT, related_name="exercise")
    script = models.CharField(_("脚本"), max_length=40)
    state = models.CharField(max_length=8, choices=ExerciseState.choices, default=ExerciseState.READY)
    director = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField(_("开始时间"), null=True)
    ended_at = models.DateTimeField(_("结束时间"), null=True)

    class Meta(Operational.Meta):
        verbose_name = _("演练推演")
        indexes = [
            GinIndex(fields=["seen_by"], name="exercise_seen_by"),
            models.Index(fields=["state"], name="exercise_running", condition=Q(state="running")),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(realm=Realm.EXERCISE.value), name="exercise_is_never_actual"),
            models.CheckConstraint(
                condition=Q(state="ready") | Q(started_at__isnull=False), name="exercise_runs_since"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.drill}"

    def get_absolute_url(self) -> str:
        return reverse("drills:exercise", args=[self.pk])

    def concerned_units(self) -> list[Unit]:
        return self.drill.concerned_units()


class Inject(models.Model):
    """One thing that the script gives the players, when it was given, and when and how they answered."""

    exercise = models.ForeignKey(Exercise, on_delete=models.CASCADE, related_name="injects")
    order = models.PositiveSmallIntegerField()
    minute = models.PositiveSmallIntegerField(_("第几分钟"))
    kind = models.CharField(max_length=12)
    title = models.CharField(_("内容"), max_length=120)
    text = models.CharField(max_length=400, blank=True)
    settings = models.JSONField(default=dict)
    expects = models.CharField(_("应有响应"), max_length=200, blank=True)
    minutes = models.PositiveSmallIntegerField(_("响应时限（分钟）"), default=0)
    given_at = models.DateTimeField(null=True)
    made_type = models.CharField(max_length=60, blank=True)
    made_id = models.BigIntegerField(null=True)
    fault = models.CharField(max_length=200, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=80, blank=True)
    answer = models.CharField(_("响应情况"), max_length=300, blank=True)

    class Meta:
        ordering = ["minute", "order"]
        constraints = [
            models.UniqueConstraint(fields=["exercise", "order"], name="inject_once"),
            models.CheckConstraint(
                condition=Q(answered_at=None) | Q(given_at__isnull=False), name="inject_answered_after_given"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def timed(self) -> rules.Timed | None:
        """What is timed of it; None before it is given and where no answer is asked for."""
        if self.given_at is None or not self.minutes:
            return None
        return rules.Timed(self.given_at, self.minutes, self.answered_at)

    def in_time(self, at: datetime) -> bool | None:
        timed = self.timed()
        return timed.in_time(at) if timed else None
