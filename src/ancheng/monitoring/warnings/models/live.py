"""What browsers are told as it happens, kept for who was away for a moment."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from ancheng.base.realm import Realm


class LiveEvent(models.Model):
    """One thing to tell, in the order of its number; who may hear it is written beside it."""

    at = models.DateTimeField()
    topic = models.CharField(max_length=20)
    payload = models.JSONField()
    seen_by = ArrayField(models.BigIntegerField(), default=list)
    realm = models.CharField(max_length=10, default=Realm.ACTUAL)

    def __str__(self) -> str:
        return f"{self.topic} {self.pk}"
