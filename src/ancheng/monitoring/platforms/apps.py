"""Platforms as a Django application."""

from django.apps import AppConfig


class PlatformsConfig(AppConfig):
    name = "ancheng.monitoring.platforms"
    label = "platforms"
