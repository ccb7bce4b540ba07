"""Shelters as a Django application."""

from django.apps import AppConfig


class SheltersConfig(AppConfig):
    name = "ancheng.command.shelters"
    label = "shelters"
