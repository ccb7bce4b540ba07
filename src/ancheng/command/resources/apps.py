"""Teams and supplies as a Django application."""

from django.apps import AppConfig


class ResourcesConfig(AppConfig):
    name = "ancheng.command.resources"
    label = "resources"
