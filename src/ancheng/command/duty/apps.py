"""Duty as a Django application."""

from django.apps import AppConfig


class DutyConfig(AppConfig):
    name = "ancheng.command.duty"
    label = "duty"
