"""Opening a shelter from the room of an incident."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ancheng.base.asker import Asker
from ancheng.base.errors import Absent
from ancheng.base.numbers import key as key_of
from ancheng.base.realm import Realm
from ancheng.command.incidents.asides import aside, to_serve
from ancheng.command.incidents.models import Incident
from ancheng.command.shelters import actions, queries, room_queries
from ancheng.command.shelters.rules import Stay
from ancheng.command.shelters.workflows.opening import KEEPERS
from ancheng.kernel.pages import asker_of


def _incident(asker: Asker, pk: int) -> Incident:
    """The incident for which a shelter may be opened."""
    return to_serve(
        asker, pk, KEEPERS, refused="您的岗位不能启用避难场所，请联系指挥或值班人员。", what="启用避难场所"
    )


@require_safe
def near(request: HttpRequest, pk: int) -> HttpResponse:
    """The nearest shelters with room and the way on foot; a fragment for the drawer."""
    asker = asker_of(request)
    incident = _incident(asker, pk)
    spot = incident.geometry.centroid
    found, fault = room_queries.near(asker, spot.x, spot.y, at=timezone.now(), realm=Realm(incident.realm))
    return aside(
        request, "shelters/near.html", incident, _("就近启用避难场所"), {"near": found, "fault": fault}
    )


@require_POST
def open_for(request: HttpRequest, pk: int) -> HttpResponse:
    """Order a shelter to be made ready for an incident."""
    asker = asker_of(request)
    incident, key = _incident(asker, pk), key_of(request.POST.get("shelter", ""))
    if key is None:
        raise Absent("请选择避难场所。")
    actions.prepare(
        shelter=queries.one(asker, key), reason=f"{incident.number} {incident.title}", stay=Stay.EMERGENCY,
        by=asker, at=timezone.now(), realm=Realm(incident.realm), incident_id=incident.pk,
    )  # fmt: skip
    messages.success(request, _("已通知管理单位做好启用准备。"))
    return redirect(incident)
