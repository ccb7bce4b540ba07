"""The register of objects as a Django application."""

from django.apps import AppConfig


class AssetsConfig(AppConfig):
    name = "ancheng.supervision.assets"
    label = "assets"
