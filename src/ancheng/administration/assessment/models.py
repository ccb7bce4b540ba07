"""A self-assessment of one unit in one month, what each item was found to be at every stage, the district's rubrics."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ancheng.administration.assessment.declare import Item, Rubric
from ancheng.administration.assessment.registry import RUBRICS
from ancheng.administration.assessment.sheet import rubric_from
from ancheng.administration.assessment.workflows.assessment import WORKFLOW as COURSE
from ancheng.base.errors import Absent
from ancheng.kernel.orgs.models import UnitKind
from ancheng.kernel.workflow.models import Case

# What the key of a district's own rubric begins with.
OWN = "own-"
# The stages in which findings are stated, in order of time.
STAGES = ("counted", "stated", "reviewed", "decided")


class OwnRubric(models.Model):
    """An edition of the district's own rubric, read from a table; it is never changed, a new table is a new edition."""

    title = models.CharField(_("标准名称"), max_length=120)
    source = models.CharField(_("来源"), max_length=200)
    valid_from = models.DateField(_("施行日期"))
    at = models.DateTimeField()
    by_name = models.CharField(max_length=80)

    class Meta:
        verbose_name = _("本区自评标准")

    def __str__(self) -> str:
        return f"{self.title} {self.valid_from:%Y-%m-%d}"

    @property
    def key(self) -> str:
        return f"{OWN}{self.pk}"

    @property
    def rows(self) -> list[dict[str, Any]]:
        return [each.row for each in self.items.all()]

    @property
    def declared(self) -> Rubric:
        return rubric_from(self.title, self.source, self.valid_from, self.rows)


class OwnItem(models.Model):
    """One row of an edition of the district's own rubric, as it stood in the table."""

    rubric = models.ForeignKey(OwnRubric, on_delete=models.CASCADE, related_name="items")
    no = models.CharField(_("项目编号"), max_length=40)
    row = models.JSONField()

    class Meta:
        verbose_name = _("自评标准项目")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["rubric", "no"], name="own_rubric_item_once")]

    def __str__(self) -> str:
        return self.no


def rubric_called(key: str) -> Rubric:
    """A rubric that ships with the product, or an edition of the district's own."""
    if key in RUBRICS:
        return RUBRICS[key]
    items = list(OwnItem.objects.filter(rubric=int(key.removeprefix(OWN))).select_related("rubric"))
    if not items:
        raise Absent("没有这个自评标准。")
    own = items[0].rubric
    return rubric_from(own.title, own.source, own.valid_from, [each.row for each in items])


class Assessment(Case):
    """One unit's assessment by one rubric as of the end of a month."""

    WORKFLOW = COURSE

    rubric = models.CharField(_("自评标准"), max_length=40)
    month = models.DateField(_("月份"))
    counted_score = models.DecimalField(
        _("系统测算"), max_digits=6, decimal_places=2, null=True, editable=False
    )
    stated_score = models.DecimalField(
        _("自评得分"), max_digits=6, decimal_places=2, null=True, editable=False
    )
    reviewed_score = models.DecimalField(
        _("复核得分"), max_digits=6, decimal_places=2, null=True, editable=False
    )
    decided_score = models.DecimalField(
        _("确定得分"), max_digits=6, decimal_places=2, null=True, editable=False
    )
    synthetic = models.BooleanField(_("演示数据"), default=False)

    class Meta(Case.Meta):
        verbose_name = _("考评自评")
        constraints = [
            models.UniqueConstraint(fields=["owner_unit", "rubric", "month"], name="assessment_once"),
            models.CheckConstraint(
                condition=~Q(state="final") | Q(decided_score__isnull=False),
                name="assessment_final_has_a_score",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.owner_unit} {self.month:%Y-%m}"

    def get_absolute_url(self) -> str:
        return reverse("assessment:detail", args=[self.pk])

    @cached_property
    def declared(self) -> Rubric:
        return rubric_called(self.rubric)

    @property
    def of_department(self) -> bool:
        """Whether the unit answers for the district as a whole in its matter."""
        return self.owner_unit.kind != UnitKind.SUBDISTRICT

    @property
    def stage(self) -> str:
        """The last stage in which findings were stated."""
        return {"stating": "counted", "submitted": "stated", "final": "decided"}.get(self.state, "reviewed")


class Line(models.Model):
    """Findings of one item: counted from the indicators, stated by the unit, reviewed and decided by the office."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="lines")
    item = models.CharField(max_length=40)
    missed = models.BooleanField(_("指标未达标"), default=False)
    counted = models.PositiveIntegerField(_("系统测算"), null=True)
    # Of how many results the findings are: only for a unit that answers for the whole district.
    out_of = models.PositiveIntegerField(_("评判结果数"), null=True)
    stated = models.PositiveIntegerField(_("自评"), null=True)
    reviewed = models.PositiveIntegerField(_("复核"), null=True)
    decided = models.PositiveIntegerField(_("确定"), null=True)
    note = models.CharField(_("说明"), max_length=300, blank=True)
    answer = models.CharField(_("复核意见"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("考评项目")
        constraints = [models.UniqueConstraint(fields=["assessment", "item"], name="assessment_item_once")]

    def __str__(self) -> str:
        return self.item

    @property
    def declared(self) -> Item:
        return self.assessment.declared.items[self.item]
