"""Supplies in the room of an incident: what was called for it; the nearest store is one click away."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ancheng.base.asker import Asker
from ancheng.base.realm import Realm
from ancheng.command.incidents.lanes import Lane
from ancheng.command.incidents.models import Incident
from ancheng.command.resources import queries
from ancheng.command.resources.workflows.call_order import REQUESTERS


def read(incident: Incident, asker: Asker, at: datetime) -> Mapping[str, Any]:
    rows = queries.orders(asker, Realm(incident.realm)).filter(incident_id=incident.pk)
    may = asker.may_write and asker.holds(*REQUESTERS) and incident.open and incident.geometry is not None
    return {"orders": rows.prefetch_related("lines__item").order_by("pk"), "may_call": may}


LANES = (Lane(45, "resources/lane.html", read),)
