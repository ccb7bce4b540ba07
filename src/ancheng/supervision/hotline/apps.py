"""Reports of the public as a Django application."""

from django.apps import AppConfig


class HotlineConfig(AppConfig):
    name = "ancheng.supervision.hotline"
    label = "hotline"
