"""Tables of what may be inspected, who may inspect, and what is planned for the year."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ancheng.kernel.orgs.models import Unit
from ancheng.kernel.workflow.declare import Workflow
from ancheng.kernel.workflow.models import Case
from ancheng.supervision.dangers.models import Checklist
from ancheng.supervision.enforcement import values
from ancheng.supervision.enforcement.workflows.plan import WORKFLOW

PERSON = "people.Person"


class InForce(models.QuerySet["Item"]):
    def on(self, day: date) -> Self:
        return self.filter(valid_from__lte=day).filter(Q(valid_to=None) | Q(valid_to__gte=day))


class Item(models.Model):
    """One thing that may be inspected, the clause that permits it, and the checklist by which it is done."""

    code = models.CharField(_("事项编码"), max_length=40, unique=True)
    title = models.CharField(_("检查事项"), max_length=200)
    basis = models.CharField(_("检查依据"), max_length=300)
    verified = models.BooleanField(_("依据已核对"), default=False)
    department = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("实施部门")
    )
    field = models.CharField(_("执法领域"), max_length=40)
    # industry:餐饮住宿, industry:* or asset:gas_facility
    target = models.CharField(_("检查对象"), max_length=60)
    checklist = models.ForeignKey(
        Checklist,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("检查清单"),
    )
    valid_from = models.DateField(_("自"))
    valid_to = models.DateField(_("至"), null=True, blank=True)

    objects = InForce.as_manager()

    class Meta:
        verbose_name = _("检查事项")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=~Q(basis__regex=r"^\s*$"), name="item_has_a_legal_basis"),
            models.CheckConstraint(
                condition=Q(target__startswith="industry:") | Q(target__startswith="asset:"),
                name="item_target_known",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="item_span"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def target_kind(self) -> str:
        return self.target.partition(":")[0]

    @property
    def target_name(self) -> str:
        return self.target.partition(":")[2]


class Tie(models.TextChoices):
    KIN = values.Tie.KIN.value, _("近亲属任职")
    FORMER = values.Tie.FORMER.value, _("曾在该单位任职")
    SHARE = values.Tie.SHARE.value, _("持有股份或债权债务")
    OTHER = values.Tie.OTHER.value, _("其他利害关系")


class Inspector(models.Model):
    """Somebody with an enforcement certificate, the fields in which it holds, and until when."""

    person = models.OneToOneField(
        PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="inspector"
    )
    name = models.CharField(_("姓名"), max_length=60)
    certificate = models.CharField(_("执法证号"), max_length=40, unique=True)
    department = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("所属部门")
    )
    fields = ArrayField(models.CharField(max_length=40), verbose_name=_("执法领域"))
    valid_from = models.DateField(_("发证日期"))
    valid_to = models.DateField(_("有效期至"))
    left_on = models.DateField(_("离岗日期"), null=True, blank=True)
    synthetic = models.BooleanField(_("演示数据"), default=False)

    class Meta:
        verbose_name = _("执法人员")
        ordering = ["department", "certificate"]
        constraints = [
            models.CheckConstraint(condition=~Q(certificate=""), name="inspector_has_a_certificate"),
            models.CheckConstraint(condition=Q(fields__len__gt=0), name="inspector_has_a_field"),
            models.CheckConstraint(
                condition=Q(valid_to__gte=F("valid_from")), name="inspector_certificate_span"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.certificate}）"

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day <= self.valid_to and self.left_on is None


class Interest(models.Model):
    """What binds an inspector to an enterprise, so that he or she is never sent there."""

    inspector = models.ForeignKey(Inspector, on_delete=models.CASCADE, related_name="interests")
    enterprise = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("企业"))
    tie = models.CharField(_("利害关系"), max_length=8, choices=Tie.choices)
    noted_at = models.DateTimeField()
    ended_on = models.DateField(_("解除日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("利害关系")
        constraints = [
            models.UniqueConstraint(
                fields=["inspector", "enterprise"], name="interest_once", condition=Q(ended_on=None)
            )
        ]

    def __str__(self) -> str:
        return f"{self.inspector} {self.enterprise}"


class Plan(Case):
    """The plan of inspections of one year, with its quotas."""

    WORKFLOW: ClassVar[Workflow] = WORKFLOW

    year = models.PositiveSmallIntegerField(_("年度"))
    title = models.CharField(_("名称"), max_length=120)
    text = models.TextField(_("说明"), blank=True)
    drafted_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    approved_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    published_on = models.DateField(_("公布日期"), null=True)
    synthetic = models.BooleanField(_("演示数据"), default=False)

    class Meta(Case.Meta):
        verbose_name = _("年度执法计划")
        indexes = [models.Index(fields=["-year", "-id"], name="plan_year")]
        constraints = [
            models.UniqueConstraint(
                fields=["owner_unit", "year"], name="plan_once_a_year", condition=~Q(state="dropped")
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("drafted_by")), name="plan_four_eyes"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("enforcement:plan", args=[self.pk])


class Quota(models.Model):
    """One line of a plan: a department, an item, an industry, at least this share of its enterprises."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="quotas")
    department = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("部门"))
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+", verbose_name=_("检查事项"))
    industry = models.CharField(_("类别"), max_length=60)
    ratio_bp = models.PositiveSmallIntegerField(_("抽查比例"))
    number = models.PositiveIntegerField(_("计划家次"))

    class Meta:
        verbose_name = _("计划指标")
        ordering = ["department__order", "industry", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "department", "item", "industry"], name="quota_once"),
            models.CheckConstraint(condition=Q(ratio_bp__gt=0, ratio_bp__lte=10000), name="quota_ratio"),
        ]

    def __str__(self) -> str:
        return f"{self.department} {self.industry}"

    @property
    def ratio_percent(self) -> float:
        return self.ratio_bp / 100
