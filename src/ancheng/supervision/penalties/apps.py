"""Penalties as a Django application."""

from django.apps import AppConfig


class PenaltiesConfig(AppConfig):
    name = "ancheng.supervision.penalties"
    label = "penalties"
