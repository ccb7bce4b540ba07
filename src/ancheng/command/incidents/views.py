"""Pages of incidents: the list and the intake."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

from django.contrib.gis.geos import GEOSException, GEOSGeometry
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ancheng.base.asker import Asker
from ancheng.base.errors import Absent, NotAllowed, Refusal
from ancheng.base.numbers import key as key_of
from ancheng.base.roles import INCIDENT_OPENERS
from ancheng.command.incidents import actions, forms, queries, sources
from ancheng.command.incidents.lanes import Origin
from ancheng.command.incidents.models import Incident, Source
from ancheng.command.pages import fill
from ancheng.contracts.monitoring import WarningConfirmed
from ancheng.kernel.counting import how_many
from ancheng.kernel.events.actions import hand_on_now
from ancheng.kernel.pages import Where, asker_of, page_of, points, realm_of


@require_safe
def incidents(request: HttpRequest) -> HttpResponse:
    asker = asker_of(request)
    filters = forms.IncidentFilters(request.GET)
    rows = filters.narrowed(queries.incidents(asker, realm_of(request)))
    found = page_of(request, rows)
    context = {
        "page": found, "count": how_many(rows), "filters": filters, "query": request.GET.urlencode(),
        "shapes": points(found.rows), "may_open": asker.holds(*INCIDENT_OPENERS),
    }  # fmt: skip
    return render(request, "incidents/list.html", context)


def intake(request: HttpRequest) -> HttpResponse:
    """Write down a call; what came from another page of the platform is filled in already."""
    asker = asker_of(request)
    if not asker.holds(*INCIDENT_OPENERS):
        raise NotAllowed("当前岗位不能登记突发事件，请拨打值班电话报告。")
    told = _origin(request)
    known = queries.of_source(asker, told.source, told.id) if told and request.method != "POST" else None
    if known:
        return redirect(known)
    form = forms.IntakeForm(request.POST or None, initial=_filled(told))

    def act(values: dict[str, Any]) -> Incident:
        lon, lat = _point(values["geometry"])
        return actions.open_incident(
            title=values["said"], kind=values["kind"], source=told.source if told else Source.PHONE,
            source_id=told.id if told else None, source_label=told.label if told else "",
            asset_id=told.asset_id if told else None, address=values["address"], lon=lon, lat=lat,
            injured=values["injured"] or 0, deaths=values["deaths"] or 0,
            key=told.key if told else _key(asker, values["key"]), text=values["text"],
            caller=actions.Caller(values["caller_name"], values["caller_phone"]), realm=realm_of(request), by=asker,
            at=timezone.now(),
        )  # fmt: skip

    note = _("来自 %(label)s，已带入位置和名称，请核对。") % {"label": told.label} if told else ""
    where = Where(_("登记突发事件"), reverse("incidents:list"), _("突发事件"), _("登记并进入事件室"), note)
    return fill(request, form, act, where, said=_("事件已登记。"))


def _origin(request: HttpRequest) -> Origin | None:
    given = request.POST if request.method == "POST" else request.GET
    source, key = given.get("source", ""), key_of(given.get("of", ""))
    return sources.origin(asker_of(request), source, key) if source and key else None


def _filled(told: Origin | None) -> dict[str, Any]:
    values: dict[str, Any] = {"key": uuid4().hex}
    if told:
        place = json.dumps({"type": "Point", "coordinates": told.point}) if told.point else ""
        values |= {"said": told.title, "kind": told.kind, "address": told.address, "geometry": place}
        values |= {"source": told.source, "of": told.id}
    return values


def _key(asker: Asker, given: str) -> str | None:
    # One person's key opens no other person's incident.
    return f"form:{asker.person_id}:{given}"[:64] if given else None


def _point(given: str) -> tuple[float | None, float | None]:
    if not given:
        return None, None
    try:
        point = GEOSGeometry(given)
    except (GEOSException, ValueError, TypeError) as fault:
        raise Refusal("位置无法识别，请在地图上重新点选。") from fault
    if point.geom_type != "Point":
        raise Refusal("请在地图上点选一个位置。")
    return point.x, point.y


@require_safe
def of_source(request: HttpRequest, source: str, key: int) -> HttpResponse:
    """From what an incident came of to its room; a warning just confirmed is not kept waiting for the worker."""
    asker = asker_of(request)
    found = queries.of_source(asker, source, key)
    if found is None and source == Source.WARNING:
        hand_on_now(WarningConfirmed, at=timezone.now(), warning_id=key)
        found = queries.of_source(asker, source, key)
    if found is None:
        raise Absent("这里还没有生成突发事件，或当前岗位无权查看。")
    return redirect(found)
