"""What the apps of the command desk share, as a Django application: templates, no table."""

from django.apps import AppConfig


class CommandConfig(AppConfig):
    name = "ancheng.command"
    label = "command"
