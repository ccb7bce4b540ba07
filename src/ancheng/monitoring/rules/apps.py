"""Rules as a Django application."""

from django.apps import AppConfig


class RulesConfig(AppConfig):
    name = "ancheng.monitoring.rules"
    label = "rules"
