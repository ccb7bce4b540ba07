"""Dispatch in the room of an incident: who would go by the run card, who was sent and where they are."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from ancheng.base.asker import Asker
from ancheng.base.realm import Realm
from ancheng.command.dispatch import room
from ancheng.command.dispatch.declare import ABILITIES as ABILITIES
from ancheng.command.dispatch.workflows.turnout import DISPATCHERS
from ancheng.command.incidents.lanes import Lane, Layer, Origin
from ancheng.command.incidents.models import Incident, Source


def read(incident: Incident, asker: Asker, at: datetime) -> Mapping[str, Any]:
    """What was sent; who else would go is worked out for who may send them, and only where there is a place."""
    sent = room.missions_of(incident.pk, asker=asker, at=at)
    may_send = asker.may_write and asker.holds(*DISPATCHERS) and incident.open
    proposal = proposed(incident, asker, at) if may_send and incident.geometry else None
    return {"sent": sent, "may_send": may_send, "proposal": proposal, "nonce": uuid4().hex}


def proposed(incident: Incident, asker: Asker, at: datetime) -> room.Proposal:
    spot = incident.geometry.centroid
    return room.propose(
        incident.kind,
        spot.x,
        spot.y,
        asker=asker,
        at=at,
        realm=Realm(incident.realm),
        incident_id=incident.pk,
        wants=wants(incident),
    )


def wants(incident: Incident) -> dict[str, int]:
    """How many crews of each ability an incident asks for, without what came by other ways."""
    rows = incident.needs.exclude(ability="").values_list("ability", "amount", "filled")
    return {ability: amount - filled for ability, amount, filled in rows if amount > filled}


def trapped(asker: Asker, key: int) -> Origin:
    """An elevator rescue as the source of an incident; who called stays with the rescue."""
    found = room.trapped(key, asker=asker)
    point = None if found.longitude is None or found.latitude is None else (found.longitude, found.latitude)
    return Origin(
        Source.ELEVATOR, key, found.number, found.title, "elevator", found.address, point, found.asset_id
    )


LANES = (Lane(10, "dispatch/lane.html", read),)
LAYERS = (Layer("dispatch:incident_shapes", "dispatch/room_legend.html"),)
OUT = room.still_out
FORCES = room.forces
ASKS = room.asks
NEAREST = "dispatch:near"
ORIGINS = {Source.ELEVATOR: trapped}
