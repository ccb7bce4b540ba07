"""Preparedness as a Django application."""

from django.apps import AppConfig


class PreparednessConfig(AppConfig):
    name = "ancheng.command.preparedness"
    label = "preparedness"
