"""Sensors as a Django application."""

from django.apps import AppConfig


class SensorsConfig(AppConfig):
    name = "ancheng.monitoring.sensors"
    label = "sensors"
