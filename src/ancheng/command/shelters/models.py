"""Tables of shelters: what command knows of each beside the register, its openings, its people."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ancheng.command.shelters import rules
from ancheng.command.shelters.workflows.opening import WORKFLOW
from ancheng.kernel.orgs.models import Operational, Unit
from ancheng.kernel.places.models import Placed
from ancheng.kernel.workflow.declare import Workflow
from ancheng.kernel.workflow.models import Case

PERSON = "people.Person"


class Shelter(Operational, Placed):
    """A shelter as the register of objects had it when it was last read; `asset_id` is its object there."""

    asset_id = models.BigIntegerField(_("对象"), unique=True)
    code = models.CharField(_("编号"), max_length=40)
    name = models.CharField(_("名称"), max_length=120)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("责任单位"))
    category = models.CharField(_("类别"), max_length=10, blank=True)
    area_m2 = models.FloatField(_("总面积（平方米）"), null=True)
    usable_area_m2 = models.FloatField(_("有效避难面积（平方米）"), null=True)
    zones = models.JSONField(default=dict)
    keeper = models.CharField(_("管理人员"), max_length=40, blank=True)
    phone = models.CharField(_("值守电话"), max_length=30, blank=True)
    warehouse = models.ForeignKey(
        "resources.Warehouse",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("配套物资库"),
    )
    read_at = models.DateTimeField(_("档案读取时间"))
    in_service = models.BooleanField(_("在用"), default=True)
    synthetic = models.BooleanField(default=False, editable=False)

    class Meta(Operational.Meta):
        verbose_name = _("避难场所")
        indexes = [GinIndex(fields=["seen_by"], name="shelter_seen_by")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("shelters:detail", args=[self.pk])

    def concerned_units(self) -> list[Unit]:
        return [each for each in (self.unit, self.subdistrict, self.community) if each]

    def functions(self, on: date) -> rules.Zones:
        return rules.zones(self.zones, on)

    def room(self, stay: str, on: date) -> int | None:
        return rules.capacity(self.usable_area_m2, rules.Stay(stay), on)


class Entrance(models.Model):
    """A way in, for people or for vehicles."""

    shelter = models.ForeignKey(Shelter, on_delete=models.CASCADE, related_name="entrances")
    name = models.CharField(_("出入口"), max_length=60)
    width_m = models.FloatField(_("净宽（米）"), null=True, blank=True)
    vehicles = models.BooleanField(_("可通车"), default=False)
    step_free = models.BooleanField(_("无障碍"), default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shelter", "name"], name="entrance_once")]

    def __str__(self) -> str:
        return self.name


class Stay(models.TextChoices):
    EMERGENCY = rules.Stay.EMERGENCY.value, _("紧急（1天）")
    TEMPORARY = rules.Stay.TEMPORARY.value, _("临时（3天）")
    SHORT = rules.Stay.SHORT.value, _("短期（15天）")
    MEDIUM = rules.Stay.MEDIUM.value, _("中期（30天）")
    LONG = rules.Stay.LONG.value, _("长期（100天）")


class Opening(Case):
    """One time that a shelter was opened."""

    WORKFLOW: ClassVar[Workflow] = WORKFLOW

    number = models.CharField(_("编号"), max_length=40, unique=True)
    shelter = models.ForeignKey(
        Shelter, on_delete=models.PROTECT, related_name="openings", verbose_name=_("避难场所")
    )
    reason = models.CharField(_("启用原因"), max_length=200)
    stay = models.CharField(_("安置时长"), max_length=10, choices=Stay.choices, default=Stay.TEMPORARY)
    room = models.PositiveIntegerField(_("可容纳人数"), null=True)
    head_count = models.PositiveIntegerField(_("在场人数"), default=0)
    counted_at = models.DateTimeField(_("清点时间"), null=True)
    summary = models.CharField(_("关闭说明"), max_length=300, blank=True)
    incident_id = models.BigIntegerField(null=True, db_index=True)
    synthetic = models.BooleanField(default=False, editable=False)

    class Meta(Case.Meta):
        verbose_name = _("避难场所启用")
        indexes = [GinIndex(fields=["seen_by"], name="opening_seen_by")]
        constraints = [
            models.UniqueConstraint(
                fields=["shelter", "realm"],
                name="shelter_opened_once_at_a_time",
                condition=~Q(state__in=("closed", "cancelled")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.shelter}"

    def get_absolute_url(self) -> str:
        return reverse("shelters:opening", args=[self.pk])

    def concerned_units(self) -> list[Unit]:
        return [*self.shelter.concerned_units(), *super().concerned_units()]


class HeadCount(models.Model):
    """How many people were in a shelter at a moment."""

    opening = models.ForeignKey(Opening, on_delete=models.CASCADE, related_name="counts")
    at = models.DateTimeField(_("时间"))
    number = models.PositiveIntegerField(_("人数"))
    by_name = models.CharField(_("清点人"), max_length=80)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.number}"


class Guest(models.Model):
    """Somebody who came to a shelter; read only by named roles, wiped when the period is over."""

    opening = models.ForeignKey(Opening, on_delete=models.CASCADE, related_name="guests")
    name = models.CharField(_("姓名"), max_length=40)
    id_last4 = models.CharField(_("证件号后四位"), max_length=4, blank=True)
    phone = models.CharField(_("电话"), max_length=20, blank=True)
    home = models.CharField(_("原住址"), max_length=120, blank=True)
    household = models.PositiveSmallIntegerField(_("同行人数（含本人）"), default=1)
    needs = models.CharField(_("特殊需要"), max_length=120, blank=True)
    came_at = models.DateTimeField(_("登记时间"))
    left_at = models.DateTimeField(_("离开时间"), null=True)
    went_to = models.CharField(_("去向"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("避难人员")
        constraints = [models.CheckConstraint(condition=Q(household__gte=1), name="guest_household")]

    def __str__(self) -> str:
        return f"#{self.pk}"


class Population(Operational):
    """How many people live in a community, from a source on a day; without a row nobody knows."""

    community = models.OneToOneField(
        Unit, on_delete=models.CASCADE, related_name="+", verbose_name=_("社区、村")
    )
    people = models.PositiveIntegerField(_("常住人口"))
    source = models.CharField(_("来源"), max_length=120)
    on = models.DateField(_("统计日期"))

    class Meta(Operational.Meta):
        verbose_name = _("社区人口")
        indexes = [GinIndex(fields=["seen_by"], name="population_seen_by")]

    def __str__(self) -> str:
        return f"{self.community} {self.people}"

    def concerned_units(self) -> list[Unit]:
        return [self.community]
