"""What lists, pages and other apps ask about accidents, limited to what the asker may see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q, QuerySet, Sum

from ancheng.base.asker import Asker
from ancheng.base.errors import Absent
from ancheng.kernel.tasks.models import Task
from ancheng.supervision.accidents.models import Accident
from ancheng.supervision.accidents.workflows.accident import WORKFLOW
from ancheng.supervision.dangers.models import Danger

OPEN = WORKFLOW.open_states
RELATED = ("owner_unit", "issuer_unit", "enterprise", "subdistrict", "community")
SOURCE = "accidents.accident"
# Approved: what the law counts as an accident of this grade.
CONCLUDED = ("approved", "measures", "evaluated", "archived")


def visible(asker: Asker) -> QuerySet[Accident]:
    return Accident.objects.visible_to(asker)  # type: ignore[no-any-return]


def one(asker: Asker, accident_id: int) -> Accident:
    """The accident, or a refusal that does not say whether it exists."""
    rows = Accident.every.visible_to(asker).select_related(*RELATED)
    found: Accident | None = rows.filter(pk=accident_id).first()
    if found is None:
        raise Absent("没有这起事故，或当前岗位无权查看。请核对编号，或切换岗位后再试。")
    return found


def of_enterprise(asker: Asker, enterprise_id: int) -> QuerySet[Accident]:
    rows = visible(asker).filter(enterprise_id=enterprise_id)
    return rows.select_related(*RELATED).order_by("-occurred_at", "-pk")


def measures(accident: Accident) -> QuerySet[Task]:
    """The preventive measures as tasks, in order of their end."""
    rows = Task.every.filter(source_type=SOURCE, source_id=accident.pk).exclude(state="cancelled")
    return rows.select_related("owner_unit").order_by("ends_on", "pk")


def candidates(accident: Accident, *, years: int = 2) -> QuerySet[Danger]:
    """Dangers of the same enterprise or object found in the years before: what could have been known."""
    if accident.enterprise_id is None:
        return Danger.objects.none()
    since = accident.occurred_at - timedelta(days=365 * years)
    linked = accident.dangers.values("danger_id")
    rows = Danger.every.filter(enterprise_id=accident.enterprise_id, found_at__gte=since).exclude(
        pk__in=linked
    )
    return rows.filter(found_at__lt=accident.occurred_at).defer("words").order_by("-found_at")


@dataclass(frozen=True, slots=True)
class Tally:
    """Accidents of a period: how many, deaths, injured, loss where it is known, and of how many it is."""

    number: int
    deaths: int
    injured: int
    loss_yuan: int | None
    loss_known: int
    open: int
    late: int
    unit_late: int


def tally(rows: QuerySet[Accident], at: datetime) -> Tally:
    found = (
        rows.exclude(state="dismissed")
        .order_by()
        .aggregate(
            number=Count("pk"),
            deaths=Sum("deaths", default=0),
            injured=Sum("injured", default=0),
            loss_known=Count("loss_yuan"),
            open=Count("pk", filter=Q(state__in=OPEN)),
            late=Count("pk", filter=Q(state__in=OPEN, due_at__lt=at)),
            # After the count of known ones: an aggregate of the same name would hide the column.
            loss_yuan=Sum("loss_yuan"),
        )
    )
    times = rows.exclude(state="dismissed").order_by().only("known_at", "received_at")
    unit_late = sum(each.unit_reported_late for each in times)
    return Tally(unit_late=unit_late, **found)


def published() -> QuerySet[Accident]:
    """What the public may read: handling made public, of what really happened."""
    rows = Accident.objects.filter(published_on__isnull=False)
    return rows.select_related("enterprise").order_by("-published_on", "-pk")


def concluded_for(enterprise_ids: Iterable[int], since: date) -> QuerySet[Accident]:
    """Approved responsible accidents since a day, for the credit of enterprises."""
    return Accident.objects.filter(
        enterprise_id__in=list(enterprise_ids), state__in=CONCLUDED, responsible=True, approved_on__gte=since
    )


def count_open(asker: Asker) -> int:
    return visible(asker).filter(owner_unit_id=asker.unit_id, state__in=OPEN).count()
