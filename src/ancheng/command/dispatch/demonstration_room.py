"""Crews of the demonstration that are out for an incident of today: called, left, arrived, released, each by its own verb."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from ancheng.base.asker import PLATFORM
from ancheng.base.errors import Refusal
from ancheng.command.dispatch import actions, live
from ancheng.command.dispatch.models import Crew, Mission, Turnout
from ancheng.command.dispatch.registry import card_for
from ancheng.command.dispatch.values import Place, Spoken
from ancheng.command.incidents.models import Incident
from ancheng.command.incidents.rules import crew_words
from ancheng.kernel.language import as_recorded

DEMO = "（演示数据）"
# For each line of needs in turn how long before now the crew was called (a share of what has passed) and how far it came.
COURSES = (
    (0.85, ("accept", "set_out", "arrive", "finish")),
    (0.8, ("accept", "set_out", "arrive")),
    (0.6, ("accept", "set_out", "arrive")),
    (0.0, ("accept", "set_out")),
    (0.0, ("accept",)),
)
LATELY = timedelta(minutes=4)


@dataclass(frozen=True, slots=True)
class Told:
    """What the log says of one step; the key is the one under which the fact of the step would write it."""

    at: datetime
    text: str
    key: str
    facts: dict[str, object]


def send_crews(incident: Incident, abilities: list[str], *, now: datetime) -> list[Told]:
    """Send one crew for each ability, each a little further than the last; nobody where there are no roads."""
    passed, told, used = now - incident.reported_at, list[Told](), set[int]()
    courses = COURSES if passed > timedelta(minutes=30) else COURSES[-2:]
    for (share, verbs), ability in zip(courses, abilities, strict=False):
        called = now - passed * share if share else now - LATELY
        try:
            found, _ = live.nearest(
                incident.geometry.x, incident.geometry.y, len(COURSES), at=called, ability=ability
            )
        except Refusal:
            return told
        # Who has gone home is ready again, but is not called a second time.
        fresh = next((key for key, _ in found if key not in used), None)
        if fresh is not None:
            used.add(fresh)
            told += _course(incident, Crew.every.get(pk=fresh), ability, called, verbs)
    return told


def _course(
    incident: Incident, crew: Crew, ability: str, called: datetime, verbs: tuple[str, ...]
) -> list[Told]:
    spot = incident.geometry
    asked = actions.Asked(
        card_for(incident.kind), incident.title, Place(spot.x, spot.y, address=incident.address), incident.pk,
        incident_title=incident.title,
    )  # fmt: skip
    mission = actions.open_mission(
        asked=asked, nonce=f"demo-room:{incident.pk}:{crew.pk}", by=PLATFORM, at=called
    )
    Mission.every.filter(pk=mission.pk).update(synthetic=True)
    (turnout,) = actions.send(mission=mission, crews=[(crew.pk, ability)], by=PLATFORM, at=called)
    Turnout.every.filter(pk=turnout.pk).update(synthetic=True)
    drive = timedelta(seconds=turnout.eta_s or 600)
    moments = {
        "accept": called + timedelta(seconds=40),
        "set_out": called + timedelta(seconds=110),
        "arrive": called + timedelta(seconds=110) + drive,
        "finish": called + timedelta(minutes=35) + drive,
    }
    told = [_told(turnout, called)]
    for verb in verbs:
        place = Place(spot.x, spot.y) if verb == "arrive" else None
        actions.step(turnout, verb, by=PLATFORM, at=moments[verb], spoken=Spoken(None, place))
        told.append(_told(turnout, moments[verb]))
    if verbs[-1] == "set_out" and turnout.route is not None:
        _half_way(crew, turnout, moments["set_out"] + timedelta(seconds=60))
    return told


def _half_way(crew: Crew, turnout: Turnout, at: datetime) -> None:
    """Its phone said where it is, a good part of the way along."""
    line = turnout.route.coords
    legs = list(pairwise(line))
    x, y = legs[len(legs) // 3][1]
    actions.locate(crew=crew, place=Place(x, y), at=at)


def _told(turnout: Turnout, at: datetime) -> Told:
    state = turnout.state
    text = crew_words(str(turnout.crew), as_recorded(turnout.state_label), state, eta_s=turnout.eta_s)
    facts: dict[str, object] = {"turnout": turnout.pk, "state": state, "ability": turnout.ability}
    return Told(at, text + DEMO, f"turnout:{turnout.pk}:{state}", facts)
