"""Tables of experts: who knows what, whom they work for, what they were asked."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ancheng.decision.knowledge.workflows.advice import WORKFLOW
from ancheng.kernel.orgs.models import Operational, Unit
from ancheng.kernel.workflow.declare import Workflow
from ancheng.kernel.workflow.models import Case


class Availability(models.TextChoices):
    ANY_TIME = "any_time", _("随时可到")
    WORKING_HOURS = "working_hours", _("工作时间")
    BY_PHONE = "by_phone", _("仅远程咨询")
    AWAY = "away", _("暂不可用")


class Expert(Operational):
    """An expert; telephone and employer are personal and read by named roles alone."""

    name = models.CharField(_("姓名"), max_length=40)
    initials = models.CharField(max_length=40, blank=True, editable=False)
    fields = ArrayField(models.CharField(max_length=40), verbose_name=_("专业领域"))
    title = models.CharField(_("职称和资格"), max_length=120, blank=True)
    employer = models.CharField(_("工作单位"), max_length=120, blank=True)
    employer_unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("工作单位（平台内企业）")
    )  # fmt: skip
    phone = models.CharField(_("联系电话"), max_length=30, blank=True)
    availability = models.CharField(
        _("可用情况"), max_length=14, choices=Availability.choices, default=Availability.WORKING_HOURS
    )
    away_until = models.DateField(_("不可用至"), null=True, blank=True)
    declared = models.ManyToManyField(
        Unit, blank=True, related_name="+", verbose_name=_("已声明利害关系的企业")
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("入库单位"))
    active = models.BooleanField(_("在库"), default=True)
    synthetic = models.BooleanField(default=False, editable=False)

    class Meta(Operational.Meta):
        verbose_name = _("专家")
        indexes = [
            GinIndex(fields=["seen_by"], name="expert_seen_by"),
            GinIndex(fields=["fields"], name="expert_fields"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("knowledge:expert", args=[self.pk])

    def concerned_units(self) -> list[Unit]:
        return [self.unit]


class Advice(Case):
    """One question to one expert, the answer, and what became of it."""

    WORKFLOW: ClassVar[Workflow] = WORKFLOW

    number = models.CharField(_("编号"), max_length=40, unique=True)
    expert = models.ForeignKey(
        Expert, on_delete=models.PROTECT, related_name="advices", verbose_name=_("专家")
    )
    question = models.TextField(_("咨询事项"), max_length=3000)
    enterprise = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("涉及企业")
    )
    subject_type = models.CharField(max_length=40, blank=True, editable=False)
    subject_id = models.BigIntegerField(null=True, editable=False)
    no_conflict_declared = models.BooleanField(_("专家已声明无利害关系"), default=False)
    answer = models.TextField(_("专家意见"), blank=True, max_length=6000)
    reason = models.TextField(_("采纳或不采纳的理由"), blank=True, max_length=1000)
    synthetic = models.BooleanField(default=False, editable=False)

    class Meta(Case.Meta):
        verbose_name = _("专家咨询")
        indexes = [GinIndex(fields=["seen_by"], name="advice_seen_by")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=("advised", "adopted", "not_adopted")) | ~Q(answer=""),
                name="advice_has_an_answer",
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.expert}"

    def get_absolute_url(self) -> str:
        return reverse("knowledge:advice", args=[self.pk])
