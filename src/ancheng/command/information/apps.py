"""Information as a Django application."""

from django.apps import AppConfig


class InformationConfig(AppConfig):
    name = "ancheng.command.information"
    label = "information"
