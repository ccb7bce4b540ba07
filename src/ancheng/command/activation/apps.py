"""Activations of contingency plans as a Django application."""

from django.apps import AppConfig


class ActivationConfig(AppConfig):
    name = "ancheng.command.activation"
    label = "activation"
