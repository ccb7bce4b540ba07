"""Steering as a Django application."""

from django.apps import AppConfig


class SteeringConfig(AppConfig):
    name = "ancheng.administration.steering"
    label = "steering"
