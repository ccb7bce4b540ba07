"""The ledger of quality: hits, false alarms, misses and minutes per stage, by rule, kind and unit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Avg, Count, DurationField, ExpressionWrapper, F, Q, QuerySet

from ancheng.base.asker import Asker
from ancheng.base.clock import from_beijing
from ancheng.base.errors import Refusal
from ancheng.kernel.orgs.models import Unit
from ancheng.monitoring.warnings.kinds import kinds
from ancheng.monitoring.warnings.models import Missed
from ancheng.monitoring.warnings.queries import visible

BY = {"kind": "kind", "rule": "rule_id", "unit": "subdistrict_id"}
STAGES = (
    ("judged", "sensed_at", "judged_at"),
    ("pushed", "judged_at", "pushed_at"),
    ("accepted", "pushed_at", "accepted_at"),
    ("issued", "accepted_at", "issued_at"),
    ("closed", "accepted_at", "closed_at"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """What was suggested under one head, and what it proved to be; None where nothing is known, which is not zero."""

    key: Any
    label: Any
    count: int
    hits: int
    false: int
    missed: int
    pending: int
    minutes: dict[str, float | None]

    @property
    def precision(self) -> float | None:
        """Of the judged ones, the share that proved true."""
        judged = self.hits + self.false
        return None if not judged else round(100 * self.hits / judged, 1)

    @property
    def recall(self) -> float | None:
        """Of what happened, the share that was warned of."""
        happened = self.hits + self.missed
        return None if not happened else round(100 * self.hits / happened, 1)


def ledger(asker: Asker, *, by: str, since: date, until: date) -> list[Line]:
    """One line per kind, rule or subdistrict over a span of days, the most false alarms first."""
    if by not in BY:
        raise Refusal("台账可按类别、规则或街乡汇总，请重新选择。")
    begin, end = from_beijing(since), from_beijing(until + timedelta(days=1))
    rows = visible(asker).filter(pushed_at__gte=begin, pushed_at__lt=end).order_by()
    field = BY[by]
    found = rows.values(field).annotate(
        count=Count("pk"),
        hits=Count("pk", filter=Q(outcome="hit")),
        false=Count("pk", filter=Q(outcome="false")),
        pending=Count("pk", filter=Q(outcome="pending")),
        **{
            name: Avg(ExpressionWrapper(F(second) - F(first), output_field=DurationField()))
            for name, first, second in STAGES
        },
    )
    missed = _missed(asker, by, begin, end)
    lines = list(found)
    labels = _labels(by, [*(each[field] for each in lines), *missed])
    heads = {each[field] for each in lines}
    result = [_line(each, field, labels, missed) for each in lines]
    result += [
        Line(key, labels.get(key, "—"), 0, 0, 0, number, 0, {name: None for name, _, _ in STAGES})
        for key, number in missed.items()
        if key not in heads
    ]
    return sorted(result, key=lambda each: (-each.false, -each.count, str(each.label)))


def _line(row: dict[str, Any], field: str, labels: dict[Any, Any], missed: dict[Any, int]) -> Line:
    minutes = {name: _minutes(row[name]) for name, _, _ in STAGES}
    key = row[field]
    return Line(
        key, labels.get(key, "—"), row["count"], row["hits"], row["false"], missed.get(key, 0), row["pending"], minutes
    )  # fmt: skip


def _minutes(span: timedelta | None) -> float | None:
    return None if span is None else round(span.total_seconds() / 60, 1)


def misses(asker: Asker) -> QuerySet[Missed]:
    """What was missed, as far as it concerns the asker's unit."""
    rows = Missed.objects.select_related("unit")
    return rows if asker.sees_district else rows.filter(unit_id=asker.unit_id)


def _missed(asker: Asker, by: str, begin: datetime, end: datetime) -> dict[Any, int]:
    field = {"kind": "kind", "rule": "rule_id", "unit": "unit_id"}[by]
    rows = misses(asker).filter(happened_at__gte=begin, happened_at__lt=end).order_by()
    return dict(rows.values_list(field).annotate(number=Count("pk")))


def _labels(by: str, keys: Iterable[Any]) -> dict[Any, Any]:
    known = [each for each in keys if each is not None]
    match by:
        case "kind":
            return {key: kinds()[key] for key in known if key in kinds()}
        case "unit":
            return {each.pk: str(each) for each in Unit.objects.filter(pk__in=known)}
        case _:
            from ancheng.monitoring.rules.models import Version

            rows = Version.every.filter(pk__in=known).select_related("rule")
            return {each.pk: str(each) for each in rows}
