"""Enforcement as a Django application."""

from django.apps import AppConfig


class EnforcementConfig(AppConfig):
    name = "ancheng.supervision.enforcement"
    label = "enforcement"
