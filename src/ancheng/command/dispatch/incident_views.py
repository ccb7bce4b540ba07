"""Sending crews from the room of an incident."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ancheng.base.errors import Refusal
from ancheng.base.numbers import key as key_of
from ancheng.base.realm import Realm
from ancheng.command.dispatch import room, room_shapes
from ancheng.command.dispatch.declare import ABILITIES
from ancheng.command.incidents import queries as incidents
from ancheng.kernel.pages import asker_of


@require_safe
def shapes(request: HttpRequest, pk: int) -> JsonResponse:
    """Ways and positions of the crews of an incident, and what is shut, for the map of its room."""
    asker = asker_of(request)
    incident = incidents.one(asker, pk)
    return JsonResponse(room_shapes.of_incident(asker, pk, Realm(incident.realm), timezone.now()))


@require_POST
def send_all(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the crews that the room showed; the same press twice sends them once, and one who is out refuses all."""
    asker = asker_of(request)
    incident = incidents.one(asker, pk)
    if not incident.geometry:
        raise Refusal("该事件还没有位置，请先标绘位置再调派。")
    crews = []
    for given in request.POST.getlist("crew"):
        number, _colon, ability = given.partition(":")
        key = key_of(number)
        if key is None or ability not in ABILITIES:
            raise Refusal("请重新打开事件室，再选择力量。")
        crews.append((key, ability))
    spot = incident.geometry.centroid
    order = room.Order(
        incident.kind, incident.pk, incident.title, spot.x, spot.y, incident.address, Realm(incident.realm)
    )
    room.send(order, crews, nonce=request.POST.get("nonce", "")[:36], by=asker, at=timezone.now())
    messages.success(request, _("力量已派出。"))
    return redirect(incident)
