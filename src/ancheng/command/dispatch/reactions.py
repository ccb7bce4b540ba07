"""What follows for dispatch from facts: a crew that arrived, a warning about people in an elevator."""

from __future__ import annotations

from ancheng.base.asker import PLATFORM
from ancheng.base.realm import Realm
from ancheng.command.dispatch import room
from ancheng.command.dispatch.models import Closure, Mission, Rescue, Turnout
from ancheng.command.dispatch.rescue_actions import Call, follow_arrival, take_call
from ancheng.contracts.command import IncidentClosed, IncidentMerged, IncidentOpened
from ancheng.contracts.kernel import CaseMoved
from ancheng.contracts.monitoring import WarningConfirmed


def arrived(fact: CaseMoved) -> None:
    """The first crew at an elevator is the arrival of the rescue."""
    if fact.subject_type != "dispatch.turnout" or fact.to_state != "on_scene":
        return
    found = Turnout.every.select_related("crew").filter(pk=fact.subject_id).first()
    if found:
        follow_arrival(turnout=found, at=fact.at)


def trapped(fact: WarningConfirmed) -> None:
    """A confirmed elevator warning opens its rescue, with nothing typed again."""
    if fact.kind != "elevator" or fact.asset_id is None:
        return
    call = Call(
        source=f"warning:{fact.warning_id}", asset_id=fact.asset_id, told=fact.title, realm=Realm(fact.realm)
    )
    take_call(call=call, by=PLATFORM, at=fact.at)


def merged(fact: IncidentMerged) -> None:
    """What was sent, shut or called for one incident belongs to the one that it became."""
    for kind in (Mission, Rescue, Closure):
        kind.every.filter(incident_id=fact.incident_id).update(incident_id=fact.into_id)


def opened(fact: IncidentOpened) -> None:
    """An incident that an elevator call became takes the rescue, and whoever was sent by it, along."""
    if fact.source == "elevator" and fact.source_id is not None:
        room.tie(fact.source_id, incident_id=fact.incident_id, title=fact.title)


def over(fact: IncidentClosed) -> None:
    """Who is on the spot is done, who is on the way turns round."""
    room.stand_down(fact.incident_id, by=PLATFORM, at=fact.at, why=fact.result)


REACTIONS = {
    CaseMoved: [arrived],
    WarningConfirmed: [trapped],
    IncidentOpened: [opened],
    IncidentClosed: [over],
    IncidentMerged: [merged],
}
