"""Twenty-four months of results of the demonstration district, counted from its records; the older ones are locked."""

from __future__ import annotations

from datetime import datetime

from ancheng.administration.indicators import engine
from ancheng.administration.indicators.models import LockedMonth
from ancheng.administration.indicators.rules import month_ends
from ancheng.base.clock import beijing_day

MONTHS, OPEN_MONTHS = 24, 3


def load(*, at: datetime) -> None:
    """Count every month back over two years; what is older than a quarter is frozen."""
    days = month_ends(beijing_day(at), MONTHS)
    engine.recompute(days=days, at=at)
    LockedMonth.objects.bulk_create(
        [LockedMonth(month=day, locked_at=at, locked_by="演示数据") for day in days[:-OPEN_MONTHS]],
        ignore_conflicts=True,
    )
