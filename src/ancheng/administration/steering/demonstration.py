"""Bulletins of the demonstration: last month's is issued, last week's waits for the office; both are sent by mail."""

from __future__ import annotations

from datetime import datetime

from ancheng.administration.steering.actions import draft, issue, subscribe
from ancheng.administration.steering.models import Rhythm
from ancheng.kernel.people.models import Membership


def load(*, at: datetime) -> int:
    """Draft, issue and choose who is sent the reports; returns how many bulletins there are."""
    seats = Membership.objects.select_related("unit", "person")
    office = seats.get(person__username="office").asker()
    for name, rhythm in (
        ("commander", Rhythm.WEEKLY),
        ("commander", Rhythm.MONTHLY),
        ("office", Rhythm.WEEKLY),
    ):
        subscribe(person=seats.get(person__username=name).person, rhythm=rhythm, by=office, at=at)
    month = draft(rhythm=Rhythm.MONTHLY, by=office, at=at)
    issue(bulletin=month, version=month.version, by=office, at=at)
    draft(rhythm=Rhythm.WEEKLY, by=office, at=at)
    return 2
