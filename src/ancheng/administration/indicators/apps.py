"""Indicators as a Django application."""

from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "ancheng.administration.indicators"
    label = "indicators"
