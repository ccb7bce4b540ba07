"""What indicators count of this desk's records: declared measures, each a question by unit, part and month."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import DateTimeField, DurationField, Exists, ExpressionWrapper, F, OuterRef, Q, Value
from django.db.models.functions import Coalesce, TruncDate

from ancheng.base.asker import PLATFORM
from ancheng.base.clock import BEIJING
from ancheng.kernel.measuring import Measure, Need
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.kernel.tasks.models import Task
from ancheng.supervision.accidents.models import Accident
from ancheng.supervision.accidents.queries import SOURCE as ACCIDENT
from ancheng.supervision.assets.models import Asset
from ancheng.supervision.dangers.models import Danger
from ancheng.supervision.enforcement.models import Inspection
from ancheng.supervision.enforcement.queries import penalised
from ancheng.supervision.grid.coverage import rates_over
from ancheng.supervision.hotline.models import Report
from ancheng.supervision.hotline.rules import HANDLING
from ancheng.supervision.risks.coverage import by_industry_over


def objects(*kinds: str, needs: tuple[Need, ...] = (), scope: Q | None = None, **more: Any) -> Measure:
    """Objects in use of these kinds, from the day that they were built."""
    asked = Q(kind__in=kinds, status="in_use") & (scope or Q())
    more.setdefault("begins", ("built_on",))
    return Measure(lambda: Asset.objects.filter(asked), needs, kinds=kinds, **more)


def inspections(*needs: Need) -> Measure:
    """Enforcement inspections recorded in the year."""
    return Measure(lambda: Inspection.objects.all(), needs, happened="recorded_at")


def penalised_inspections() -> Measure:
    """Inspections of the year; met by those that led to a penalty that stands."""
    return Measure(
        lambda: Inspection.objects.filter(pk__in=penalised(Inspection.objects.all())),
        happened="recorded_at",
        side="numerator",
    )


def accident_reports() -> Measure:
    """Investigation reports approved in the year and not lawfully withheld, met by being published."""
    need = Need("published", "已公布", "Published", since="published_on")
    return Measure(lambda: Accident.objects.filter(withheld_why=""), (need,), happened="approved_on")


def accident_measures() -> Measure:
    """Preventive measures of accident reports that fell due in the year, met by being checked as done."""
    need = Need("done", "已核验完成", "Verified done", Q(state="done"), since="state_since")
    return Measure(
        lambda: Task.objects.filter(source_type=ACCIDENT).exclude(state="cancelled"),
        (need,),
        happened="ends_on",
        area="owner_unit_id",
    )


def public_reports() -> Measure:
    """Accepted reports of the public whose deadline fell in the year, met by being closed."""
    need = Need("closed", "已办结", "Closed", Q(state="closed"), since="state_since")
    # Both editions of the rule give sixty days; the latest is the one in force now.
    days = HANDLING.all[-1].value.days
    granted = ExpressionWrapper(
        Value(timedelta(days=days)) + Value(timedelta(days=1)) * F("extended_days"),
        output_field=DurationField(),
    )
    ordinary = ExpressionWrapper(F("accepted_at") + granted, output_field=DateTimeField())
    deadline = Coalesce(F("order_due_at"), ordinary, output_field=DateTimeField())
    return Measure(
        lambda: (
            Report.objects.filter(accepted_at__isnull=False)
            .exclude(state__in=("transferred", "rejected", "merged"))
            .annotate(deadline_on=TruncDate(deadline, tzinfo=BEIJING))
        ),
        (need,),
        happened="deadline_on",
    )


def listed_dangers() -> Measure:
    """Dangers kept in the account (挂账), met by being closed."""
    need = Need("closed", "已销号", "Closed", since="closed_at")
    return Measure(
        lambda: Danger.objects.filter(account_since__isnull=False), (need,), begins=("account_since",)
    )


def communities_with_micro_station() -> Measure:
    """Communities and villages, met by a micro fire station in use that serves one and stands in it."""
    stations = Asset.objects.filter(
        kind="micro_station", status="in_use", attributes__serves__in=["community", "village"],
        community_id=OuterRef("pk"),
    )  # fmt: skip
    units = Unit.objects.in_use().filter(kind=UnitKind.COMMUNITY)
    need = Need("station", "有微型消防站", "Has a micro fire station", Q(has_station=True))
    return Measure(
        lambda: units.annotate(has_station=Exists(stations)),
        (need,),
        kinds=("micro_station",),
        part="community",
        area="parent_id",
    )


def communities(**more: Any) -> Measure:
    """Communities and villages of the register."""
    return Measure(lambda: Unit.objects.in_use().filter(kind=UnitKind.COMMUNITY), area="parent_id", **more)


def grid_rates(days: Sequence[date]) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """On each day: of all communities, those with a worker in each grid, and those with a safety inspector."""
    return [
        ((each.gridded, each.communities), (each.inspected, each.communities))
        for each in rates_over(PLATFORM, days)
    ]


def industries_assessed(days: Sequence[date]) -> list[list[tuple[str, int, int]]]:
    """On each day, of each key industry: its name, enterprises with a valid assessment, all enterprises."""
    return [[(each.key, each.valid, each.required) for each in found] for found in by_industry_over(days)]
