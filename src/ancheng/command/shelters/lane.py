"""Shelters in the room of an incident: which were opened for it; the nearest that could be are one click away."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ancheng.base.asker import Asker
from ancheng.command.incidents.lanes import Lane
from ancheng.command.incidents.models import Incident
from ancheng.command.shelters import queries
from ancheng.command.shelters.workflows.opening import KEEPERS


def read(incident: Incident, asker: Asker, at: datetime) -> Mapping[str, Any]:
    may = asker.may_write and asker.holds(*KEEPERS) and incident.open and incident.geometry is not None
    return {"openings": queries.openings_for(asker, incident.pk, incident.realm), "may_open": may}


LANES = (Lane(40, "shelters/lane.html", read),)
