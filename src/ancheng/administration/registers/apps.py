"""Registers as a Django application."""

from django.apps import AppConfig


class RegistersConfig(AppConfig):
    name = "ancheng.administration.registers"
    label = "registers"
