"""The daily partitions (days in Beijing): made when a reading needs them, dropped when their time is over."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Any

import psycopg

from ancheng.base.clock import BEIJING
from ancheng.monitoring.gateway.policy import Retention

PARENTS = ("gateway_reading", "gateway_minute")
NAME = re.compile(r"(?P<parent>gateway_(?:reading|minute))_(?P<day>\d{8})")


def ensure(cursor: psycopg.Cursor[Any], days: set[date]) -> None:
    """Make the partitions of these days where they are not there."""
    known = existing(cursor)
    for day in sorted(days):
        for parent in PARENTS:
            if (parent, day) not in known:
                starts = datetime.combine(day, time(0), BEIJING).isoformat()
                ends = datetime.combine(day + timedelta(days=1), time(0), BEIJING).isoformat()
                cursor.execute(
                    f"CREATE TABLE {parent}_{day:%Y%m%d} PARTITION OF {parent} "
                    f"FOR VALUES FROM ('{starts}') TO ('{ends}')"
                )


def existing(cursor: psycopg.Cursor[Any]) -> dict[tuple[str, date], str]:
    """The partitions that are there, by parent and day."""
    cursor.execute(
        "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid "
        "WHERE i.inhparent IN ('gateway_reading'::regclass, 'gateway_minute'::regclass)"
    )
    found = {}
    for (name,) in cursor.fetchall():
        match = NAME.fullmatch(name)
        if match:
            day = datetime.strptime(match["day"], "%Y%m%d").date()  # noqa: DTZ007
            found[match["parent"], day] = name
    return found


def expire(cursor: psycopg.Cursor[Any], today: date, policy: Retention) -> list[str]:
    """Drop what is older than it is kept; the names of the dropped partitions."""
    keeps = {"gateway_reading": policy.readings, "gateway_minute": policy.minutes}
    gone = [
        name
        for (parent, day), name in existing(cursor).items()
        if day < today - timedelta(days=keeps[parent])
    ]
    for name in gone:
        cursor.execute(f"DROP TABLE {name}")
    cursor.execute(
        "DELETE FROM gateway_hour WHERE at < %s",
        [datetime.combine(today - timedelta(days=policy.hours), time(0), BEIJING)],
    )
    return gone
