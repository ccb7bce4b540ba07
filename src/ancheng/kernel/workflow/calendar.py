"""The calendar of working days as the editable table holds it."""

from __future__ import annotations

import time
from datetime import date

from ancheng.base.working_days import Calendar
from ancheng.kernel.workflow.models import Holiday

KEPT_SECONDS = 30.0
_kept: tuple[float, Calendar] | None = None


def calendar() -> Calendar:
    """The holiday table as a pure calendar; read again at most every half minute."""
    global _kept
    if _kept and time.monotonic() - _kept[0] < KEPT_SECONDS:
        return _kept[1]
    rows = list(Holiday.objects.values_list("day", "at_work"))
    off = frozenset(day for day, at_work in rows if not at_work)
    at_work = frozenset(day for day, at_work in rows if at_work)
    _kept = (time.monotonic(), Calendar(holidays=off, workdays=at_work))
    return _kept[1]


def forget() -> None:
    """Read the table again at the next question."""
    global _kept
    _kept = None


def known_until() -> date | None:
    """The last day the table says anything about; beyond it only weekends are known."""
    return Holiday.objects.order_by("-day").values_list("day", flat=True).first()
