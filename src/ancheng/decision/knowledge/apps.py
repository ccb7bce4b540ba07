"""Knowledge as a Django application."""

from django.apps import AppConfig


class KnowledgeConfig(AppConfig):
    name = "ancheng.decision.knowledge"
    label = "knowledge"
