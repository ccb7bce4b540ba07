"""Major hazards as a Django application."""

from django.apps import AppConfig


class HazardsConfig(AppConfig):
    name = "ancheng.supervision.hazards"
    label = "hazards"
