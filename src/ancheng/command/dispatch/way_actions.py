"""Keep the way of who is out true: a crew that moved, roads that were shut or opened."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.contrib.gis.geos import LineString
from django.db import transaction

from ancheng.base.errors import Refusal
from ancheng.base.realm import Realm
from ancheng.command.dispatch import live
from ancheng.command.dispatch.models import Closure, Crew, Turnout
from ancheng.command.dispatch.workflows.turnout import COMING
from ancheng.command.incidents.actions import stir
from ancheng.science.roads.travel import Route


def drawn(where: live.Ground, route: Route) -> LineString | None:
    """A way as a line; None where it begins at the crossing at which it ends."""
    line = where.net.graph.line(route.arcs)
    return LineString(line, srid=4326) if len(line) > 1 else None


def running_of(crew: Crew) -> Turnout | None:
    """The turnout on which a crew is out, held until the transaction ends."""
    rows = Turnout.every.select_for_update(of=("self",), no_key=True).select_related("mission", "crew")
    found: Turnout | None = rows.filter(crew=crew, state__in=COMING).first()
    return found


@transaction.atomic
def follow(turnout: Turnout, *, at: datetime) -> None:
    """The way that is left to a crew from where it is, and when it will be there; off the roads the old one stays."""
    if turnout.state not in COMING:
        return
    crew = Crew.every.get(pk=turnout.crew_id)
    spot = crew.believed_at(at)
    if spot is None:
        return
    try:
        where = live.ground()
        start, goal = where.node(spot.x, spot.y), where.node(*turnout.mission.spot)
    except Refusal:
        return
    route = where.route(start, goal, at, Realm(turnout.realm))
    turnout.route = drawn(where, route) if route else None
    turnout.metres = route.metres if route else None
    turnout.expected_at = at + timedelta(seconds=route.seconds) if route else None
    Turnout.every.filter(pk=turnout.pk, state__in=COMING).update(
        route=turnout.route, metres=turnout.metres, expected_at=turnout.expected_at
    )


@transaction.atomic
def turn(closure: Closure, *, at: datetime) -> int:
    """Lead everybody who is on the way round what was shut, or through what was opened; how many."""
    rows = Turnout.every.select_for_update(of=("self",), no_key=True).select_related("mission", "crew")
    rows = rows.filter(state__in=COMING)
    if closure.realm != Realm.ACTUAL:
        rows = rows.filter(realm=closure.realm)
    # In the order in which everybody is called home, so that the two never wait for each other.
    found = list(rows.order_by("mission_id", "pk"))
    for each in found:
        follow(each, at=at)
    tell_rooms(found, at=at, also=closure.incident_id)
    return len(found)


def tell_rooms(turnouts: Iterable[Turnout], *, at: datetime, also: int | None = None) -> None:
    ids = {each.mission.incident_id for each in turnouts} | {also}
    stir(incident_ids=[each for each in ids if each is not None], at=at)
