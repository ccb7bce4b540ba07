"""Notices of an incident in its room."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ancheng.base.asker import Asker
from ancheng.command.incidents.lanes import Lane
from ancheng.command.incidents.models import Incident
from ancheng.command.information.workflows.notice import WRITERS


def read(incident: Incident, asker: Asker, at: datetime) -> Mapping[str, Any]:
    return {
        "notices": incident.notices.order_by("pk"),
        "asked": incident.inquiries.filter(answered_at=None).count(),
        "may_inform": asker.may_write and asker.holds(*WRITERS),
    }


LANES = (Lane(60, "information/lane.html", read),)
