"""Dangers as a Django application."""

from django.apps import AppConfig


class DangersConfig(AppConfig):
    name = "ancheng.supervision.dangers"
    label = "dangers"
