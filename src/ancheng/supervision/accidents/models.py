"""Tables of accidents: the case, changes of casualties, appraisals, links to dangers."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ancheng.base.clock import beijing_day
from ancheng.kernel.orgs.models import Unit
from ancheng.kernel.places.models import Placed
from ancheng.kernel.workflow.declare import Workflow
from ancheng.kernel.workflow.models import Case
from ancheng.supervision.accidents import rules
from ancheng.supervision.accidents.workflows.accident import WORKFLOW
from ancheng.supervision.dangers.models import Danger

PERSON = "people.Person"


class Grade(models.TextChoices):
    GENERAL = rules.Grade.GENERAL.value, _("一般")
    LARGER = rules.Grade.LARGER.value, _("较大")
    MAJOR = rules.Grade.MAJOR.value, _("重大")
    EXTREME = rules.Grade.EXTREME.value, _("特别重大")


class Sort(models.TextChoices):
    WORK = rules.Sort.WORK.value, _("一般作业")
    ROAD = rules.Sort.ROAD.value, _("道路交通")
    FIRE = rules.Sort.FIRE.value, _("火灾")
    BUILDING = rules.Sort.BUILDING.value, _("建筑施工")
    CHEMICAL = rules.Sort.CHEMICAL.value, _("危险化学品")
    GAS = rules.Sort.GAS.value, _("燃气")
    EQUIPMENT = rules.Sort.EQUIPMENT.value, _("特种设备")
    OTHER = rules.Sort.OTHER.value, _("其他")


class Accident(Case, Placed):
    """An accident in the legal sense; figures that nobody knows yet are empty, never zero."""

    WORKFLOW: ClassVar[Workflow] = WORKFLOW

    number = models.CharField(_("编号"), max_length=40, unique=True)
    title = models.CharField(_("事故名称"), max_length=120)
    sort = models.CharField(_("类型"), max_length=10, choices=Sort.choices)
    grade = models.CharField(_("等级"), max_length=10, choices=Grade.choices)
    enterprise = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("发生单位")
    )
    occurred_at = models.DateTimeField(_("发生时间"))
    known_at = models.DateTimeField(_("单位负责人接报"))
    received_at = models.DateTimeField(_("本部门接报"))
    reported_up_at = models.DateTimeField(_("上报时间"), null=True)
    brief = models.TextField(_("简要经过"))
    deaths = models.PositiveSmallIntegerField(_("死亡（含失踪）"))
    injured = models.PositiveSmallIntegerField(_("重伤（含急性中毒）"))
    loss_yuan = models.PositiveBigIntegerField(_("直接经济损失（元）"), null=True, blank=True)
    measures_taken = models.TextField(_("已采取的措施"), blank=True)
    team_lead = models.CharField(_("调查组组长"), max_length=60, blank=True)
    team = models.TextField(_("调查组成员单位"), blank=True)
    extended_days = models.PositiveSmallIntegerField(_("延长提交天数"), default=0)
    approval_extended_days = models.PositiveSmallIntegerField(default=0)
    appraisal_days = models.PositiveSmallIntegerField(_("技术鉴定天数"), default=0)
    cause = models.TextField(_("事故原因"), blank=True)
    nature = models.CharField(_("事故性质"), max_length=20, blank=True)
    responsible = models.BooleanField(_("责任事故"), null=True)
    advice = models.TextField(_("处理建议"), blank=True)
    report_received_at = models.DateTimeField(_("收到调查报告"), null=True)
    approved_on = models.DateField(_("批复日期"), null=True)
    approval_number = models.CharField(_("批复文号"), max_length=60, blank=True)
    published_on = models.DateField(_("公布日期"), null=True)
    public_text = models.TextField(_("公布内容"), blank=True)
    withheld_why = models.CharField(_("不公布的法定理由"), max_length=300, blank=True)
    evaluated_on = models.DateField(_("评估日期"), null=True)
    evaluation = models.TextField(_("评估结论"), blank=True)
    evaluation_public_on = models.DateField(_("评估公布日期"), null=True)
    concealed = models.BooleanField(_("瞒报、谎报、迟报或漏报"), default=False)
    synthetic = models.BooleanField(_("演示数据"), default=False)

    class Meta(Case.Meta):
        verbose_name = _("事故")
        indexes = [
            GinIndex(fields=["seen_by"], name="accident_seen_by"),
            models.Index(fields=["-occurred_at", "-id"], name="accident_latest"),
            models.Index(fields=["enterprise", "-occurred_at"], name="accident_enterprise"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(grade__in=Grade.values), name="accident_grade_known"),
            models.CheckConstraint(
                condition=Q(published_on=None) | Q(withheld_why=""), name="accident_published_or_withheld"
            ),
            models.CheckConstraint(
                condition=Q(occurred_at__lte=models.F("known_at")) & Q(known_at__lte=models.F("received_at")),
                name="accident_times_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("accidents:detail", args=[self.pk])

    def concerned_units(self) -> list[Unit]:
        return [
            each for each in (self.owner_unit, self.issuer_unit, self.enterprise, self.subdistrict) if each
        ]

    @property
    def occurred_on(self) -> date:
        return beijing_day(self.occurred_at)

    @property
    def body(self) -> rules.Body:
        """Who investigates at the present grade."""
        return rules.investigator(rules.Grade(self.grade))

    @property
    def body_label(self) -> str:
        return rules.BODIES[self.body]

    @property
    def unit_report_due(self) -> datetime:
        return rules.unit_report_due(self.known_at)

    @property
    def unit_reported_late(self) -> bool:
        return self.received_at > self.unit_report_due

    @property
    def level_report_due(self) -> datetime:
        return rules.level_report_due(self.received_at)

    @property
    def level_reported_late(self) -> bool | None:
        """None while it has not been passed on."""
        return None if self.reported_up_at is None else self.reported_up_at > self.level_report_due

    @property
    def supplement_until(self) -> date:
        return rules.supplement_until(self.occurred_on, rules.Sort(self.sort))


class Change(models.Model):
    """A change of casualties or loss as it was supplied, and the grade before and after."""

    accident = models.ForeignKey(Accident, on_delete=models.CASCADE, related_name="changes")
    at = models.DateTimeField()
    by_name = models.CharField(max_length=80)
    deaths = models.PositiveSmallIntegerField()
    injured = models.PositiveSmallIntegerField()
    loss_yuan = models.PositiveBigIntegerField(null=True)
    grade_before = models.CharField(max_length=10, choices=Grade.choices)
    grade_after = models.CharField(max_length=10, choices=Grade.choices)
    why = models.TextField()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.accident_id} {self.deaths}/{self.injured}"


class Appraisal(models.Model):
    """A technical appraisal, whose days the investigation's clock does not count."""

    accident = models.ForeignKey(Accident, on_delete=models.CASCADE, related_name="appraisals")
    subject = models.CharField(_("鉴定事项"), max_length=200)
    by_whom = models.CharField(_("鉴定机构"), max_length=120)
    began_on = models.DateField(_("开始"))
    ended_on = models.DateField(_("结束"))

    class Meta:
        ordering = ["began_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on__gte=models.F("began_on")), name="appraisal_ends_after_it_begins"
            )
        ]

    def __str__(self) -> str:
        return self.subject


class KnownDanger(models.Model):
    """A danger that has to do with an accident: was it known before, and what had been done about it."""

    accident = models.ForeignKey(Accident, on_delete=models.CASCADE, related_name="dangers")
    danger = models.ForeignKey(Danger, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(_("关联说明"), max_length=300)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["accident", "danger"], name="danger_linked_once")]

    def __str__(self) -> str:
        return f"{self.accident_id} – {self.danger_id}"

    @property
    def known_before(self) -> bool:
        return self.danger.found_at < self.accident.occurred_at

    @property
    def open_then(self) -> bool:
        """Whether it was known and not closed when the accident happened."""
        closed = self.danger.closed_at
        return self.known_before and (closed is None or closed > self.accident.occurred_at)
