"""What stands in an inbox."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from ancheng.kernel.notices.models import Level, Notice


@dataclass(frozen=True, slots=True)
class Bell:
    """How many unread notices there are, and how many of them are urgent."""

    unread: int
    urgent: int


def bell(person_id: int) -> Bell:
    counts = Notice.objects.filter(person_id=person_id, read_at=None).aggregate(
        unread=Count("pk"), urgent=Count("pk", filter=Q(level=Level.URGENT))
    )
    return Bell(**counts)


def inbox(person_id: int, *, only: str = "") -> QuerySet[Notice]:
    """One person's notices, newest first; `only` is unread or urgent."""
    notices = Notice.objects.filter(person_id=person_id).order_by("-at", "-pk")
    if only == "unread":
        return notices.filter(read_at=None)
    return notices.filter(level=Level.URGENT) if only == "urgent" else notices
