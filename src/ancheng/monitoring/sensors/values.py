"""Choices of the tables."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Way(TextChoices):
    """By which way the readings of a source come in."""

    HTTP = "http", _("HTTP 接口")
    MQTT = "mqtt", _("MQTT")
    STA = "sta", _("SensorThings")
    FILE = "file", _("文件回放")


class Health(TextChoices):
    """How a sensor stands as a device; silent is a fault, never an all-clear."""

    NEVER = "never", _("从未上报")
    SPEAKING = "speaking", _("在线")
    SILENT = "silent", _("失联")
    INVALID = "invalid", _("读数无效")
    MAINTAINED = "maintained", _("维护中")
    RETIRED = "retired", _("已停用")


@dataclass(frozen=True, slots=True)
class Described:
    """What is stated about a device; durations in seconds, None where its kind's own value holds."""

    kind: str
    code: str
    name: str
    source_id: int
    unit_id: int
    department_id: int | None = None
    asset_id: int | None = None
    spot: tuple[float, float] | None = None
    address: str = ""
    low: float | None = None
    high: float | None = None
    interval_s: int | None = None
    silent_after_s: int | None = None
    installed_on: date | None = None
    maker: str = ""
    calibrated_until: date | None = None
    remarks: str = ""
