"""Tables of the four-colour map: aggregation runs, grades of areas, editions, reports."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ancheng.kernel.orgs.models import Operational, Unit, UnitKind
from ancheng.kernel.workflow.declare import Workflow
from ancheng.kernel.workflow.models import Case
from ancheng.supervision.risks import values
from ancheng.supervision.risks.rules import Counts
from ancheng.supervision.risks.workflows.map_edition import WORKFLOW

LEVELS = (UnitKind.SUBDISTRICT, UnitKind.COMMUNITY, UnitKind.GRID, UnitKind.ZONE)


class Rule(models.TextChoices):
    HIGHEST = values.Rule.HIGHEST.value, _("取最高等级")
    WEIGHTED = values.Rule.WEIGHTED.value, _("加权平均")


class Basis(models.TextChoices):
    UNMITIGATED = values.Basis.UNMITIGATED.value, _("固有风险")
    RESIDUAL = values.Basis.RESIDUAL.value, _("剩余风险")


class AggregationRun(models.Model):
    """All areas graded by one rule: the live one is kept up with each assessment, the others stay as they are."""

    rule = models.CharField(_("聚合规则"), max_length=10, choices=Rule.choices)
    basis = models.CharField(_("口径"), max_length=12, choices=Basis.choices)
    as_of = models.DateField(_("截至"))
    live = models.BooleanField(default=False)
    month = models.CharField(max_length=7, blank=True)
    citation = models.CharField(_("规则依据"), max_length=200)
    by_name = models.CharField(_("计算人"), max_length=80)
    at = models.DateTimeField(_("计算时间"))
    areas = models.PositiveIntegerField(_("区域数"), default=0)

    class Meta:
        verbose_name = _("区域等级聚合")
        constraints = [
            models.UniqueConstraint(fields=["rule", "basis"], name="one_live_run", condition=Q(live=True)),
            models.UniqueConstraint(
                fields=["rule", "basis", "month"], name="one_run_a_month", condition=~Q(month="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.as_of} {self.get_rule_display()}"


class AreaGrade(models.Model):
    """The grade of one area in one run, and what lies in it."""

    run = models.ForeignKey(AggregationRun, on_delete=models.CASCADE, related_name="grades", db_index=False)
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=20, choices=UnitKind.choices)
    grade = models.PositiveSmallIntegerField()
    mean = models.FloatField(null=True)
    red = models.PositiveIntegerField()
    orange = models.PositiveIntegerField()
    yellow = models.PositiveIntegerField()
    blue = models.PositiveIntegerField()
    never = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "unit"], name="area_grade_once")]
        indexes = [models.Index(fields=["run", "kind"], name="area_grade_level")]

    def __str__(self) -> str:
        return f"{self.run_id} {self.unit_id} {self.grade}"

    @property
    def letter(self) -> str:
        return values.Grade(self.grade).letter

    @property
    def counts(self) -> Counts:
        return Counts(self.red, self.orange, self.yellow, self.blue, self.never)

    @property
    def shares(self) -> list[tuple[str, int, float | None]]:
        """Letter, number and share of each colour, and last of what was never assessed."""
        counts = self.counts
        parts = (("R", self.red), ("O", self.orange), ("Y", self.yellow), ("B", self.blue), ("", self.never))
        return [(letter, number, counts.percent(number)) for letter, number in parts]


class MapEdition(Case):
    """The four-colour map of a day as it is approved and published; its grades never change afterwards."""

    WORKFLOW: ClassVar[Workflow] = WORKFLOW

    number = models.CharField(_("版本号"), max_length=40, unique=True)
    title = models.CharField(_("名称"), max_length=120)
    run = models.ForeignKey(AggregationRun, on_delete=models.PROTECT, related_name="editions")
    note = models.TextField(_("编制说明"), blank=True)
    drafted_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    approved_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(_("发布时间"), null=True)
    synthetic = models.BooleanField(_("演示数据"), default=False)

    class Meta(Case.Meta):
        verbose_name = _("四色图版本")
        indexes = [GinIndex(fields=["seen_by"], name="map_edition_seen_by")]
        constraints = [
            models.UniqueConstraint(
                fields=["state"], name="one_published_map", condition=Q(state="published", realm="actual")
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | Q(drafted_by=None) | ~Q(approved_by=models.F("drafted_by")),
                name="map_edition_four_eyes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("risks:edition", args=[self.pk])


class ReportScope(models.TextChoices):
    DISTRICT = "district", _("全区")
    ZONE = "zone", _("功能区、街道")
    INDUSTRY = "industry", _("行业")


class RiskReport(Operational):
    """A risk assessment report that was drawn up: of what, as of when, by which run."""

    scope = models.CharField(_("范围"), max_length=10, choices=ReportScope.choices)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("区域"))
    industry = models.CharField(_("行业"), max_length=20, blank=True)
    run = models.ForeignKey(AggregationRun, on_delete=models.PROTECT, related_name="+")
    as_of = models.DateField(_("截至"))
    at = models.DateTimeField()
    by_name = models.CharField(max_length=80)

    class Meta(Operational.Meta):
        verbose_name = _("风险评估报告")
        indexes = [GinIndex(fields=["seen_by"], name="risk_report_seen_by")]

    def __str__(self) -> str:
        return f"{self.name}城市安全风险评估报告（{self.as_of}）"

    def get_absolute_url(self) -> str:
        return reverse("risks:reports")

    @property
    def name(self) -> str:
        return self.industry + "行业" if self.scope == ReportScope.INDUSTRY else str(self.unit)

    def concerned_units(self) -> list[Unit]:
        return [self.unit]
