"""Tables of grids: patrol people, points with a code, plans, check-ins, events, sensor signs."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ancheng.kernel.orgs.models import Operational, Unit
from ancheng.kernel.places.models import Placed
from ancheng.kernel.workflow.declare import Workflow
from ancheng.kernel.workflow.models import Case
from ancheng.supervision.assets.models import Asset
from ancheng.supervision.dangers.models import Danger
from ancheng.supervision.grid.workflows.grid_event import WORKFLOW

PERSON = "people.Person"


class PatrollerKind(models.TextChoices):
    GRID_WORKER = "grid_worker", _("网格员")
    INSPECTOR = "inspector", _("安全生产巡查员")
    VOLUNTEER = "volunteer", _("志愿者")


class Patroller(Operational):
    """Somebody who walks a grid or a community, from a day to a day."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("网格或社区"))
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(_("姓名"), max_length=60)
    phone = models.CharField(_("电话"), max_length=30, blank=True)
    kind = models.CharField(_("类别"), max_length=12, choices=PatrollerKind.choices)
    since = models.DateField(_("自"))
    until = models.DateField(_("至"), null=True, blank=True)
    synthetic = models.BooleanField(default=False)

    class Meta(Operational.Meta):
        verbose_name = _("巡查人员")
        indexes = [
            GinIndex(fields=["seen_by"], name="patroller_seen_by"),
            models.Index(fields=["unit", "kind"], name="patroller_unit"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="patroller_span")
        ]

    def __str__(self) -> str:
        return f"{self.name} · {self.unit}"

    def concerned_units(self) -> list[Unit]:
        return [self.unit]


class Point(Operational, Placed):
    """A place with a code that is read on the spot; a new edition makes copied codes worthless."""

    name = models.CharField(_("点位"), max_length=120)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("网格"))
    asset = models.ForeignKey(
        Asset, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("对象")
    )
    edition = models.PositiveSmallIntegerField(default=1)
    retired_on = models.DateField(null=True, blank=True)
    synthetic = models.BooleanField(default=False)

    class Meta(Operational.Meta):
        verbose_name = _("巡查点位")
        indexes = [
            GinIndex(fields=["seen_by"], name="point_seen_by"),
            models.Index(fields=["unit", "name"], name="point_unit"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("grid:point", args=[self.pk])

    def concerned_units(self) -> list[Unit]:
        return [each for each in (self.unit, self.subdistrict, self.community, self.grid) if each]


class Plan(Operational):
    """Which points of a unit are visited how often."""

    title = models.CharField(_("计划"), max_length=120)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("网格或社区"))
    every_days = models.PositiveSmallIntegerField(_("周期（天）"))
    starts_on = models.DateField(_("开始"))
    ends_on = models.DateField(_("结束"), null=True, blank=True)
    points = models.ManyToManyField(Point, related_name="plans")
    synthetic = models.BooleanField(default=False)

    class Meta(Operational.Meta):
        verbose_name = _("巡查计划")
        indexes = [GinIndex(fields=["seen_by"], name="plan_seen_by")]
        constraints = [models.CheckConstraint(condition=Q(every_days__gte=1), name="plan_every_some_days")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("grid:plan", args=[self.pk])

    def concerned_units(self) -> list[Unit]:
        return [self.unit]


class CheckIn(Operational):
    """Somebody was at a point: when, and how far from it the phone said it was."""

    point = models.ForeignKey(Point, on_delete=models.PROTECT, related_name="check_ins")
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=80)
    at = models.DateTimeField()
    longitude = models.FloatField(null=True)
    latitude = models.FloatField(null=True)
    accuracy_m = models.FloatField(null=True)
    distance_m = models.FloatField(null=True)
    near = models.BooleanField(null=True)
    note = models.CharField(_("说明"), max_length=300, blank=True)
    key = models.CharField(max_length=40, unique=True, null=True)
    synthetic = models.BooleanField(default=False)

    class Meta(Operational.Meta):
        verbose_name = _("签到")
        indexes = [
            GinIndex(fields=["seen_by"], name="check_in_seen_by"),
            models.Index(fields=["point", "-at"], name="check_in_point"),
        ]
        constraints = [
            # Without both places nobody knows how near it was, and that is neither near nor far.
            models.CheckConstraint(
                condition=Q(near__isnull=True, distance_m__isnull=True)
                | Q(near__isnull=False, distance_m__isnull=False),
                name="check_in_near_is_measured",
            )
        ]

    def __str__(self) -> str:
        return f"{self.point} {self.by_name}"

    def concerned_units(self) -> list[Unit]:
        return self.point.concerned_units()


class EventKind(models.TextChoices):
    FIRE = "fire", _("消防")
    GAS = "gas", _("燃气")
    ELECTRIC = "electric", _("用电")
    BUILDING = "building", _("房屋与施工")
    ROAD = "road", _("道路与井盖")
    CROWD = "crowd", _("人员聚集")
    ENVIRONMENT = "environment", _("环境与危险物品")
    OTHER = "other", _("其他")


class Event(Case, Placed):
    """Something that was found in a grid, until it is closed."""

    WORKFLOW: ClassVar[Workflow] = WORKFLOW

    number = models.CharField(_("编号"), max_length=40, unique=True)
    title = models.CharField(_("事件"), max_length=200)
    kind = models.CharField(_("类别"), max_length=12, choices=EventKind.choices)
    description = models.TextField(_("描述"), blank=True)
    point = models.ForeignKey(Point, on_delete=models.PROTECT, null=True, blank=True, related_name="events")
    danger = models.ForeignKey(Danger, on_delete=models.PROTECT, null=True, related_name="+")
    found_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    found_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    found_by_name = models.CharField(max_length=80)
    found_at = models.DateTimeField()
    handled_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    result = models.TextField(_("处置情况"), blank=True)
    key = models.CharField(max_length=40, unique=True, null=True)
    synthetic = models.BooleanField(default=False)

    class Meta(Case.Meta):
        verbose_name = _("网格事件")
        indexes = [
            GinIndex(fields=["seen_by"], name="event_seen_by"),
            models.Index(fields=["-found_at", "-id"], name="event_latest"),
            models.Index(fields=["grid", "-found_at"], name="event_grid"),
            models.Index(fields=["danger"], name="event_danger_of", condition=Q(danger__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="entrusted") | Q(danger__isnull=False), name="entrusted_to_a_danger"
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("grid:event", args=[self.pk])

    def concerned_units(self) -> list[Unit]:
        all_of_them = (
            self.owner_unit,
            self.issuer_unit,
            self.found_unit,
            self.subdistrict,
            self.community,
            self.grid,
        )
        return [each for each in all_of_them if each]


class SensorSign(models.Model):
    """When a sensor in a grid was last heard."""

    grid = models.OneToOneField(Unit, on_delete=models.CASCADE, primary_key=True, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.grid_id} {self.at}"
