"""Dispatch as a page asks for it, with the database: who is nearest, an order with its ways, a closure, a proposal."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

import numpy as np

from bench._report import report
from bench._scratch import percentile, scratch

CREWS, QUESTIONS, ORDERS, CLOSURES = 200, 300, 20, 12


def main() -> None:
    """The same questions without the database, and beside other libraries, are measured by bench.roads."""
    with scratch("dispatch"):
        from django.utils import timezone

        at = timezone.now()
        places = _district(at)
        _questions(places, at)
        _orders(places, at)
        _closures(places, at)


def _district(at: datetime) -> list[tuple[float, float]]:
    """The invented city with one subdistrict over all of it and 200 crews; gives places to go to."""
    from django.contrib.gis.geos import MultiPolygon, Point, Polygon

    from ancheng.base.asker import PLATFORM
    from ancheng.command.dispatch import road_actions
    from ancheng.command.dispatch.models import Crew
    from ancheng.command.resources.models import Team
    from ancheng.kernel.orgs.actions import add_unit
    from ancheng.kernel.orgs.models import UnitKind
    from ancheng.kernel.places.models import Boundary
    from ancheng.science.roads.survey import survey
    from ancheng.science.roads.synthetic import LABEL, city

    graph = city()
    district = add_unit(kind=UnitKind.DISTRICT, name="测速区", short_name="测速区", by=PLATFORM, at=at)
    street = add_unit(
        kind=UnitKind.SUBDISTRICT, name="测速街道", short_name="测速街道", parent=district, by=PLATFORM, at=at
    )
    box = Polygon.from_bbox((graph.lon.min(), graph.lat.min(), graph.lon.max(), graph.lat.max()))
    for unit in (district, street):
        Boundary.objects.create(unit=unit, kind=unit.kind, area=MultiPolygon(box, srid=4326))
    said = road_actions.Said("测速路网", LABEL, "CC0 1.0")
    road_actions.keep_net(graph=graph, found=survey(graph), said=said, by=PLATFORM, at=at, synthetic=True)
    team = Team(name="测速队", unit=street, kind="comprehensive")
    team.derive_scope()
    team.save()
    chance = np.random.default_rng(1)
    rows = []
    for number, node in enumerate(chance.integers(0, graph.nodes, CREWS)):
        spot = Point(float(graph.lon[node]), float(graph.lat[node]), srid=4326)
        row = Crew(name="车组", call_sign=f"CS-{number}", team=team, abilities=["fire"], geometry=spot)
        row.derive_scope()
        rows.append(row)
    Crew.every.bulk_create(rows)
    nodes = chance.integers(0, graph.nodes, QUESTIONS)
    return list(zip(graph.lon[nodes].tolist(), graph.lat[nodes].tolist(), strict=True))


def _questions(places: list[tuple[float, float]], at: datetime) -> None:
    from django.urls import reverse

    from ancheng.base.asker import PLATFORM
    from ancheng.command.dispatch import live, room

    # As every process does when it starts.
    live.warm()
    reverse("dispatch:missions")
    live.nearest(*places[0], 8, at=at)
    _tail("nearest 8 of 200 crews, by the database", lambda each: live.nearest(*each, 8, at=at), places, 2.0)
    _tail(
        "proposal for a fire, with crews and reasons",
        lambda each: room.propose("fire", *each, asker=PLATFORM, at=at),
        places[:100],
        50.0,
    )


def _orders(places: list[tuple[float, float]], at: datetime) -> None:
    """Eight crews ordered out, each with its way, its clock, its audit row and its announcement."""
    from ancheng.base.asker import PLATFORM
    from ancheng.command.dispatch import live, room

    def sent(each: tuple[int, tuple[float, float]]) -> Any:
        number, place = each
        near, _ = live.nearest(*place, 8, at=at)
        order = room.Order("fire", number, "测速", *place)
        return room.send(
            order, [(key, "fire") for key, _far in near], nonce=f"bench{number}", by=PLATFORM, at=at
        )

    _tail("eight crews ordered out with their ways", sent, list(enumerate(places[:ORDERS])), 300.0)


def _closures(places: list[tuple[float, float]], at: datetime) -> None:
    """From the drawn line to the first answer that heeds it."""
    from django.contrib.gis.geos import LineString

    from ancheng.base.asker import PLATFORM
    from ancheng.command.dispatch import live, road_actions
    from ancheng.command.dispatch.models import Closure

    def shut(number: int) -> None:
        west, south = 116.40 + number * 0.004, 39.90 + number * 0.003
        drawn = LineString((west, south), (west + 0.01, south + 0.005), srid=4326)
        road_actions.shut(closure=Closure(reason="测速", geometry=drawn, starts_at=at), by=PLATFORM, at=at)
        live.nearest(*places[number], 8, at=at)

    _tail("closure drawn, stored and heeded", shut, list(range(CLOSURES)), 500.0)


def _tail(name: str, ask: Callable[[Any], object], questions: list[Any], goal_ms: float) -> None:
    took, spent = [], []
    for each in questions:
        began, busy = time.perf_counter(), time.process_time()
        ask(each)
        took.append((time.perf_counter() - began) * 1000)
        spent.append((time.process_time() - busy) * 1000)
    note = f"median {percentile(took, 0.5):.2f} ms over {len(took)}; processor p99 {percentile(spent, 0.99):.2f} ms"
    report(f"{name}, p99", percentile(took, 0.99), goal_ms, "ms", note)


if __name__ == "__main__":
    main()
