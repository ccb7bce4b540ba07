"""Choices of the tables."""

from __future__ import annotations

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
