"""Calling supplies from the room of an incident."""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ancheng.base.asker import Asker
from ancheng.base.clock import beijing_day
from ancheng.base.errors import Absent, Refusal
from ancheng.base.numbers import key as key_of
from ancheng.base.realm import Realm
from ancheng.command.incidents.asides import aside, to_serve
from ancheng.command.incidents.models import Incident
from ancheng.command.resources import actions, queries
from ancheng.command.resources.models import Item
from ancheng.command.resources.values import Asked
from ancheng.command.resources.workflows.call_order import REQUESTERS
from ancheng.kernel.pages import asker_of


def _incident(asker: Asker, pk: int) -> Incident:
    """The incident for which supplies may be called."""
    return to_serve(
        asker, pk, REQUESTERS, refused="您的岗位不能申请调用物资，请联系街乡或部门值班人员。", what="调用物资"
    )


@require_safe
def near(request: HttpRequest, pk: int) -> HttpResponse:
    """The stores nearest to an incident that have an item; a fragment for the drawer."""
    asker, on = asker_of(request), beijing_day(timezone.now())
    incident = _incident(asker, pk)
    spot, key = incident.geometry.centroid, key_of(request.GET.get("item", ""))
    item = Item.objects.filter(pk=key).first() if key is not None else None
    context = {
        "item": item, "items": queries.items_in_stock(on), "nonce": str(uuid4()), "contact": asker.name,
        "stores": queries.nearest_stores(item.pk, spot.x, spot.y, on) if item else [],
    }  # fmt: skip
    return aside(request, "resources/near.html", incident, _("就近调用物资"), context)


@require_POST
def call_for(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask a store for supplies for an incident; the same press twice is one order."""
    asker = asker_of(request)
    incident = _incident(asker, pk)
    item, store, number = (key_of(request.POST.get(name, "")) for name in ("item", "store", "number"))
    nonce = request.POST.get("nonce", "")[:36]
    if item is None or store is None or number is None or not nonce:
        raise Refusal("请选择物资、物资库和数量。")
    if not queries.warehouses_to_ask().filter(pk=store).exists():
        raise Absent("没有这个物资库，或已停用，请重新选择。")
    spot = incident.geometry.centroid
    where = incident.address or f"{spot.x:.5f}，{spot.y:.5f}"
    contact = request.POST.get("contact", "").strip()[:80] or asker.name
    asked = Asked(
        store, {item: number}, f"{incident.number} {incident.title}"[:200], where, contact, incident.pk
    )
    order = actions.request_supplies(
        asked=asked, nonce=nonce, by=asker, at=timezone.now(), realm=Realm(incident.realm)
    )
    messages.success(request, _("%(number)s 已提交，等待批准。") % {"number": order.number})
    return redirect(incident)
