"""Bounds of the gateway and how long readings are kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache

from ancheng.base.clock import beijing_day
from ancheng.base.editions import Edition, Editions

MICROSECOND = 1_000_000
# A clock that runs ahead by less than this is forgiven.
FUTURE_TOLERANCE_US = 60 * MICROSECOND
LATE_AFTER_US = 600 * MICROSECOND
# Beyond this the time is a mistake, and the frame goes to quarantine instead of into a day of its own.
FUTURE_AT_MOST_US = 7 * 86_400 * MICROSECOND

BODY_BYTES = 4 * 2**20
BATCH_READINGS = 50_000
HEADERS_WITHIN_S = 10.0
BODY_WITHIN_S = 20.0
CONNECTIONS = 2_000
# What waits to be made durable: beyond this a sender is asked to come again (429).
PENDING_READINGS = 600_000
PENDING_REQUESTS = 20_000
GROUP_READINGS = 100_000
RETRY_AFTER_S = 1
# Entries that are durable and wait for the rules; beyond this intake waits too.
PENDING_ENTRIES = 64

FRAME_BYTES = 4096
QUARANTINE_PER_MINUTE = 2_000
RECEIPT_DAYS = 7
# How far back a reader of the log may have fallen, and how long a frame waits to be mended.
LOG_DAYS, QUARANTINE_DAYS = 30, 90


@dataclass(frozen=True, slots=True)
class Retention:
    """Days that readings, their minutes and their hours are kept; days are kept for good."""

    readings: int
    minutes: int
    hours: int


RETENTION = Editions(
    "监测数据保存期限",
    [Edition(Retention(180, 400, 1830), "", "产品默认值（非标准）", date(2026, 1, 1))],
)


@lru_cache(maxsize=8)
def retention(on: date) -> Retention:
    return RETENTION.in_force(on).value


def retention_us(now_us: int) -> int:
    """How old a reading may be to be kept at all, in microseconds."""
    today = beijing_day(datetime.fromtimestamp(now_us / 1e6, UTC))
    return retention(today).readings * 86_400 * MICROSECOND
