"""The gateway as a Django application: the tables of readings."""

from django.apps import AppConfig


class GatewayConfig(AppConfig):
    name = "ancheng.monitoring.gateway"
    label = "gateway"
