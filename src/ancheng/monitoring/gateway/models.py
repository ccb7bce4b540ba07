"""Tables beside the readings: stretches, batch names, latest values, tallies of sources, quarantine.

The readings themselves (the ring of the log, the daily partitions, the rollups) are made by SQL in the migrations:
they are written by COPY and read by the store, never row by row.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Stretch(models.Model):
    """One group commit of the log."""

    position = models.BigIntegerField(primary_key=True)
    received_us = models.BigIntegerField()
    readings = models.IntegerField()

    def __str__(self) -> str:
        return str(self.position)


class Receipt(models.Model):
    """A batch that its source gave a name: a second one of the same name counts nothing."""

    source_id = models.BigIntegerField()
    name = models.CharField(max_length=80)
    position = models.BigIntegerField()
    received_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source_id", "name"], name="receipt_once")]
        indexes = [models.Index(fields=["received_at"], name="receipt_received")]

    def __str__(self) -> str:
        return self.name


class Latest(models.Model):
    """What was heard of a sensor last: the newest reading that is not from the future, and the last usable one."""

    sensor = models.IntegerField(primary_key=True)
    time = models.DateTimeField(null=True)
    value = models.FloatField(null=True)
    flag = models.SmallIntegerField(default=0)
    usable_time = models.DateTimeField(null=True)
    usable_value = models.FloatField(null=True)
    newest = models.DateTimeField()
    received_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.sensor} {self.value}"


class Tally(models.Model):
    """What came from a source in one minute."""

    source_id = models.BigIntegerField()
    minute = models.DateTimeField()
    received = models.IntegerField(default=0)
    unusable = models.IntegerField(default=0)
    late = models.IntegerField(default=0)
    quarantined = models.IntegerField(default=0)
    refused = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source_id", "minute"], name="tally_once")]

    def __str__(self) -> str:
        return f"{self.source_id} {self.minute} {self.received}"


class Fault(models.TextChoices):
    """Why a frame was not taken as a reading."""

    UNREADABLE = "unreadable", _("内容不是有效的 JSON")
    SHAPE = "shape", _("报文结构不符")
    NO_TIME = "no_time", _("时间缺失或无时区")
    TIME_SPAN = "time_span", _("时间超出可保存的范围")
    VALUE = "value", _("数值不是数字")
    UNKNOWN_SENSOR = "unknown_sensor", _("未登记的传感器")
    FOREIGN_SENSOR = "foreign_sensor", _("传感器不属于该来源")
    RETIRED_SENSOR = "retired_sensor", _("传感器已停用")


class Quarantined(models.Model):
    """A frame that could not be taken, as it came, with the reason; it can be replayed when that is mended."""

    source_id = models.BigIntegerField(null=True)
    received_at = models.DateTimeField()
    fault = models.CharField(_("原因"), max_length=16, choices=Fault.choices)
    reason = models.CharField(_("说明"), max_length=200)
    sensor_code = models.CharField(_("传感器编号"), max_length=64, blank=True)
    frame = models.TextField(_("报文"))
    replay_asked_at = models.DateTimeField(null=True)
    replayed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("隔离报文")
        indexes = [
            models.Index(fields=["source_id", "-id"], name="quarantined_source"),
            models.Index(
                fields=["id"],
                name="quarantined_asked",
                condition=models.Q(replay_asked_at__isnull=False, replayed_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_fault_display()} {self.sensor_code}"


class Keeper(models.Model):
    """How far the latest values and tallies were written: what follows is read from the log again."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    latest_position = models.BigIntegerField(default=0)
    beat_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.latest_position)
