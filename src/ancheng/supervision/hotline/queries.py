"""What lists, pages and other apps ask about reports, limited to what the asker may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.gis.db.models.functions import Distance
from django.contrib.gis.geos import GEOSGeometry
from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Greatest

from ancheng.base.asker import Asker
from ancheng.base.errors import Absent
from ancheng.base.roles import Role
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.kernel.orgs.queries import by_name
from ancheng.supervision.hotline.challenge import code_hash
from ancheng.supervision.hotline.models import Report, Reward
from ancheng.supervision.hotline.rules import ALIKE_FROM, LONG_DAYS, likeness
from ancheng.supervision.hotline.workflows.public_report import WORKFLOW

OPEN = WORKFLOW.open_states
RELATED = ("owner_unit", "issuer_unit", "enterprise", "subdistrict", "community")


def visible(asker: Asker) -> QuerySet[Report]:
    """Reports of the own units; an enterprise sees none, least of all those about itself."""
    rows = Report.objects.visible_to(asker)
    return rows.none() if asker.role == Role.ENTERPRISE else rows


def one(asker: Asker, report_id: int) -> Report:
    """The report, or a refusal that does not say whether it exists."""
    rows = Report.every.visible_to(asker).select_related(*RELATED, "first", "asset")
    found: Report | None = None if asker.role == Role.ENTERPRISE else rows.filter(pk=report_id).first()
    if found is None:
        raise Absent("没有这件举报，或当前岗位无权查看。请核对编号，或切换岗位后再试。")
    return found


def by_code(code: str) -> Report | None:
    """The report that a reporter's query code belongs to."""
    return Report.objects.select_related("owner_unit", "first").filter(code_hash=code_hash(code)).first()


def of_enterprise(asker: Asker, enterprise_id: int) -> QuerySet[Report]:
    """The reports about one enterprise that `asker` may see, newest first."""
    rows = visible(asker).filter(enterprise_id=enterprise_id)
    return rows.select_related(*RELATED).order_by("-received_at", "-pk")


def rewards(asker: Asker) -> QuerySet[Reward]:
    if asker.role == Role.ENTERPRISE:
        return Reward.objects.none()
    return (
        Reward.objects.visible_to(asker)
        .select_related("report", "owner_unit")
        .order_by("-proposed_at", "-pk")
    )


def receiving_unit() -> Unit:
    """Who takes reports in: the unit named in the settings, else the safety-committee office, else the district."""
    name = settings.HOTLINE_UNIT
    named = by_name([name]).get(name) if name else None
    found = named or (
        Unit.objects.in_use()
        .filter(kind__in=(UnitKind.COORDINATION, UnitKind.DISTRICT))
        .order_by("kind", "order", "pk")
        .first()
    )
    if found is None:
        raise Absent("平台尚未建立单位，暂时无法接收举报；请拨打12345或12350。")
    return found


@dataclass(frozen=True, slots=True)
class Alike:
    """An earlier report that may be about the same thing, with how alike it is and why."""

    report: Report
    score: float
    metres: float | None
    days: int

    @property
    def percent(self) -> int:
        return round(self.score * 100)


def alike(
    asker: Asker, text: str, *, place: GEOSGeometry | None, at: datetime, besides: int | None = None
) -> list[Alike]:
    """Earlier reports of the last sixty days that resemble a new one in words, place and time; at most five."""
    since = at - timedelta(days=LONG_DAYS)
    rows = visible(asker).filter(received_at__gte=since).exclude(state__in=("rejected", "merged"))
    rows = rows.exclude(pk=besides).annotate(
        words=Greatest(TrigramSimilarity("title", text[:80]), TrigramSimilarity("content", text[:600]))
    )
    if place is not None:
        rows = rows.annotate(away=Distance("geometry", place.centroid))
    candidates = rows.filter(words__gt=0.05).order_by("-words")[:60]
    found = [_alike(each, at) for each in candidates]
    near = [each for each in found if each.score >= ALIKE_FROM]
    return sorted(near, key=lambda each: -each.score)[:5]


def _alike(row: Any, at: datetime) -> Alike:
    away = getattr(row, "away", None)
    metres = None if away is None else float(away.m)
    days = abs((at - row.received_at).total_seconds()) / 86400
    return Alike(row, likeness(float(row.words), metres, days), metres, int(days))


def figures(rows: QuerySet[Report], at: datetime) -> dict[str, int]:
    """How many wait, are open, are late, came in in thirty days, and how the reporters judged."""
    return rows.order_by().aggregate(
        waiting=Count("pk", filter=Q(state="received")),
        open=Count("pk", filter=Q(state__in=OPEN)),
        late=Count("pk", filter=Q(state__in=OPEN, due_at__lt=at)),
        month=Count("pk", filter=Q(received_at__gte=at - timedelta(days=30))),
        rated=Count("pk", filter=~Q(satisfaction="")),
        satisfied=Count("pk", filter=Q(satisfaction__in=("satisfied", "fair"))),
    )


def count_waiting(asker: Asker) -> int:
    """For the menu: what waits for acceptance or runs with the asker's own unit."""
    return visible(asker).filter(owner_unit_id=asker.unit_id, state__in=OPEN).count()
