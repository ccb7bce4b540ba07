"""Credit of enterprises as a Django application."""

from django.apps import AppConfig


class CreditConfig(AppConfig):
    name = "ancheng.supervision.credit"
    label = "credit"
