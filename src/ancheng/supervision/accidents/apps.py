"""Accidents as a Django application."""

from django.apps import AppConfig


class AccidentsConfig(AppConfig):
    name = "ancheng.supervision.accidents"
    label = "accidents"
