"""Tables of activations: when a plan was activated, what became of its steps and of its resources."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ancheng.command.contingency.models import Plan, Version
from ancheng.command.duty.models import CallDown
from ancheng.command.resources.models import CallOrder
from ancheng.kernel.orgs.models import Operational, Unit
from ancheng.kernel.tasks.models import Task


class Activation(Operational):
    """One time that a plan was put to use, in the wording that held then."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="activations")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    nonce = models.CharField(max_length=36, unique=True, editable=False)
    matter = models.CharField(_("事由"), max_length=200)
    place = models.CharField(_("地点"), max_length=200, blank=True)
    level = models.PositiveSmallIntegerField(_("响应级别"))
    incident_id = models.BigIntegerField(null=True)
    call = models.ForeignKey(CallDown, on_delete=models.PROTECT, null=True, related_name="+")
    by_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("启动单位"))
    by_name = models.CharField(_("启动人"), max_length=80)
    at = models.DateTimeField(_("启动时间"))
    ended_at = models.DateTimeField(_("终止时间"), null=True)
    ended_why = models.CharField(_("终止理由"), max_length=200, blank=True)

    class Meta(Operational.Meta):
        verbose_name = _("预案启动")
        indexes = [
            GinIndex(fields=["seen_by"], name="activation_seen_by"),
            models.Index(fields=["plan", "-at"], name="activation_plan"),
            models.Index(fields=["incident_id"], name="activation_incident"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(level__in=(1, 2, 3, 4)), name="activation_level_known"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | ~Q(ended_why=""), name="activation_ended_for_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.matter}（{self.plan}）"

    def get_absolute_url(self) -> str:
        return reverse("activation:detail", args=[self.pk])

    def concerned_units(self) -> list[Unit]:
        units = Unit.objects.filter(pk__in=self.steps.values("task__owner_unit")) if self.pk else ()
        return [self.by_unit, self.plan.owner_unit, *units]


class OrderedStep(models.Model):
    """One step of the plan, and the task that it became."""

    activation = models.ForeignKey(Activation, on_delete=models.CASCADE, related_name="steps")
    order = models.PositiveSmallIntegerField()
    post = models.CharField(_("岗位"), max_length=40)
    due_at = models.DateTimeField(_("时限"))
    task = models.OneToOneField(Task, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["activation", "order"], name="activation_step_once")]

    def __str__(self) -> str:
        return self.post


class Need(models.Model):
    """Something that the plan counts on: how many were asked for, by which orders, and why not all."""

    activation = models.ForeignKey(Activation, on_delete=models.CASCADE, related_name="needs")
    name = models.CharField(_("资源"), max_length=60)
    source = models.CharField(_("来源"), max_length=80, blank=True)
    quantity = models.PositiveIntegerField(_("需要"))
    asked = models.PositiveIntegerField(_("已申请"))
    why_short = models.CharField(_("缺口原因"), max_length=120, blank=True)
    orders = models.ManyToManyField(CallOrder, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(asked__lte=models.F("quantity")), name="activation_asks_no_more"
            ),
            models.CheckConstraint(
                condition=Q(asked=models.F("quantity")) | ~Q(why_short=""),
                name="activation_short_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.name
