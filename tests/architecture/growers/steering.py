"""Bulletins, who is sent reports, late tasks of ever more units."""

from datetime import UTC, datetime, timedelta

from ancheng.administration.steering.models import Bulletin, Subscription
from tests.factories import NOW, make_person

COUNTS = {
    "steering:post": 17, "steering:screen": 17, "steering:repeats": 7, "steering:bulletins": 4,
    "steering:bulletin": 4, "steering:subscriptions": 5,
}  # fmt: skip


def grow(district, number):
    first = datetime(2026, 1, 5, tzinfo=UTC).date() + timedelta(weeks=number)
    district.bulletin = Bulletin.objects.create(
        rhythm="weekly", starts_on=first, ends_on=first + timedelta(days=6), title="周报", drafted_at=NOW,
        sections=[{"heading": "总体进展", "text": "好。"}],
    )  # fmt: skip
    Subscription.objects.create(
        person=make_person("office", district.office), rhythm="weekly", chosen_at=NOW, chosen_by="某"
    )


def arguments(district):
    return {"steering:bulletin": [district.bulletin.pk]}
