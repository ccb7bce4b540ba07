"""Tables of major hazards: the unit, its inventory and identifications, plan and drills, persons, monitoring points."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ancheng.kernel.orgs.models import Unit
from ancheng.kernel.places.models import Placed
from ancheng.kernel.workflow.declare import Workflow
from ancheng.kernel.workflow.models import Case
from ancheng.science.models import gb18218
from ancheng.supervision.assets.models import Asset
from ancheng.supervision.hazards import values
from ancheng.supervision.hazards.workflows.hazard import WORKFLOW

# From declaration on a hazard has its one special plan; the database holds it.
WITH_PLAN = ("declared", "filed", "supervised")


class Sort(models.TextChoices):
    PRODUCTION = values.Sort.PRODUCTION.value, _("生产单元")
    STORAGE = values.Sort.STORAGE.value, _("储存单元")


class Regime(models.TextChoices):
    ORDER_40 = values.Regime.ORDER_40.value, _("危险化学品（40号令）")
    TOWN_GAS = values.Regime.TOWN_GAS.value, _("城镇燃气（不适用40号令）")


class Level(models.TextChoices):
    ONE = gb18218.LEVELS[0][1], _("一级")
    TWO = gb18218.LEVELS[1][1], _("二级")
    THREE = gb18218.LEVELS[2][1], _("三级")
    FOUR = gb18218.LEVELS[3][1], _("四级")


class Post(models.TextChoices):
    PRINCIPAL = values.Post.PRINCIPAL.value, _("主要负责人")
    TECHNICAL = values.Post.TECHNICAL.value, _("技术负责人")
    OPERATION = values.Post.OPERATION.value, _("操作负责人")


class Exercise(models.TextChoices):
    SPECIAL = values.Exercise.SPECIAL.value, _("专项应急预案演练")
    ON_SITE = values.Exercise.ON_SITE.value, _("现场处置方案演练")


class SpecialPlan(models.Model):
    """The special contingency plan of one hazard; its file is attached to the hazard for the purpose “plan”."""

    number = models.CharField(_("预案编号"), max_length=60, unique=True)
    title = models.CharField(_("预案名称"), max_length=120)
    approved_on = models.DateField(_("批准日期"))
    edition = models.PositiveSmallIntegerField(_("版次"), default=1)

    class Meta:
        verbose_name = _("专项应急预案")

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class Hazard(Case, Placed):
    """A production or storage unit that holds hazardous chemicals; figures are those of its last identification."""

    WORKFLOW: ClassVar[Workflow] = WORKFLOW

    number = models.CharField(_("编号"), max_length=40, unique=True)
    name = models.CharField(_("单元名称"), max_length=120)
    sort = models.CharField(_("单元类型"), max_length=12, choices=Sort.choices)
    regime = models.CharField(
        _("适用规定"), max_length=12, choices=Regime.choices, default=Regime.ORDER_40.value
    )
    enterprise = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("企业"))
    asset = models.ForeignKey(
        Asset, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("对象")
    )
    boundary = models.TextField(_("单元边界"), blank=True)
    s = models.FloatField(_("辨识指标S"))
    r = models.FloatField(_("分级指标R"))
    alpha = models.FloatField(_("校正系数α"))
    level = models.CharField(_("级别"), max_length=4, choices=Level.choices, blank=True)
    people = models.PositiveIntegerField(_("厂界外500米内人数"))
    people_from_map = models.PositiveIntegerField(_("地图查询人数"), null=True)
    people_why = models.CharField(_("调整理由"), max_length=300, blank=True)
    people_source = models.CharField(_("数据来源"), max_length=200, blank=True)
    identified_at = models.DateTimeField(_("辨识时间"))
    report_number = models.CharField(_("评估报告编号"), max_length=60, blank=True)
    report_by = models.CharField(_("评估单位"), max_length=120, blank=True)
    reported_on = models.DateField(_("评估报告日期"), null=True)
    declared_at = models.DateTimeField(_("申报时间"), null=True)
    filed_at = models.DateTimeField(_("备案时间"), null=True)
    filing_number = models.CharField(_("备案编号"), max_length=80, blank=True)
    filed_level = models.CharField(_("备案级别"), max_length=4, choices=Level.choices, blank=True)
    reassess_due_on = models.DateField(_("重新评估期限"), null=True)
    plan = models.OneToOneField(
        SpecialPlan,
        on_delete=models.PROTECT,
        null=True,
        related_name="hazard",
        verbose_name=_("专项应急预案"),
    )
    special_drill_due_on = models.DateField(_("专项预案演练期限"), null=True)
    on_site_drill_due_on = models.DateField(_("现场处置方案演练期限"), null=True)
    cancelled_on = models.DateField(_("核销日期"), null=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    synthetic = models.BooleanField(_("演示数据"), default=False)

    class Meta(Case.Meta):
        verbose_name = _("重大危险源")
        indexes = [
            GinIndex(fields=["seen_by"], name="hazard_seen_by"),
            models.Index(fields=["enterprise", "-id"], name="hazard_enterprise"),
            models.Index(fields=["state", "due_at"], name="hazard_state_due"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=WITH_PLAN) | Q(plan__isnull=False), name="hazard_has_its_plan"
            ),
            models.CheckConstraint(
                condition=Q(level="") | Q(s__gte=1.0), name="hazard_level_only_where_s_reaches_one"
            ),
            models.CheckConstraint(condition=Q(level__in=["", *Level.values]), name="hazard_level_known"),
            models.CheckConstraint(
                condition=~Q(state__in=("filed", "supervised")) | Q(filed_at__isnull=False),
                name="hazard_supervised_is_filed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("hazards:detail", args=[self.pk])

    def concerned_units(self) -> list[Unit]:
        """The enterprise, who supervises it, and in whose area it lies."""
        units = (self.owner_unit, self.issuer_unit, self.enterprise, self.subdistrict, self.community)
        return [each for each in units if each]

    @property
    def is_major(self) -> bool:
        return self.s >= 1

    @property
    def filed_differently(self) -> bool:
        """Whether the level has changed since it was filed."""
        return bool(self.filed_level) and self.filed_level != self.level

    def drill_due_on(self, exercise: str) -> date | None:
        return self.special_drill_due_on if exercise == Exercise.SPECIAL else self.on_site_drill_due_on


class Substance(models.Model):
    """One line of the inventory that is in force, with what the standard said about it."""

    hazard = models.ForeignKey(Hazard, on_delete=models.CASCADE, related_name="substances")
    order = models.PositiveSmallIntegerField()
    stated_name = models.CharField(_("填报名称"), max_length=80)
    name = models.CharField(_("物质"), max_length=100)
    hazard_class = models.CharField(_("危险性类别"), max_length=6, blank=True)
    quantity_t = models.FloatField(_("最大设计量（吨）"))
    critical_quantity_t = models.FloatField(_("临界量（吨）"))
    ratio = models.FloatField(_("q/Q"))
    beta = models.FloatField(_("校正系数β"))
    basis = models.CharField(_("β来源"), max_length=10)
    confirmed = models.BooleanField(_("β已核对"))

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["hazard", "order"], name="substance_line_once"),
            models.CheckConstraint(condition=Q(quantity_t__gt=0), name="substance_amount_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.quantity_t:g} t"


class Identification(models.Model):
    """One run of the standard over an inventory, kept as it was: inputs, result, who and why."""

    hazard = models.ForeignKey(Hazard, on_delete=models.CASCADE, related_name="identifications")
    at = models.DateTimeField()
    by_name = models.CharField(max_length=80)
    standard = models.CharField(_("标准"), max_length=40)
    model_version = models.CharField(max_length=20)
    people = models.PositiveIntegerField(_("厂界外500米内人数"))
    alpha = models.FloatField()
    s = models.FloatField()
    r = models.FloatField()
    level = models.CharField(max_length=4, blank=True)
    lines: Any = models.JSONField(default=list)
    unverified: Any = models.JSONField(default=list)
    why = models.TextField(_("变更理由"), blank=True)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.hazard_id} S={self.s:g} R={self.r:g}"


class Responsible(models.Model):
    """Who answers for a hazard in one of the three posts."""

    hazard = models.ForeignKey(Hazard, on_delete=models.CASCADE, related_name="responsibles")
    post = models.CharField(_("岗位"), max_length=12, choices=Post.choices)
    name = models.CharField(_("姓名"), max_length=60)
    phone = models.CharField(_("电话"), max_length=30)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hazard", "post"], name="hazard_post_once"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(phone=""), name="hazard_post_named"),
        ]

    def __str__(self) -> str:
        return f"{self.get_post_display()} {self.name}"


class Drill(models.Model):
    """A drill that was held."""

    hazard = models.ForeignKey(Hazard, on_delete=models.CASCADE, related_name="drills")
    exercise = models.CharField(_("演练类型"), max_length=10, choices=Exercise.choices)
    held_on = models.DateField(_("演练日期"))
    people = models.PositiveIntegerField(_("参演人数"), null=True, blank=True)
    summary = models.TextField(_("演练评估"))
    by_name = models.CharField(max_length=80)

    class Meta:
        ordering = ["-held_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["hazard", "exercise", "held_on"], name="drill_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.get_exercise_display()} {self.held_on}"


class MonitoringPoint(models.Model):
    """An object of the register on which the hazard is watched, and what is measured there."""

    hazard = models.ForeignKey(Hazard, on_delete=models.CASCADE, related_name="points")
    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="+", verbose_name=_("对象"))
    measures = models.CharField(_("监测内容"), max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hazard", "asset", "measures"], name="hazard_point_once")
        ]

    def __str__(self) -> str:
        return f"{self.asset} {self.measures}"
