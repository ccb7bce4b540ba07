"""Tables of contingency plans: the plan, its versions, its links, why it must be revised."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ancheng.command.contingency import rules
from ancheng.command.contingency.workflows.plan import WORKFLOW
from ancheng.kernel.workflow.declare import Workflow
from ancheng.kernel.workflow.models import Case

PERSON = "people.Person"


class Tier(models.TextChoices):
    GOVERNMENT = rules.Tier.GOVERNMENT.value, _("区政府预案")
    SUBDISTRICT = rules.Tier.SUBDISTRICT.value, _("街乡预案")
    DEPARTMENT = rules.Tier.DEPARTMENT.value, _("部门预案")
    ENTERPRISE = rules.Tier.ENTERPRISE.value, _("企业预案")
    COMMUNITY = rules.Tier.COMMUNITY.value, _("社区（村）预案")


class Form(models.TextChoices):
    OVERALL = rules.Form.OVERALL.value, _("总体（综合）预案")
    SPECIAL = rules.Form.SPECIAL.value, _("专项预案")
    ONSITE = rules.Form.ONSITE.value, _("现场处置方案")


class Matter(models.TextChoices):
    GENERAL = rules.Matter.GENERAL.value, _("综合")
    FIRE = rules.Matter.FIRE.value, _("火灾")
    CHEMICAL = rules.Matter.CHEMICAL.value, _("危险化学品事故")
    GAS = rules.Matter.GAS.value, _("燃气事故")
    FLOOD = rules.Matter.FLOOD.value, _("防汛")
    SNOW = rules.Matter.SNOW.value, _("雪天和低温")
    QUAKE = rules.Matter.QUAKE.value, _("地震")
    COLLAPSE = rules.Matter.COLLAPSE.value, _("建筑坍塌")
    CROWD = rules.Matter.CROWD.value, _("人员聚集踩踏")
    ELEVATOR = rules.Matter.ELEVATOR.value, _("电梯故障")
    OUTAGE = rules.Matter.OUTAGE.value, _("停水停电停热")
    HEALTH = rules.Matter.HEALTH.value, _("公共卫生")


class Plan(Case):
    """One contingency plan through all its versions."""

    WORKFLOW: ClassVar[Workflow] = WORKFLOW
    # Set where somebody reads a plan that is open to all without being concerned by it: names and phones stay out.
    of_others = False

    number = models.CharField(_("编号"), max_length=40, unique=True)
    title = models.CharField(_("名称"), max_length=120)
    tier = models.CharField(_("层级"), max_length=12, choices=Tier.choices)
    form = models.CharField(_("类型"), max_length=8, choices=Form.choices)
    matter = models.CharField(_("事件类别"), max_length=10, choices=Matter.choices)
    high_risk = models.BooleanField(_("高危或人员密集场所单位"), default=False)
    upper_outside = models.CharField(_("衔接的市级预案"), max_length=120, blank=True)
    draft = models.ForeignKey("Version", on_delete=models.PROTECT, null=True, related_name="+")
    current = models.ForeignKey("Version", on_delete=models.PROTECT, null=True, related_name="+")
    drafted_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    reviewed_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    published_on = models.DateField(_("公布日期"), null=True)
    filing_number = models.CharField(_("备案编号"), max_length=60, blank=True)
    filed_on = models.DateField(_("报备日期"), null=True)
    expires_on = models.DateField(_("有效期至"), null=True)
    last_drill_on = models.DateField(_("最近演练日期"), null=True, blank=True)
    # The major hazard that this is the special plan of; its file is kept by supervision.
    hazard_id = models.BigIntegerField(_("重大危险源"), null=True, editable=False)
    synthetic = models.BooleanField(default=False, editable=False)

    class Meta(Case.Meta):
        verbose_name = _("预案")
        indexes = [
            GinIndex(fields=["seen_by"], name="contingency_seen_by"),
            models.Index(fields=["tier", "matter", "state"], name="contingency_kind"),
            models.Index(fields=["expires_on"], name="contingency_end", condition=Q(state="valid")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["hazard_id"], name="one_plan_for_a_hazard", condition=Q(hazard_id__isnull=False)
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by=None) | ~Q(reviewed_by=F("drafted_by")), name="contingency_four_eyes"
            ),
            models.CheckConstraint(
                condition=~Q(state="valid") | Q(expires_on__isnull=False, current__isnull=False),
                name="contingency_valid_has_an_end",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("contingency:detail", args=[self.pk])

    @property
    def in_force(self) -> bool:
        """Whether it is filed, valid and not due for revision."""
        return self.state == "valid"

    def drill(self, on: date) -> rules.Drill:
        return rules.drill(
            rules.Tier(self.tier),
            rules.Form(self.form),
            high_risk=self.high_risk,
            last_on=self.last_drill_on,
            on=on,
        )


class Version(models.Model):
    """What a plan says in one version; frozen from its publication on."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField(_("版本"))
    content = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    frozen_at = models.DateTimeField(null=True)
    note = models.CharField(_("修订说明"), max_length=300, blank=True)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="contingency_version_once")]

    def __str__(self) -> str:
        return f"V{self.number}"

    def read(self) -> rules.Content:
        return rules.read(self.content)


class Link(models.Model):
    """A plan is joined to one above it (衔接)."""

    lower = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="uppers")
    upper = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="lowers")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["lower", "upper"], name="contingency_linked_once"),
            models.CheckConstraint(condition=~Q(lower=F("upper")), name="contingency_links_two"),
        ]

    def __str__(self) -> str:
        return f"{self.lower_id} → {self.upper_id}"


class Trigger(models.Model):
    """Why a plan had to be revised."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="triggers")
    key = models.CharField(max_length=12)
    text = models.CharField(_("具体情况"), max_length=300)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=80)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.key
