"""What the platform's own records say about the preparedness of a unit, and the assessments that were made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta

from django.db.models import Avg, Count, F, Q, QuerySet

from ancheng.base.asker import PLATFORM, Asker
from ancheng.base.clock import beijing_day
from ancheng.base.realm import Realm
from ancheng.base.roles import Role
from ancheng.command.contingency import queries as plans
from ancheng.command.drills import queries as drills
from ancheng.command.drills.models import Drill
from ancheng.command.duty import queries as duty
from ancheng.command.incidents.models import Incident, Report
from ancheng.command.preparedness.models import Assessment
from ancheng.command.preparedness.rules import Share
from ancheng.command.resources import queries as resources
from ancheng.command.resources.team_models import Readiness
from ancheng.command.shelters import queries as shelters
from ancheng.kernel.orgs.models import Unit, UnitKind

YEAR = timedelta(days=365)


def visible(asker: Asker) -> QuerySet[Assessment]:
    rows: QuerySet[Assessment] = Assessment.objects.visible_to(asker)
    return rows.select_related("owner_unit", "issuer_unit")


def count_waiting(asker: Asker) -> int:
    """Assessments whose next step is the asker's unit's."""
    mine = asker.unit_id
    return (
        visible(asker)
        .filter(Q(state="drafted", owner_unit_id=mine) | Q(state="submitted", issuer_unit_id=mine))
        .count()
    )


def eyes_of(unit: Unit) -> Asker:
    """What belongs to a unit is what it sees: its own and what is below it; the command sees the whole district."""
    if unit.kind in (UnitKind.DISTRICT, UnitKind.COORDINATION):
        return PLATFORM
    return Asker(None, str(unit), unit.pk, str(unit), Role.SUBDISTRICT)


def counted(unit: Unit, at: datetime) -> Mapping[str, Share]:
    """Each counted item of the rubric for a unit, from records of what really happens."""
    eyes, on = eyes_of(unit), beijing_day(at)
    return {key: count(eyes, at, on) for key, count in COUNTS.items()}


def _plans(eyes: Asker, at: datetime, on: date) -> Share:
    rows = plans.visible(eyes).exclude(state="withdrawn")
    return Share(rows.filter(state="valid").exclude(expires_on__lt=on).count(), rows.count())


def _joined(eyes: Asker, at: datetime, on: date) -> Share:
    rows = plans.visible(eyes).filter(state="valid")
    return Share(rows.count() - plans.unlinked(rows).count(), rows.count())


def _drilled(eyes: Asker, at: datetime, on: date) -> Share:
    rows = plans.visible(eyes).filter(state="valid").count()
    return Share(rows - drills.plans_due(eyes, on).count(), rows)


def _drill_points(eyes: Asker, at: datetime, on: date) -> Share:
    rows = Drill.objects.visible_to(eyes).filter(points__isnull=False, held_on__gt=on - 2 * YEAR)  # type: ignore[attr-defined]
    found = rows.aggregate(mean=Avg("points"), all=Count("pk"))
    return Share(found["mean"] or 0, 100) if found["all"] else Share(0, 0)


def _manned(eyes: Asker, at: datetime, on: date) -> Share:
    board = duty.board(eyes, at)
    return Share(sum(not each.gaps for each in board), len(board))


def _teams_ready(eyes: Asker, at: datetime, on: date) -> Share:
    rows = resources.teams(eyes)
    there = (Readiness.READY, Readiness.OUT)
    return Share(rows.filter(readiness__in=there).count(), rows.count())


def _teams_trained(eyes: Asker, at: datetime, on: date) -> Share:
    rows = resources.teams(eyes)
    return Share(rows.filter(trained_on__gt=on - YEAR).count(), rows.count())


def _reserve(eyes: Asker, at: datetime, on: date) -> Share:
    found = resources.reserve_completeness(eyes, on)
    return Share(found.met, found.all)


def _shelters(eyes: Asker, at: datetime, on: date) -> Share:
    return Share(*shelters.zones_share(eyes, on))


def _reports(eyes: Asker, at: datetime, on: date) -> Share:
    mine = Incident.objects.visible_to(eyes)  # type: ignore[attr-defined]
    rows = Report.objects.filter(incident__in=mine, incident__realm=Realm.ACTUAL, sent_at__gt=at - YEAR)
    return Share(rows.filter(sent_at__lte=F("due_at")).count(), rows.count())


def _reviews(eyes: Asker, at: datetime, on: date) -> Share:
    rows = Incident.objects.visible_to(eyes).filter(closed_at__gt=at - YEAR)  # type: ignore[attr-defined]
    return Share(rows.filter(state="reviewed").count(), rows.count())


COUNTS: Mapping[str, Callable[[Asker, datetime, date], Share]] = {
    "plans_in_force": _plans,
    "plans_joined": _joined,
    "plans_drilled": _drilled,
    "drill_points": _drill_points,
    "duty_manned": _manned,
    "teams_ready": _teams_ready,
    "teams_trained": _teams_trained,
    "reserve": _reserve,
    "shelters": _shelters,
    "reports_in_time": _reports,
    "reviews_done": _reviews,
}
