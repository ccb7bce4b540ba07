"""Sending crews from the room of an incident."""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ancheng.base.errors import Absent, NotAllowed, Refusal
from ancheng.base.numbers import key as key_of
from ancheng.base.realm import Realm
from ancheng.command.dispatch import queries, room, room_shapes
from ancheng.command.dispatch.declare import ABILITIES
from ancheng.command.dispatch.workflows.turnout import DISPATCHERS
from ancheng.command.incidents import queries as incidents
from ancheng.command.incidents.asides import aside
from ancheng.kernel.pages import asker_of

NEAR = 6


@require_safe
def shapes(request: HttpRequest, pk: int) -> JsonResponse:
    """Ways and positions of the crews of an incident, and what is shut, for the map of its room."""
    asker = asker_of(request)
    incident = incidents.one(asker, pk)
    return JsonResponse(room_shapes.of_incident(asker, pk, Realm(incident.realm), timezone.now()))


@require_safe
def near(request: HttpRequest, pk: int, ability: str) -> HttpResponse:
    """Who of an ability could be at an incident soonest, as many chosen as it lacks; a fragment for the drawer."""
    asker, at = asker_of(request), timezone.now()
    incident = incidents.one(asker, pk)
    if not asker.holds(*DISPATCHERS):
        raise NotAllowed("您的岗位不能调派力量，请联系值班或指挥人员。")
    if ability not in ABILITIES or not incident.geometry:
        raise Absent("没有这类力量，或该事件还没有位置。")
    spot, need = incident.geometry.centroid, incident.needs.filter(ability=ability).first()
    tally = need.tally(room.forces(incident)) if need else None
    fault, found = "", []
    try:
        found = queries.nearest(
            asker, spot.x, spot.y, NEAR, at=at, ability=ability, realm=Realm(incident.realm)
        )
    except Refusal as refusal:
        fault = refusal.sentence
    context = {
        "need": need, "tally": tally, "ability": ability, "near": found, "fault": fault,
        "lacks": tally.short if tally else 0, "nonce": uuid4().hex,
    }  # fmt: skip
    return aside(request, "dispatch/near.html", incident, _("就近补派"), context)


@require_POST
def send_all(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the crews that the room showed; the same press twice sends them once, and one who is out refuses all.

    With `lack` they are sent against what lacks, and no more of them than that.
    """
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
    do = room.fill if "lack" in request.POST else room.send
    do(order, crews, nonce=request.POST.get("nonce", "")[:36], by=asker, at=timezone.now())
    messages.success(request, _("力量已派出。"))
    return redirect(incident)
