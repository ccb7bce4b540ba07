"""Home, search, the boundaries for every map, and whether the program is well."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from ancheng.administration import public as administration
from ancheng.base.roles import Role
from ancheng.kernel.audit.models import Entry
from ancheng.kernel.language import english
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.kernel.places.models import Boundary
from ancheng.kernel.tasks import queries as tasks
from ancheng.portal.home import desks
from ancheng.portal.search import search as found_by
from ancheng.science.chinese import romanised
from ancheng.supervision import public as supervision

SHOWN = 12


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What is late, what is mine, the map: by role."""
    asker, now = request.asker, timezone.now()  # type: ignore[attr-defined]
    visible = tasks.visible(asker)
    mine = tasks.mine(asker)
    context: dict[str, Any] = {
        "tally": tasks.tally(visible, now),
        "mine": list(mine[:SHOWN]),
        "mine_count": mine.count(),
        "late": list(tasks.late(visible, now).order_by("due_at", "pk")[:SHOWN]),
        "late_units": _late_units(asker, now) if asker.sees_district else [],
        "programmes": administration.programmes(asker),
        "may_upload": asker.holds(Role.OFFICE),
        "recent": Entry.objects.order_by("-pk")[:SHOWN]
        if asker.holds(Role.AUDITOR, Role.ADMINISTRATOR)
        else [],
        "bounds": _bounds(asker.unit_id),
        "tiles": supervision.map_tiles(asker),
        "desks": list(desks(asker, now)),
        "soon": visible.filter(state__in=tasks.OPEN, due_at__range=(now, now + timedelta(days=3))).count(),
    }
    return render(request, "portal/home.html", context)


def _late_units(asker: Any, now: Any) -> list[tuple[Unit, tasks.Tally]]:
    counts = tasks.tally_by(tasks.visible(asker), "owner_unit_id", now)
    worst = sorted(((tally.late, unit_id) for unit_id, tally in counts.items() if tally.late), reverse=True)[
        :10
    ]
    units = Unit.objects.in_bulk([unit_id for _, unit_id in worst])
    return [(units[unit_id], counts[unit_id]) for _, unit_id in worst]


def _bounds(unit_id: int | None) -> str:
    """West, south, east, north of the unit's own area, or of the district."""
    own = Boundary.objects.filter(unit_id=unit_id).first()
    found = own or Boundary.objects.filter(kind=UnitKind.DISTRICT).first()
    return ",".join(f"{each:.5f}" for each in found.area.extent) if found else ""


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("q", "")[:80]
    groups = list(found_by(text, request.asker))  # type: ignore[attr-defined]
    return render(request, "portal/search.html", {"text": text, "groups": groups})


@require_safe
@cache_control(private=True, max_age=300)
def boundaries(request: HttpRequest) -> HttpResponse:
    """The areas of subdistricts and zones as GeoJSON, simplified for drawing."""
    return _areas()


@require_safe
@login_not_required
@cache_control(public=True, max_age=3600)
def public_boundaries(request: HttpRequest) -> HttpResponse:
    """The same for the public pages: the outlines of public bodies are no secret."""
    return _areas()


def _areas() -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT json_build_object('type', 'FeatureCollection', 'features', coalesce(json_agg(json_build_object(
                'type', 'Feature',
                'properties', json_build_object('id', u.id, 'name', u.short_name, 'name_en', u.name_en,
                    'schematic', b.schematic),
                'geometry', ST_AsGeoJSON(ST_SimplifyPreserveTopology(b.area, 0.0001), 5)::json)), '[]'))::text
            FROM places_boundary b JOIN orgs_unit u ON u.id = b.unit_id WHERE b.kind = ANY(%s)
            """,
            [[UnitKind.SUBDISTRICT, UnitKind.ZONE]],
        )
        found = cursor.fetchone()[0]
    if english():
        found = _in_english(found)
    return HttpResponse(found, content_type="application/geo+json")


def _in_english(collection: str) -> str:
    """The same areas by their English names, or by romanised ones where nobody gave one."""
    found = json.loads(collection)
    for each in found["features"]:
        facts = each["properties"]
        facts["name"] = facts["name_en"] or romanised(facts["name"])
    return json.dumps(found)


@require_safe
@login_not_required
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when the database answers and all migrations are applied; says nothing else."""
    try:
        executor = MigrationExecutor(connection)
        waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except DatabaseError:
        return JsonResponse({"ok": False, "database": False}, status=503)
    return JsonResponse(
        {"ok": not waiting, "database": True, "migrations": not waiting}, status=503 if waiting else 200
    )
