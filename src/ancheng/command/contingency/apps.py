"""Contingency plans as a Django application."""

from django.apps import AppConfig


class ContingencyConfig(AppConfig):
    name = "ancheng.command.contingency"
    label = "contingency"
