"""Grids as a Django application."""

from django.apps import AppConfig


class GridConfig(AppConfig):
    name = "ancheng.supervision.grid"
    label = "grid"
