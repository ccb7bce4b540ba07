"""Drills as a Django application."""

from django.apps import AppConfig


class DrillsConfig(AppConfig):
    name = "ancheng.command.drills"
    label = "drills"
