"""Matters as a Django application."""

from django.apps import AppConfig


class MattersConfig(AppConfig):
    name = "ancheng.supervision.matters"
    label = "matters"
