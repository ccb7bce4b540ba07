"""What other parts of the desk do for an incident beside its room: in the drawer, or on a page of its own."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ancheng.base.asker import Asker
from ancheng.base.errors import Absent, Conflict, NotAllowed
from ancheng.base.roles import Role
from ancheng.command.incidents import queries
from ancheng.command.incidents.models import Incident


def aside(
    request: HttpRequest, template: str, incident: Incident, title: str, context: dict[str, Any]
) -> HttpResponse:
    """A fragment for the drawer of the room; without scripts the same under the heading of the incident."""
    found = {**context, "case": incident, "title": title, "aside": template}
    return render(request, template if getattr(request, "htmx", False) else "incidents/aside.html", found)


def to_serve(asker: Asker, pk: int, roles: tuple[Role, ...], *, refused: str, what: str) -> Incident:
    """An incident for which something may be called now: it is open and has a place."""
    found = queries.one(asker, pk)
    if not asker.holds(*roles):
        raise NotAllowed(refused)
    if not found.open:
        raise Conflict(f"该事件“{found.state_label}”，不能再为它{what}。")
    if not found.geometry:
        raise Absent("该事件还没有位置，请先标绘位置。")
    return found
