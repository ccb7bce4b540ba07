"""The outbox: facts announced in the transaction that made them true, handed on at least once."""

import uuid

from django.db import models


class Event(models.Model):
    """One announced fact."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    at = models.DateTimeField()
    name = models.CharField(max_length=80)
    payload = models.JSONField()
    handed_on_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["at"], name="event_waiting", condition=models.Q(handed_on_at__isnull=True))
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.at:%Y-%m-%d %H:%M:%S}"


class Reaction(models.Model):
    """That one reaction to one event has been carried out, so that it never happens twice."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="reactions")
    name = models.CharField(max_length=120)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "name"], name="reaction_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.event_id}"
