"""What was found and removed in a quarter or a year, in all and per enterprise."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from ancheng.base.asker import Asker
from ancheng.base.clock import from_beijing
from ancheng.supervision.dangers.models import Danger, Filing
from ancheng.supervision.dangers.queries import OPEN, visible
from ancheng.supervision.dangers.rules import Period, rate_percent


@dataclass(frozen=True, slots=True)
class Figures:
    """What was found and removed in a period; a rate is None where there is nothing to share."""

    found: int
    major: int
    closed: int
    in_time: int
    open: int
    late: int
    sent_back: int
    reopened: int

    @property
    def closed_percent(self) -> float | None:
        return rate_percent(self.closed, self.found)

    @property
    def in_time_percent(self) -> float | None:
        return rate_percent(self.in_time, self.closed)

    def as_json(self) -> dict[str, Any]:
        rates = {"closed_percent": self.closed_percent, "in_time_percent": self.in_time_percent}
        return {**asdict(self), **rates}


def _columns(at: datetime) -> dict[str, Count]:
    closed = Q(state="closed")
    return {
        "found": Count("pk", filter=~Q(state="rejected")),
        "major": Count("pk", filter=Q(grade="major") & ~Q(state="rejected")),
        "closed": Count("pk", filter=closed),
        "in_time": Count("pk", filter=closed & Q(rectified_at__date__lte=F("due_on"))),
        "open": Count("pk", filter=Q(state__in=OPEN)),
        "late": Count("pk", filter=Q(state__in=OPEN, due_at__lt=at)),
        "sent_back": Count("pk", filter=Q(sent_back__gt=0)),
        "reopened": Count("pk", filter=Q(reopened__gt=0)),
    }


def _within(rows: QuerySet[Danger], period: Period) -> QuerySet[Danger]:
    start, end = from_beijing(period.first), from_beijing(period.last + timedelta(days=1))
    return rows.filter(found_at__gte=start, found_at__lt=end).order_by()


def figures(enterprise_id: int, period: Period) -> Figures:
    """The figures of one enterprise for what was found in a period, as of the end of the period or later."""
    rows = _within(Danger.objects.filter(enterprise_id=enterprise_id), period)
    return Figures(**rows.aggregate(**_columns(from_beijing(period.last + timedelta(days=1)))))


def total_figures(asker: Asker, period: Period, at: datetime) -> Figures:
    return Figures(**_within(visible(asker), period).aggregate(**_columns(at)))


@dataclass(frozen=True, slots=True)
class EnterpriseFigures:
    """The figures of one enterprise."""

    enterprise_id: int
    name: str
    figures: Figures


def figures_by_enterprise(
    asker: Asker, period: Period, at: datetime, *, at_most: int | None = None
) -> list[EnterpriseFigures]:
    """One row per enterprise with a danger in the period, those with most open ones first."""
    rows = _within(visible(asker), period).exclude(enterprise=None)
    grouped = rows.values("enterprise_id", "enterprise__name").annotate(**_columns(at))
    found = grouped.order_by("-open", "-found", "enterprise_id")
    return [
        EnterpriseFigures(row.pop("enterprise_id"), row.pop("enterprise__name"), Figures(**row))
        for row in (found[:at_most] if at_most else found)
    ]


def filed(enterprise_ids: Iterable[int], period: Period) -> dict[int, Filing]:
    """What the enterprises filed for the period."""
    rows = Filing.objects.filter(
        enterprise_id__in=list(enterprise_ids), year=period.year, quarter=period.quarter
    )
    return {each.enterprise_id: each for each in rows}
