"""Runs of decision models as a Django application."""

from django.apps import AppConfig


class RunsConfig(AppConfig):
    name = "ancheng.decision.runs"
    label = "runs"

    def ready(self) -> None:
        from ancheng.decision.runs.roads import hold_nets

        hold_nets()
