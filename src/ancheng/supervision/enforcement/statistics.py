"""What inspections came to in a period: penalty rate, informatised rate, effect, each with the rows behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Q, QuerySet

from ancheng.base.asker import Asker
from ancheng.base.clock import from_beijing
from ancheng.kernel.orgs.models import Unit
from ancheng.supervision.dangers.rules import Period
from ancheng.supervision.enforcement import rules
from ancheng.supervision.enforcement.models import Inspection, ItemResult
from ancheng.supervision.enforcement.queries import penalised, repeated, visible


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one department, or of all; a share of nothing is empty, not 0."""

    unit_id: int | None
    name: str
    inspections: int
    penalised: int
    by_phone: int
    failed: int
    ordered: int
    passed_again: int
    unpublished_late: int
    failed_items: int
    repeated_items: int
    goal_percent: int

    @property
    def penalty_rate(self) -> str:
        return rules.percent_text(self.penalised, self.inspections)

    @property
    def reached(self) -> bool | None:
        """Whether the penalty rate lies above the goal; at it is not above it."""
        return rules.above(self.penalised, self.inspections, self.goal_percent)

    @property
    def phone_rate(self) -> str:
        return rules.percent_text(self.by_phone, self.inspections)

    @property
    def passed_rate(self) -> str:
        return rules.percent_text(self.passed_again, self.ordered)

    @property
    def repeat_rate(self) -> str:
        return rules.percent_text(self.repeated_items, self.failed_items)


def figures(asker: Asker, period: Period, at: datetime) -> tuple[Figures, list[Figures]]:
    """All that the asker may see, and one line per department that inspected."""
    start, end = from_beijing(period.first), from_beijing(period.last + timedelta(days=1))
    rows = visible(asker).filter(recorded_at__gte=start, recorded_at__lt=end)
    counted = {row.pop("owner_unit_id"): row for row in _counted(rows, at)}
    punished = Counter(
        Inspection.every.filter(pk__in=penalised(rows)).values_list("owner_unit_id", flat=True)
    )
    found = ItemResult.objects.filter(inspection__in=rows.order_by(), verdict="fail").order_by()
    failed, again = _by_unit(found), _by_unit(repeated(found))
    names = {each.pk: str(each) for each in Unit.objects.filter(pk__in=counted)}
    goal = rules.PENALTY_RATE_ABOVE.in_force(period.last).value
    lines = [
        Figures(
            unit_id=unit,
            name=names[unit],
            penalised=punished[unit],
            failed_items=failed[unit],
            repeated_items=again[unit],
            goal_percent=goal,
            **values,
        )
        for unit, values in counted.items()
    ]
    lines.sort(key=lambda each: (-each.inspections, each.name))
    return _total(lines, goal), lines


def _counted(rows: QuerySet[Inspection], at: datetime) -> Iterable[dict[str, int]]:
    return (
        rows.order_by()
        .values("owner_unit_id")
        .annotate(
            inspections=Count("pk"),
            by_phone=Count("pk", filter=Q(by_phone=True)),
            failed=Count("pk", filter=Q(failed__gt=0)),
            ordered=Count("pk", filter=~Q(requirement="")),
            passed_again=Count(
                "pk", filter=Q(rechecks__gt=0, state__in=("rechecked", "closed", "published"))
            ),
            unpublished_late=Count("pk", filter=Q(state="closed", due_at__lt=at)),
        )
    )


def _by_unit(results: QuerySet[ItemResult]) -> Counter[int]:
    rows = results.values(unit=F("inspection__owner_unit_id")).annotate(number=Count("pk"))
    return Counter({row["unit"]: row["number"] for row in rows})


def _total(lines: list[Figures], goal: int) -> Figures:
    names = (
        "inspections", "penalised", "by_phone", "failed", "ordered", "passed_again", "unpublished_late",
        "failed_items", "repeated_items",
    )  # fmt: skip
    sums = {name: sum(getattr(each, name) for each in lines) for name in names}
    return Figures(unit_id=None, name="", goal_percent=goal, **sums)
