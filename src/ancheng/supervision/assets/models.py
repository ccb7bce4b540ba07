"""The register of objects: one row, one file (一物一档)."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.gis.db import models
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db.models import F, Func, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ancheng.kernel.orgs.models import Operational, Unit
from ancheng.kernel.places.models import Placed
from ancheng.supervision.assets.declare import Condition, Kind
from ancheng.supervision.assets.registry import KINDS


class Status(models.TextChoices):
    IN_USE = "in_use", _("在用")
    SUSPENDED = "suspended", _("停用")
    PLANNED = "planned", _("在建或拟建")
    RETIRED = "retired", _("已注销")


CONDITION_LABELS = {
    Condition.FAULT: _("异常"),
    Condition.ATTENTION: _("需关注"),
    Condition.UNKNOWN: _("情况不明"),
    Condition.NORMAL: _("正常"),
}


# How a condition reads in a list: the tone of the portal's `state` tag.
CONDITION_TONES = {
    Condition.FAULT: "late",
    Condition.ATTENTION: "soon",
    Condition.UNKNOWN: "unknown",
    Condition.NORMAL: "good",
}


class Level(models.IntegerChoices):
    """The four levels of responsibility for an object."""

    PRINCIPAL = 1, _("主要负责人")
    DEPUTY = 2, _("分管负责人")
    SECTION = 3, _("部门负责人")
    SITE = 4, _("现场负责人")


class Asset(Operational, Placed):
    """A thing that somebody answers for: place, unit, people, status and the attributes of its kind."""

    # Triggers mark every change for the extract from which indicators are counted (kernel/extract).
    followed_by: ClassVar[str] = "kind"

    kind = models.CharField(_("类别"), max_length=40)
    code = models.CharField(_("编号"), max_length=40)
    name = models.CharField(_("名称"), max_length=120)
    initials = models.CharField(max_length=120, blank=True, editable=False)
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("责任单位"), db_index=False
    )
    department = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("监管部门")
    )
    enterprise = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("所属企业")
    )
    status = models.CharField(_("状态"), max_length=12, choices=Status.choices, default=Status.IN_USE)
    condition = models.PositiveSmallIntegerField(_("情况"), default=Condition.UNKNOWN, editable=False)
    attributes = models.JSONField(_("属性"), default=dict)
    outside_accepted = models.BooleanField(_("确认在区外"), default=False)
    built_on = models.DateField(_("建成日期"), null=True, blank=True)
    remarks = models.TextField(_("备注"), blank=True)
    synthetic = models.BooleanField(_("演示数据"), default=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(editable=False)
    updated_at = models.DateTimeField(editable=False)
    # Pairs of neighbouring characters of name, code and address: pg_trgm knows no word of two characters.
    words = models.GeneratedField(
        expression=Func(
            F("name"), F("code"), F("address"), function="assets_words", output_field=SearchVectorField()
        ),
        output_field=SearchVectorField(),
        db_persist=True,
    )
    # Where the object's representative point lies on a curve that keeps neighbours together (Z order, zoom 22).
    cell = models.GeneratedField(
        expression=Func(F("geometry"), function="assets_cell", output_field=models.BigIntegerField()),
        output_field=models.BigIntegerField(null=True),
        db_persist=True,
    )

    class Meta:
        verbose_name = _("对象")
        base_manager_name = "every"
        indexes = [
            # Scope and filter in one index: what a unit may see of a kind, without reading all that it may see.
            GinIndex(fields=["seen_by", "kind", "condition"], name="asset_scope"),
            GinIndex(fields=["words"], name="asset_words"),
            models.Index(fields=["-updated_at", "-id"], name="asset_latest"),
            models.Index(fields=["kind", "-updated_at", "-id"], name="asset_kind"),
            models.Index(fields=["unit", "-updated_at", "-id"], name="asset_unit"),
            models.Index(fields=["subdistrict", "-updated_at", "-id"], name="asset_subdistrict"),
            models.Index(
                fields=["condition", "-updated_at", "-id"], name="asset_wrong", condition=Q(condition__gte=2)
            ),
            models.Index(
                fields=["status", "-updated_at", "-id"], name="asset_apart", condition=~Q(status="in_use")
            ),
            models.Index(fields=["initials"], name="asset_initials", opclasses=["varchar_pattern_ops"]),
            models.Index(fields=["code"], name="asset_code", opclasses=["varchar_pattern_ops"]),
            models.Index(fields=["cell"], name="asset_cell", include=["condition"]),
        ]
        constraints = [
            models.UniqueConstraint(fields=["kind", "code"], name="asset_code_once"),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="asset_status_known"),
            models.CheckConstraint(condition=Q(condition__lte=3), name="asset_condition_known"),
            models.CheckConstraint(condition=~Q(code=""), name="asset_has_a_code"),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.code}）"

    def get_absolute_url(self) -> str:
        return reverse("assets:detail", args=[self.pk])

    @property
    def declared(self) -> Kind:
        return KINDS[self.kind]

    @property
    def standing(self) -> Condition:
        return Condition(self.condition)

    @property
    def standing_label(self) -> Any:
        return CONDITION_LABELS[self.standing]

    @property
    def tone(self) -> str:
        return CONDITION_TONES[self.standing]

    def concerned_units(self) -> list[Unit]:
        """Who answers for it, who supervises it, whose site it is, and in whose area it lies."""
        all_of_them = (
            self.unit,
            self.department,
            self.enterprise,
            self.subdistrict,
            self.community,
            self.grid,
        )
        return [unit for unit in all_of_them if unit]


class ResponsiblePerson(models.Model):
    """Who answers for an object at one of four levels."""

    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="people")
    level = models.PositiveSmallIntegerField(_("层级"), choices=Level.choices)
    name = models.CharField(_("姓名"), max_length=60)
    phone = models.CharField(_("电话"), max_length=30, blank=True)

    class Meta:
        ordering = ["level"]
        constraints = [models.UniqueConstraint(fields=["asset", "level"], name="responsible_once_a_level")]

    def __str__(self) -> str:
        return f"{self.get_level_display()} {self.name}"


class SavedView(models.Model):
    """A filter of the register that a person keeps under a name."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("名称"), max_length=40)
    query = models.CharField(max_length=1000)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["person", "name"], name="saved_view_once")]

    def __str__(self) -> str:
        return self.name
