"""Risks as a Django application."""

from django.apps import AppConfig


class RisksConfig(AppConfig):
    name = "ancheng.supervision.risks"
    label = "risks"
