"""Assessment as a Django application."""

from django.apps import AppConfig


class AssessmentConfig(AppConfig):
    name = "ancheng.administration.assessment"
    label = "assessment"
