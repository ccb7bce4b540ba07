"""Tables of risks: checklists, sources, assessments, measures, people."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.contrib.gis.db import models
from django.contrib.postgres.indexes import GinIndex
from django.db.models import F, Func, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ancheng.base.realm import Realm
from ancheng.kernel.orgs.models import Unit
from ancheng.kernel.places.models import Placed
from ancheng.kernel.workflow.declare import Workflow
from ancheng.kernel.workflow.models import Case
from ancheng.supervision.assets.models import Asset, Level
from ancheng.supervision.risks import values
from ancheng.supervision.risks.map_models import AggregationRun, AreaGrade, MapEdition, RiskReport
from ancheng.supervision.risks.workflows.risk import WORKFLOW

__all__ = ["AggregationRun", "AreaGrade", "MapEdition", "RiskReport"]

PERSON = "people.Person"


class Grade(models.IntegerChoices):
    NEVER = values.Grade.NEVER.value, _("未评估")
    BLUE = values.Grade.BLUE.value, _("低风险")
    YELLOW = values.Grade.YELLOW.value, _("一般风险")
    ORANGE = values.Grade.ORANGE.value, _("较大风险")
    RED = values.Grade.RED.value, _("重大风险")


class Method(models.TextChoices):
    MATRIX = values.Method.MATRIX.value, _("5×5风险矩阵")
    LEC = values.Method.LEC.value, _("作业条件危险性分析（LEC）")


class Subject(models.TextChoices):
    ASSET = values.Subject.ASSET.value, _("对象")
    AREA = values.Subject.AREA.value, _("区域")
    EVENT = values.Subject.EVENT.value, _("活动")


class Trigger(models.TextChoices):
    FIRST = values.Trigger.FIRST.value, _("首次评估")
    YEARLY = values.Trigger.YEARLY.value, _("年度复评")
    CHANGE = values.Trigger.CHANGE.value, _("设施、工艺或规划变化")
    ACCIDENT = values.Trigger.ACCIDENT.value, _("发生事故")
    LAW = values.Trigger.LAW.value, _("法规标准更新")
    EVENT = values.Trigger.EVENT.value, _("重大活动")
    OTHER = values.Trigger.OTHER.value, _("其他")


class MeasureKind(models.TextChoices):
    ENGINEERING = values.MeasureKind.ENGINEERING.value, _("工程技术")
    MANAGEMENT = values.MeasureKind.MANAGEMENT.value, _("管理")
    TRAINING = values.MeasureKind.TRAINING.value, _("培训教育")
    PROTECTION = values.MeasureKind.PROTECTION.value, _("个体防护")
    EMERGENCY = values.MeasureKind.EMERGENCY.value, _("应急处置")


class Checklist(models.Model):
    """A list by which the risks of an industry are identified; a published version is never changed."""

    industry = models.CharField(_("行业"), max_length=20)
    title = models.CharField(_("名称"), max_length=100)
    version = models.PositiveSmallIntegerField(_("版本"), default=1)
    valid_from = models.DateField(_("自"))
    valid_to = models.DateField(_("至"), null=True, blank=True)
    source = models.CharField(_("来源"), max_length=200, blank=True)
    created_at = models.DateTimeField(editable=False)

    class Meta:
        verbose_name = _("风险辨识清单")
        ordering = ["industry", "title", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["industry", "title", "version"], name="risk_checklist_once"),
            models.UniqueConstraint(
                fields=["industry", "title"], name="risk_checklist_one_in_force", condition=Q(valid_to=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} 第{self.version}版"

    def get_absolute_url(self) -> str:
        return reverse("risks:checklist", args=[self.pk])


class ChecklistItem(models.Model):
    """One risk to look for: where, what may happen, why, and the usual measures."""

    checklist = models.ForeignKey(Checklist, on_delete=models.CASCADE, related_name="items")
    order = models.PositiveSmallIntegerField()
    part = models.CharField(_("部位或环节"), max_length=60)
    accident_type = models.CharField(_("事故类型"), max_length=30)
    text = models.CharField(_("风险因素"), max_length=300)
    measures = models.CharField(_("常用管控措施"), max_length=300)
    clause = models.CharField(_("依据"), max_length=200)
    verified = models.BooleanField(_("依据已核对"), default=False)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["checklist", "order"], name="risk_item_once"),
            models.CheckConstraint(condition=~Q(clause=""), name="risk_item_cites_a_clause"),
        ]

    def __str__(self) -> str:
        return self.text


def _mercator(axis: str) -> Func:
    return Func(
        F("geometry"),
        template=f"ST_{axis}(ST_Transform(ST_PointOnSurface(%(expressions)s), 3857))",
        output_field=models.FloatField(),
    )


class Risk(Case, Placed):
    """A risk source: what could go wrong where, how bad, who answers for it, and until when that was assessed."""

    WORKFLOW: ClassVar[Workflow] = WORKFLOW

    number = models.CharField(_("编号"), max_length=40, unique=True)
    title = models.CharField(_("风险源"), max_length=200)
    subject = models.CharField(_("载体"), max_length=6, choices=Subject.choices)
    industry = models.CharField(_("行业"), max_length=20, blank=True)
    accident_type = models.CharField(_("事故类型"), max_length=30, blank=True)
    factors = models.TextField(_("风险因素"), blank=True)
    asset = models.ForeignKey(
        Asset, on_delete=models.PROTECT, null=True, blank=True, related_name="risks", verbose_name=_("对象")
    )
    area = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("区域")
    )
    enterprise = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("企业")
    )
    zone = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("功能区")
    )
    event_from = models.DateField(_("活动开始"), null=True, blank=True)
    event_to = models.DateField(_("活动结束"), null=True, blank=True)
    identified_on = models.DateField(_("辨识日期"))
    identified_by = models.CharField(_("辨识人"), max_length=80, blank=True)
    unmitigated = models.PositiveSmallIntegerField(
        _("固有风险等级"), choices=Grade.choices, default=Grade.NEVER
    )
    residual = models.PositiveSmallIntegerField(_("剩余风险等级"), choices=Grade.choices, default=Grade.NEVER)
    assessed_on = models.DateField(_("评估日期"), null=True, blank=True)
    valid_until = models.DateField(_("有效期至"), null=True, blank=True)
    trigger = models.CharField(_("评估原因"), max_length=10, choices=Trigger.choices, default=Trigger.FIRST)
    closed_on = models.DateField(_("销号日期"), null=True, blank=True)
    synthetic = models.BooleanField(_("演示数据"), default=False)
    # Where its representative point lies on the curve of the register (Z order), and in Web Mercator metres.
    cell = models.GeneratedField(
        expression=Func(F("geometry"), function="assets_cell", output_field=models.BigIntegerField()),
        output_field=models.BigIntegerField(null=True),
        db_persist=True,
    )
    east = models.GeneratedField(
        expression=_mercator("X"), output_field=models.FloatField(null=True), db_persist=True
    )
    north = models.GeneratedField(
        expression=_mercator("Y"), output_field=models.FloatField(null=True), db_persist=True
    )

    class Meta(Case.Meta):
        verbose_name = _("风险")
        indexes = [
            GinIndex(fields=["seen_by"], name="risk_seen_by"),
            GinIndex(fields=["title"], name="risk_title_trigram", opclasses=["gin_trgm_ops"]),
            models.Index(fields=["-identified_on", "-id"], name="risk_latest"),
            models.Index(fields=["state", "-identified_on", "-id"], name="risk_state"),
            models.Index(fields=["unmitigated", "-identified_on", "-id"], name="risk_grade"),
            models.Index(fields=["enterprise", "-identified_on", "-id"], name="risk_enterprise"),
            models.Index(fields=["issuer_unit", "-identified_on", "-id"], name="risk_issuer"),
            models.Index(fields=["due_at"], name="risk_due", condition=~Q(state="closed")),
            # What a picture of a tile needs is in the index itself.
            models.Index(
                fields=["cell"],
                name="risk_cell",
                include=["unmitigated", "residual", "east", "north", "id"],
                condition=Q(realm=Realm.ACTUAL.value) & ~Q(state="closed"),
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(subject__in=Subject.values), name="risk_subject_known"),
            models.CheckConstraint(
                condition=Q(unmitigated__lte=4, residual__lte=F("unmitigated")), name="risk_grades_in_order"
            ),
            models.CheckConstraint(
                condition=Q(unmitigated=0) | Q(assessed_on__isnull=False, valid_until__isnull=False),
                name="risk_graded_until_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(closed_on__isnull=False), name="risk_closed_on_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("risks:detail", args=[self.pk])

    @property
    def letter(self) -> str:
        return values.Grade(self.unmitigated).letter

    @property
    def residual_letter(self) -> str:
        return values.Grade(self.residual).letter

    def expired(self, on: date) -> bool:
        """Whether its last assessment has run out; what was never assessed has none to run out."""
        return self.valid_until is not None and self.valid_until < on

    def concerned_units(self) -> list[Unit]:
        """Who answers for it, who supervises that, whose site it is, and in whose area it lies."""
        all_of_them = (
            self.owner_unit,
            self.issuer_unit,
            self.enterprise,
            self.area,
            self.zone,
            self.subdistrict,
            self.community,
            self.grid,
        )
        return [each for each in all_of_them if each]


class Assessment(models.Model):
    """One assessment of a risk: method, inputs, scores, grades, who, and from when to when it was in force."""

    risk = models.ForeignKey(Risk, on_delete=models.CASCADE, related_name="assessments")
    method = models.CharField(_("方法"), max_length=8, choices=Method.choices)
    inputs = models.JSONField(_("参数"))
    residual_inputs = models.JSONField(_("采取措施后的参数"))
    score = models.FloatField(_("风险值"))
    residual_score = models.FloatField(_("剩余风险值"))
    unmitigated = models.PositiveSmallIntegerField(_("固有风险等级"), choices=Grade.choices)
    residual = models.PositiveSmallIntegerField(_("剩余风险等级"), choices=Grade.choices)
    citation = models.CharField(_("分级依据"), max_length=200)
    trigger = models.CharField(_("评估原因"), max_length=10, choices=Trigger.choices)
    basis = models.TextField(_("评估说明"), blank=True)
    assessor = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    assessor_name = models.CharField(_("评估人"), max_length=80)
    submitted_at = models.DateTimeField(_("提交时间"))
    reviewer = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    in_force_from = models.DateField(_("生效日期"), null=True)
    in_force_to = models.DateField(_("失效日期"), null=True)
    valid_until = models.DateField(_("有效期至"), null=True)

    class Meta:
        verbose_name = _("风险评估")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["in_force_from", "in_force_to"], name="assessment_span")]
        constraints = [
            models.UniqueConstraint(
                fields=["risk"],
                name="one_assessment_in_force",
                condition=Q(in_force_from__isnull=False, in_force_to=None),
            ),
            models.CheckConstraint(
                condition=Q(reviewer=None) | Q(assessor=None) | ~Q(reviewer=F("assessor")),
                name="assessment_four_eyes",
            ),
            models.CheckConstraint(
                condition=Q(in_force_from=None) | Q(valid_until__isnull=False), name="assessment_runs_out"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.risk_id} {self.get_method_display()} {self.score:g}"

    @property
    def letter(self) -> str:
        return values.Grade(self.unmitigated).letter

    @property
    def residual_letter(self) -> str:
        return values.Grade(self.residual).letter

    @property
    def formula(self) -> str:
        """The product as people write it: L4 × C5 = 20."""
        return _product(self.inputs, self.score)

    @property
    def residual_formula(self) -> str:
        return _product(self.residual_inputs, self.residual_score)


def _product(inputs: dict[str, float], score: float) -> str:
    order = [each for each in ("L", "E", "C") if each in inputs]
    return " × ".join(f"{each}{inputs[each]:g}" for each in order) + f" = {score:g}"


class Measure(models.Model):
    """What holds a risk down."""

    risk = models.ForeignKey(Risk, on_delete=models.CASCADE, related_name="measures")
    kind = models.CharField(_("类别"), max_length=12, choices=MeasureKind.choices)
    text = models.CharField(_("措施"), max_length=300)
    unit = models.CharField(_("落实部门"), max_length=60, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text


class RiskPerson(models.Model):
    """Who answers for a risk at one of four levels."""

    risk = models.ForeignKey(Risk, on_delete=models.CASCADE, related_name="people")
    level = models.PositiveSmallIntegerField(_("层级"), choices=Level.choices)
    name = models.CharField(_("姓名"), max_length=60)
    phone = models.CharField(_("电话"), max_length=30, blank=True)

    class Meta:
        ordering = ["level"]
        constraints = [models.UniqueConstraint(fields=["risk", "level"], name="risk_person_once_a_level")]

    def __str__(self) -> str:
        return f"{self.get_level_display()} {self.name}"
