"""Incidents as a Django application."""

from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    name = "ancheng.command.incidents"
    label = "incidents"
