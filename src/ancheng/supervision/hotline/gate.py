"""How often the public may knock: counted per address under a secret of the day, never with the address itself."""

from __future__ import annotations

import hashlib
import hmac
import os
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import connection
from django.http import HttpRequest

from ancheng.base.clock import beijing_day
from ancheng.base.errors import Refusal
from ancheng.supervision.hotline.challenge import EASY_BITS, HARD_BITS
from ancheng.supervision.hotline.models import Salt, Turn

EVERYBODY = "everybody"
ADDRESS_SECONDS, ALL_SECONDS = 600, 60
KEPT = timedelta(hours=2)


class TooOften(Refusal):
    """More knocks than a person makes."""

    status = 429


@dataclass(frozen=True, slots=True)
class Wait:
    """How long to wait before the next try; zero when the gate is open."""

    seconds: int = 0

    def __bool__(self) -> bool:
        return self.seconds > 0


def knock(request: HttpRequest, what: str, *, at: datetime, most: int, in_all: int | None = None) -> Wait:
    """Count one knock and say how long to wait: per address in ten minutes, and for all in one minute."""
    mark = address_mark(request.META.get("REMOTE_ADDR", ""), beijing_day(at))
    if _count(f"{what}:{mark}"[:64], at, ADDRESS_SECONDS) > most:
        return Wait(_left(at, ADDRESS_SECONDS))
    if in_all is not None and _count(f"{what}:{EVERYBODY}", at, ALL_SECONDS) > in_all:
        return Wait(_left(at, ALL_SECONDS))
    return Wait()


def address_mark(address: str, day: date) -> str:
    """A mark of an address that holds for one day and cannot be turned back once the day's secret is gone."""
    return hmac.new(_salt(day), address.encode(), hashlib.sha256).hexdigest()[:40]


def bits_now(at: datetime) -> int:
    """How much work a page asks for: more, the more reports came in the present minute."""
    row = Turn.objects.filter(key=f"report:{EVERYBODY}", stretch=_stretch(at, ALL_SECONDS)).first()
    crowd = (row.number if row else 0) / max(1, settings.HOTLINE_PER_MINUTE)
    return min(HARD_BITS, EASY_BITS + round(4 * crowd))


def sweep(*, at: datetime) -> int:
    """Forget counts that no longer hold and the secrets of days gone by."""
    Salt.objects.filter(day__lt=beijing_day(at)).delete()
    oldest = int((at - KEPT).timestamp())
    return Turn.objects.filter(stretch__lt=oldest).delete()[0]


def _salt(day: date) -> bytes:
    found = Salt.objects.filter(pk=day).first()
    if found is None:
        Salt.objects.bulk_create([Salt(day=day, value=os.urandom(32))], ignore_conflicts=True)
        found = Salt.objects.get(pk=day)
    return bytes(found.value)


def _stretch(at: datetime, seconds: int) -> int:
    """The second at which the present stretch began."""
    return int(at.timestamp()) // seconds * seconds


def _left(at: datetime, seconds: int) -> int:
    return _stretch(at, seconds) + seconds - int(at.timestamp()) + 1


def _count(key: str, at: datetime, seconds: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO hotline_turn (key, stretch, number) VALUES (%s, %s, 1) "
            "ON CONFLICT (key, stretch) DO UPDATE SET number = hotline_turn.number + 1 RETURNING number",
            [key, _stretch(at, seconds)],
        )
        return int(cursor.fetchone()[0])
