"""Figures of a period: cases, decisions, kinds, money, and what came late."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from ancheng.base.asker import Asker
from ancheng.base.clock import beijing_day
from ancheng.supervision.dangers.rules import rate_percent
from ancheng.supervision.penalties.models import PenaltyCase, Sanction
from ancheng.supervision.penalties.queries import UNPUBLISHED, visible
from ancheng.supervision.penalties.rules import DECIDE_WITHIN

COLUMNS = (
    "filed",
    "decided",
    "spot",
    "spared",
    "fine_yuan",
    "paid_yuan",
    "executed",
    "decided_late",
    "published_late",
    "decided_in_time_percent",
    "published_in_time_percent",
)


def _columns(first: date, last: date, today: date) -> dict[str, Any]:
    """Counted by the day on which each thing happened, all within the period."""

    def within(field: str) -> Q:
        return Q(**{f"{field}__range": (first, last)})

    decided = within("decided_on") & ~Q(state="revoked")
    ordinary = decided & Q(procedure="ordinary")
    late_days = Q(decided_on__gt=F("filed_on") + F("allowed"))
    return {
        "filed": Count("pk", filter=within("filed_on")),
        "decided": Count("pk", filter=decided),
        "ordinary": Count("pk", filter=ordinary),
        "spot": Count("pk", filter=decided & Q(procedure="spot")),
        "spared": Count("pk", filter=Q(state="spared") & within("ended_on")),
        "fine_yuan": Sum("fine_yuan", filter=decided, default=0),
        "paid_yuan": Sum("paid_yuan", filter=decided, default=0),
        "executed": Count("pk", filter=within("executed_on")),
        "decided_late": Count("pk", filter=ordinary & late_days),
        "published_late": Count(
            "pk",
            filter=decided & (Q(published_on__gt=F("publish_by")) | (UNPUBLISHED & Q(publish_by__lt=today))),
        ),
        "to_publish": Count("pk", filter=decided & Q(withheld_why="")),
    }


def _counted(rows: QuerySet[PenaltyCase], first: date) -> QuerySet[PenaltyCase]:
    """With the days that each decision may take, by the edition in force at the start of the period."""
    days = DECIDE_WITHIN.in_force(first).value.number
    return rows.annotate(allowed=F("more_days") + days)


def figures(asker: Asker, first: date, last: date, at: datetime) -> dict[str, Any]:
    """The figures of all cases that `asker` may see."""
    today = beijing_day(at)
    rows = _counted(visible(asker).order_by(), first)
    return _with_rates(rows.aggregate(**_columns(first, last, today)))


def by_unit(asker: Asker, first: date, last: date, at: datetime) -> list[dict[str, Any]]:
    """One row per enforcing unit with a case, those with most decisions first."""
    today = beijing_day(at)
    rows = _counted(visible(asker).order_by(), first).values("owner_unit_id", "owner_unit__name")
    grouped = rows.annotate(**_columns(first, last, today)).order_by("-decided", "owner_unit_id")
    return [
        {"unit": each["owner_unit__name"], "unit_id": each["owner_unit_id"], **_with_rates(each)}
        for each in grouped
        if each["filed"] or each["decided"] or each["spared"]
    ]


def by_kind(asker: Asker, first: date, last: date) -> list[tuple[str, int]]:
    """How often each kind of penalty was decided; one decision may hold several."""
    decided = visible(asker).filter(decided_on__range=(first, last)).exclude(state="revoked")
    counts = decided.aggregate(
        **{each.value: Count("pk", filter=Q(kinds__contains=[each.value])) for each in Sanction}
    )
    found = [(str(each.label), counts[each.value]) for each in Sanction if counts[each.value]]
    return sorted(found, key=lambda each: -each[1])


def _with_rates(row: dict[str, Any]) -> dict[str, Any]:
    """An empty rate, not zero, where there is nothing to share."""
    return {
        **row,
        "decided_in_time_percent": rate_percent(row["ordinary"] - row["decided_late"], row["ordinary"]),
        "published_in_time_percent": rate_percent(
            row["to_publish"] - row["published_late"], row["to_publish"]
        ),
    }


def as_rows(found: list[dict[str, Any]]) -> Iterator[dict[str, object]]:
    """The table as it is exported."""
    for each in found:
        yield {
            "unit": each["unit"],
            **{name: "" if each[name] is None else each[name] for name in COLUMNS},
        }
