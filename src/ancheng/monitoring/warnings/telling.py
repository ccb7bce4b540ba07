"""Telling browsers: a row for who was away, a word on the wire for who listens."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from ancheng.base.realm import Realm
from ancheng.kernel.copying import copy_in
from ancheng.monitoring.warnings.models import LiveEvent

CHANNEL = "ancheng_live"
# Numbers must become visible in their order, or who reads "everything after 17" would miss a late 16.
LOCK = 0x11FE
KEPT = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Said:
    """One thing to tell: its topic, what, and which units may hear it."""

    topic: str
    payload: dict[str, Any]
    seen_by: Sequence[int]
    realm: str = Realm.ACTUAL


def tell_live(said: Iterable[Said], *, at: datetime) -> None:
    """Write down and announce in the caller's transaction; nothing is told of what is rolled back."""
    rows = [
        LiveEvent(at=at, topic=s.topic, payload=s.payload, seen_by=list(s.seen_by), realm=s.realm)
        for s in said
    ]
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        copy_in(rows)
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, f"{rows[0].pk}:{rows[-1].pk}"])


def last_number() -> int:
    """From which number on the live stream tells what the page does not show yet."""
    return LiveEvent.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def forget_old(*, at: datetime) -> int:
    return LiveEvent.objects.filter(at__lt=at - KEPT).delete()[0]
