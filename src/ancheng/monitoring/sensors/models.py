"""Tables of sensors: sources and their tokens, devices, maintenance windows, quarantine, what was heard last."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ancheng.kernel.orgs.models import Operational, Unit
from ancheng.kernel.places.models import Placed
from ancheng.monitoring.sensors.declare import Kind
from ancheng.monitoring.sensors.registry import KINDS
from ancheng.monitoring.sensors.values import Way

PERSON = "people.Person"


class Source(Operational):
    """A system of a department or enterprise that sends readings."""

    code = models.SlugField(_("代码"), max_length=40, unique=True)
    name = models.CharField(_("名称"), max_length=120)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("责任单位"))
    way = models.CharField(_("接入方式"), max_length=8, choices=Way.choices, default=Way.HTTP)
    contact = models.CharField(_("联系人及电话"), max_length=120, blank=True)
    in_use = models.BooleanField(_("启用"), default=True)
    synthetic = models.BooleanField(_("演示数据"), default=False)
    created_at = models.DateTimeField(editable=False)

    class Meta(Operational.Meta):
        verbose_name = _("数据来源")
        indexes = [GinIndex(fields=["seen_by"], name="source_seen_by")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("sensors:source", args=[self.pk])

    def concerned_units(self) -> list[Unit]:
        return [self.unit]


class Token(models.Model):
    """What a source shows at the gateway; only its hash is kept."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="tokens")
    label = models.CharField(_("用途"), max_length=60)
    # Beyond sending readings: describe, change and delete devices over SensorThings.
    may_describe = models.BooleanField(_("可登记设备"), default=False)
    head = models.CharField(max_length=8)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("接入令牌")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.head}… {self.label}"


class Sensor(Operational, Placed):
    """A device that measures one quantity; its place is its own or a copy of its object's."""

    kind = models.CharField(_("类别"), max_length=40)
    code = models.CharField(_("编号"), max_length=64, unique=True)
    name = models.CharField(_("名称"), max_length=120)
    source = models.ForeignKey(
        Source, on_delete=models.PROTECT, related_name="sensors", verbose_name=_("数据来源")
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("责任单位"), db_index=False
    )
    department = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("监管部门")
    )
    # The object belongs to another desk: its number, and its name as it was when it was last looked up.
    asset_id = models.BigIntegerField(_("监测对象"), null=True, blank=True)
    asset_name = models.CharField(max_length=120, blank=True, editable=False)
    # Of the device itself; the kind says what is lawful at most.
    low = models.FloatField(_("量程下限"))
    high = models.FloatField(_("量程上限"))
    interval_s = models.PositiveIntegerField(_("上报间隔（秒）"))
    silent_after_s = models.PositiveIntegerField(_("失联判定（秒）"))
    installed_on = models.DateField(_("安装日期"), null=True, blank=True)
    retired_on = models.DateField(_("停用日期"), null=True, blank=True)
    maker = models.CharField(_("厂商及型号"), max_length=120, blank=True)
    calibrated_until = models.DateField(_("检定有效期至"), null=True, blank=True)
    remarks = models.TextField(_("备注"), blank=True)
    synthetic = models.BooleanField(_("演示数据"), default=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(editable=False)
    updated_at = models.DateTimeField(editable=False)

    class Meta(Operational.Meta):
        verbose_name = _("传感器")
        indexes = [
            GinIndex(fields=["seen_by"], name="sensor_seen_by"),
            models.Index(fields=["kind", "id"], name="sensor_kind"),
            models.Index(fields=["source", "id"], name="sensor_source"),
            models.Index(fields=["asset_id"], name="sensor_asset", condition=Q(asset_id__isnull=False)),
            models.Index(fields=["unit", "id"], name="sensor_unit"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(code=""), name="sensor_has_a_code"),
            models.CheckConstraint(condition=Q(low__lt=F("high")), name="sensor_range"),
            models.CheckConstraint(condition=Q(interval_s__gte=1), name="sensor_interval"),
            models.CheckConstraint(
                condition=Q(silent_after_s__gt=F("interval_s")), name="sensor_silent_after_an_interval"
            ),
            models.CheckConstraint(
                condition=Q(retired_on=None) | Q(installed_on=None) | Q(retired_on__gte=F("installed_on")),
                name="sensor_span",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.code}）"

    def get_absolute_url(self) -> str:
        return reverse("sensors:detail", args=[self.pk])

    @property
    def declared(self) -> Kind:
        return KINDS[self.kind]

    @property
    def silent_after(self) -> timedelta:
        return timedelta(seconds=self.silent_after_s)

    def concerned_units(self) -> list[Unit]:
        all_of_them = (self.unit, self.department, self.subdistrict, self.community, self.grid)
        return [each for each in all_of_them if each]


class Maintenance(models.Model):
    """A time in which a sensor is worked on: its readings are kept, and raise nothing."""

    sensor = models.ForeignKey(Sensor, on_delete=models.CASCADE, related_name="maintenances")
    starts_at = models.DateTimeField(_("开始"))
    ends_at = models.DateTimeField(_("结束"))
    reason = models.CharField(_("事由"), max_length=200)
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=80)
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("维护时段")
        ordering = ["-starts_at", "-pk"]
        indexes = [models.Index(fields=["ends_at"], name="maintenance_ends")]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="maintenance_span")
        ]

    def __str__(self) -> str:
        return f"{self.sensor_id} {self.reason}"

    def covers(self, at: datetime) -> bool:
        return self.starts_at <= at < self.ends_at


class Revision(models.Model):
    """Advanced by every change of sensors, tokens and maintenance: who keeps a copy reads again."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.BigIntegerField(default=1)

    def __str__(self) -> str:
        return str(self.number)


class Entity(models.Model):
    """What a source described over SensorThings: its set, its properties, and the entities that it is linked with.

    A linked number may be one of these or that of a device or kind, so no foreign key holds it. A Datastream is
    a device of the register besides (`device`).
    """

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")
    set = models.CharField(max_length=20)
    body = models.JSONField(default=dict)
    device = models.OneToOneField(Sensor, on_delete=models.PROTECT, null=True, related_name="+")
    thing_id = models.BigIntegerField(null=True, db_index=True)
    location_id = models.BigIntegerField(null=True, db_index=True)
    instrument_id = models.BigIntegerField(null=True, db_index=True)
    property_id = models.BigIntegerField(null=True, db_index=True)
    feature_id = models.BigIntegerField(null=True, db_index=True)
    created_at = models.DateTimeField(editable=False)
    deleted_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("SensorThings 实体")
        indexes = [models.Index(fields=["source", "set", "id"], name="entity_set")]
        constraints = [
            models.CheckConstraint(
                condition=Q(device=None) | Q(set="Datastreams"), name="entity_device_is_a_datastream"
            )
        ]

    def __str__(self) -> str:
        return f"{self.set}({self.pk})"
