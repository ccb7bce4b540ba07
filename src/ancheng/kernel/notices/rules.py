"""When a delivery is tried again, and when a person wants quiet."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from ancheng.base.working_days import BEIJING

MOST_TRIES = 6
FIRST_WAIT = timedelta(seconds=30)


def wait_after(tries: int) -> timedelta | None:
    """How long to wait after so many failed tries: 30 s, doubled each time by four; None to give up."""
    return None if tries >= MOST_TRIES else FIRST_WAIT * 4 ** (tries - 1)


def after_quiet(at: datetime, quiet_from: time | None, quiet_to: time | None) -> datetime:
    """`at`, or the end of the quiet hours in which it falls (Beijing time; they may span midnight)."""
    if quiet_from is None or quiet_to is None or quiet_from == quiet_to:
        return at
    local = at.astimezone(BEIJING)
    now = local.time()
    spans_midnight = quiet_from > quiet_to
    inside = now >= quiet_from or now < quiet_to if spans_midnight else quiet_from <= now < quiet_to
    if not inside:
        return at
    end = datetime.combine(local.date(), quiet_to, BEIJING)
    return (end if end > local else end + timedelta(days=1)).astimezone(at.tzinfo)
