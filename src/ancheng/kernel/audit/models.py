"""One append-only, hash-chained row for every action; the database seals the chain at commit."""

from __future__ import annotations

from django.db import models

from ancheng.base.realm import Realm


class Entry(models.Model):
    """What one person did to one thing: when, from which state to which, why, and the values around it."""

    at = models.DateTimeField()
    actor = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    actor_name = models.CharField(max_length=80)
    unit = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, null=True, related_name="+")
    unit_name = models.CharField(max_length=200, blank=True)
    role = models.CharField(max_length=20, blank=True)
    verb = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=40)
    subject_label = models.CharField(max_length=300, blank=True)
    from_state = models.CharField(max_length=40, blank=True)
    to_state = models.CharField(max_length=40, blank=True)
    why = models.TextField(blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    realm = models.CharField(max_length=10, default=Realm.ACTUAL)
    position = models.BigIntegerField(null=True, unique=True, editable=False)
    previous_hash = models.CharField(max_length=64, blank=True, editable=False)
    hash = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "-at"], name="audit_subject"),
            models.Index(fields=["actor", "-at"], name="audit_actor"),
            models.Index(fields=["-at"], name="audit_at"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_name} {self.verb} {self.subject_label}"


class Anchor(models.Model):
    """The head of the chain at a moment; a chain cut short no longer reaches its last anchor."""

    at = models.DateTimeField()
    position = models.BigIntegerField()
    hash = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.position} {self.hash[:12]}"


def subject_type(model: type[models.Model] | models.Model) -> str:
    """The name by which the chain knows a kind of thing, such as `tasks.task`."""
    return model._meta.label_lower
