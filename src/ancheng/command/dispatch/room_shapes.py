"""What dispatch draws on the map of an incident's room: ways, where each crew is, what is shut."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.contrib.gis.geos import GEOSGeometry
from django.utils.translation import gettext as _

from ancheng.base.asker import Asker
from ancheng.base.realm import Realm
from ancheng.command.dispatch import queries
from ancheng.command.dispatch.marks import MARKS, SHUT, Mark
from ancheng.command.dispatch.models import Closure, Crew, Turnout
from ancheng.command.dispatch.workflows.turnout import COMING
from ancheng.kernel.language import named

Feature = dict[str, Any]


def of_incident(asker: Asker, incident_id: int, realm: Realm, at: datetime) -> dict[str, Any]:
    """GeoJSON in WGS 84; whoever has no way is drawn where it is, and says so."""
    rows = queries.out_for(asker, incident_id, realm).select_related("crew", "mission")
    features = _gathered([each for turnout in rows for each in _crew(turnout, at)])
    shut = queries.closures_of_room(asker, realm).filter(queries.holding(at))
    return {
        "type": "FeatureCollection",
        "features": [*[each for row in shut for each in _shut(row)], *features],
    }


def _crew(turnout: Turnout, at: datetime) -> Iterator[Feature]:
    mark, crew = MARKS[turnout.state], turnout.crew
    if turnout.route is not None and turnout.state in COMING:
        yield _feature(turnout.route, mark, sort="way", name=str(crew), begun=turnout.state == "en_route")
    spot, said = where(turnout, crew, at)
    if spot is not None:
        words = f"{crew.call_sign}\n{estimate(turnout, at)}"
        yield _feature(
            spot, mark, sort="mark", name=str(crew), letter=named(mark), sure=said, said=words,
            url=turnout.get_absolute_url(),
        )  # fmt: skip


def _gathered(features: list[Feature]) -> list[Feature]:
    """Crews of one state that stand at one spot are one mark with all their call signs: none hides another."""
    marks: dict[tuple[Any, ...], list[Feature]] = {}
    for each in features:
        if each["properties"]["sort"] == "mark":
            x, y = each["geometry"]["coordinates"]
            marks.setdefault((each["properties"]["tone"], round(x, 4), round(y, 4)), []).append(each)
    for first, *others in marks.values():
        told = first["properties"]
        signs, words = told["said"].split("\n")
        more = [each["properties"]["said"].split("\n")[0] for each in others]
        told["said"] = "\n".join([*(" ".join(pair) for pair in batched([signs, *more])), words])
        told["name"] = "、".join([told["name"], *(each["properties"]["name"] for each in others)])
        told["sure"] = told["sure"] and all(each["properties"]["sure"] for each in others)
    hidden = {id(each) for _, *others in marks.values() for each in others}
    return [each for each in features if id(each) not in hidden]


def batched(signs: list[str], size: int = 2) -> list[list[str]]:
    return [signs[n : n + size] for n in range(0, len(signs), size)]


def where(turnout: Turnout, crew: Crew, at: datetime) -> tuple[GEOSGeometry | None, bool]:
    """Where a crew is, and whether it said so itself: what it said before it was ordered out is no word of this way."""
    if crew.said_lately(at) and crew.position_at and crew.position_at >= turnout.ordered_at:
        return crew.position, True
    if turnout.state == "on_scene":
        return turnout.mission.geometry, False
    return crew.geometry, False


def estimate(turnout: Turnout, at: datetime) -> str:
    """In a few words when a crew will be there."""
    if turnout.state not in COMING:
        return str(turnout.state_label)
    if turnout.expected_at is None:
        return _("没有路线")
    minutes = round((turnout.expected_at - at).total_seconds() / 60)
    if minutes >= 1:
        return _("%(n)s 分钟后到") % {"n": minutes}
    return _("即将到达") if minutes > -2 else _("已超预计 %(n)s 分钟") % {"n": -minutes}


def _shut(closure: Closure) -> Iterator[Feature]:
    shape = closure.geometry
    yield _feature(shape, SHUT, sort="shut", name=str(closure))
    spot = shape.interpolate_normalized(0.5) if shape.geom_type == "LineString" else shape.point_on_surface
    yield _feature(spot, SHUT, sort="mark", name=str(closure), letter=named(SHUT), sure=True, said="", url=closure.get_absolute_url())  # fmt: skip


def _feature(shape: GEOSGeometry, mark: Mark, **properties: Any) -> Feature:
    return {
        "type": "Feature",
        "properties": {"tone": mark.tone, **properties},
        "geometry": json.loads(shape.geojson),
    }
