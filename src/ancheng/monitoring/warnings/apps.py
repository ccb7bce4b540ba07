"""Warnings as a Django application."""

from django.apps import AppConfig


class WarningsConfig(AppConfig):
    name = "ancheng.monitoring.warnings"
    label = "warnings"
