"""Dispatch as a Django application."""

from django.apps import AppConfig


class DispatchConfig(AppConfig):
    name = "ancheng.command.dispatch"
    label = "dispatch"
