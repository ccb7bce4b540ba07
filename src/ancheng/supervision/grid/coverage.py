"""Where somebody looks and where nobody does: grids by their risk and the last sign of attention."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.gis.db.models.functions import AsGeoJSON
from django.db.models import Count, F, Func, Max, Q

from ancheng.base.asker import Asker
from ancheng.base.roles import Role
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.kernel.people.models import Membership
from ancheng.kernel.places.models import Boundary
from ancheng.supervision.assets.models import Asset, Status
from ancheng.supervision.dangers.models import Danger
from ancheng.supervision.dangers.queries import OPEN
from ancheng.supervision.dangers.rules import rate_percent
from ancheng.supervision.grid.models import CheckIn, Event, Patroller, PatrollerKind, SensorSign
from ancheng.supervision.grid.queries import grids
from ancheng.supervision.grid.rules import Risk, Verdict, risk_of, verdict

ORDER = {Risk.HIGH: 0, Risk.MEDIUM: 1, Risk.UNKNOWN: 2, Risk.LOW: 3}
SEVERITY = {Verdict.BLIND: 0, Verdict.PARTLY: 1, Verdict.COVERED: 2}


@dataclass(frozen=True, slots=True)
class Cover:
    """One grid: its risk, and when it was last patrolled, reported from, or heard by a sensor."""

    grid: Unit
    risk: Risk
    major_open: int
    general_open: int
    objects: int
    patrol: datetime | None
    report: datetime | None
    sensor: datetime | None
    verdict: Verdict


def covers(asker: Asker, at: datetime) -> list[Cover]:
    """Every grid that the asker answers for, blind and risky ones first."""
    known = list(grids(asker).select_related("parent"))
    ids = [each.pk for each in known]
    visits = CheckIn.objects.filter(point__unit_id__in=ids).exclude(near=False)
    patrols = _latest(visits.values_list("point__unit_id").annotate(at=Max("at")))
    reports = _latest(
        Event.objects.filter(grid_id__in=ids).values_list("grid_id").annotate(at=Max("found_at"))
    )
    dangers = Danger.objects.filter(grid_id__in=ids).order_by()
    for key, found in dangers.values_list("grid_id").annotate(at=Max("found_at")):
        reports[key] = max(found, reports.get(key, found))
    is_open = Q(state__in=OPEN)
    open_ones = {
        row["grid_id"]: row
        for row in dangers.filter(is_open)
        .values("grid_id")
        .annotate(major=Count("pk", filter=Q(grade="major")), general=Count("pk", filter=Q(grade="general")))
    }
    objects = dict(
        Asset.objects.filter(grid_id__in=ids)
        .exclude(status=Status.RETIRED)
        .order_by()
        .values_list("grid_id")
        .annotate(n=Count("pk"))
    )
    sensors = dict(SensorSign.objects.filter(grid_id__in=ids).values_list("grid_id", "at"))
    found = []
    for each in known:
        counts = open_ones.get(each.pk, {"major": 0, "general": 0})
        risk = risk_of(
            major_open=counts["major"], general_open=counts["general"], objects=objects.get(each.pk, 0)
        )
        signs = patrols.get(each.pk), reports.get(each.pk), sensors.get(each.pk)
        found.append(
            Cover(
                each,
                risk,
                counts["major"],
                counts["general"],
                objects.get(each.pk, 0),
                *signs,
                verdict(risk=risk, patrol=signs[0], report=signs[1], sensor=signs[2], at=at),
            )
        )
    return sorted(found, key=lambda each: (SEVERITY[each.verdict], ORDER[each.risk], each.grid.pk))


def _latest(rows: Any) -> dict[int, datetime]:
    return {key: at for key, at in rows if at is not None}


class _Simplified(Func):
    function = "ST_SimplifyPreserveTopology"
    template = "%(function)s(%(expressions)s, 0.0003)"


def shapes(found: list[Cover], *, at_most: int = 400) -> dict[str, Any]:
    """The areas of grids as features, for the map."""
    wanted = {each.grid.pk: each for each in found[:at_most]}
    rows = (
        Boundary.objects.filter(unit_id__in=wanted)
        .annotate(shape=AsGeoJSON(_Simplified(F("area"), output_field=Boundary._meta.get_field("area"))))
        .values_list("unit_id", "shape")
    )
    features = [
        {
            "type": "Feature",
            "geometry": json.loads(shape),
            "properties": {"id": pk, "name": str(wanted[pk].grid), "risk": wanted[pk].risk.value},
        }
        for pk, shape in rows
    ]
    return {"type": "FeatureCollection", "features": features}


@dataclass(frozen=True, slots=True)
class Rates:
    """Communities with a worker in each grid (社区网格化覆盖率), and with an inspector (巡查员覆盖率)."""

    communities: int
    gridded: int
    inspected: int

    @property
    def gridded_percent(self) -> float | None:
        return rate_percent(self.gridded, self.communities)

    @property
    def inspected_percent(self) -> float | None:
        return rate_percent(self.inspected, self.communities)


def rates(asker: Asker, on: date) -> Rates:
    """How many communities are covered on a day; one without any grid is not covered."""
    return rates_over(asker, [on])[0]


def rates_over(asker: Asker, days: Sequence[date]) -> list[Rates]:
    """The same on each of several days, by one look at grids, walkers and seats."""
    communities = Unit.objects.in_use().filter(kind=UnitKind.COMMUNITY)
    if not asker.sees_district:
        communities = communities.filter(Q(pk=asker.unit_id) | Q(ancestors__contains=[asker.unit_id]))
    below: dict[int, list[int]] = {pk: [] for pk in communities.values_list("pk", flat=True)}
    for pk, parent in grids(asker).values_list("pk", "parent_id"):
        if parent in below:
            below[parent].append(pk)
    walkers = list(
        Patroller.objects.filter(since__lte=max(days)).values_list("unit_id", "since", "until", "kind")
    )
    seats = Membership.objects.filter(role=Role.GRID, valid_from__lte=max(days))
    seated = list(seats.values_list("unit_id", "valid_from", "valid_to"))
    found = []
    for on in days:
        walked = {unit for unit, since, until, _kind in walkers if _holds(since, until, on)}
        walked |= {unit for unit, since, until in seated if _holds(since, until, on)}
        inspected = {
            unit
            for unit, since, until, kind in walkers
            if kind == PatrollerKind.INSPECTOR and _holds(since, until, on)
        }
        gridded = sum(bool(ids) and walked.issuperset(ids) for ids in below.values())
        covered = sum(pk in inspected or not inspected.isdisjoint(ids) for pk, ids in below.items())
        found.append(Rates(len(below), gridded, covered))
    return found


def _holds(since: date, until: date | None, on: date) -> bool:
    return since <= on and (until is None or until >= on)
