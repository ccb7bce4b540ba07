"""Pages of roads: the versions of the net, closures drawn on the map, coverage rings, shelters by road."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ancheng.base.clock import beijing_day
from ancheng.base.errors import NotAllowed, Refusal
from ancheng.base.roles import Role
from ancheng.base.words import msgid
from ancheng.command.dispatch import coverage, forms, live, queries, road_actions, tiles
from ancheng.command.dispatch.models import Closure, RoadNet
from ancheng.command.pages import fill
from ancheng.kernel.orgs.models import Unit
from ancheng.kernel.pages import Where, asker_of, facts, one, page_of, realm_of
from ancheng.science.roads.graph import RoadClass
from ancheng.science.roads.speeds import SPEEDS, Mode

CLASS_NAMES = (
    msgid("快速路"), msgid("主干路"), msgid("次干路"), msgid("支路"), msgid("街巷"), msgid("步行路"),
)  # fmt: skip
MODES = ((Mode.EMERGENCY, msgid("应急车辆")), (Mode.CAR, msgid("社会车辆")), (Mode.FOOT, msgid("步行")))


@require_safe
def nets(request: HttpRequest) -> HttpResponse:
    """Versions of the roads, and the speeds by class and hour with where they come from."""
    tables = []
    for mode, label in MODES:
        edition = SPEEDS[mode]
        share = edition.value.share_by_hour
        rows = [
            (CLASS_NAMES[each], [round(edition.value.free_km_h[each] * part) for part in share])
            for each in RoadClass
        ]
        tables.append((label, edition, rows))
    may = asker_of(request).holds(Role.ADMINISTRATOR)
    context = {"nets": queries.nets()[:50], "tables": tables, "hours": range(24), "may": may}
    return render(request, "dispatch/nets.html", context)


@require_safe
def road_tile(request: HttpRequest, z: int, x: int, y: int) -> HttpResponse:
    """The roads under the maps of dispatch; what a browser keeps is asked again only whether it is still so."""
    version, drawn = tiles.tile(z, x, y)
    tag = f'"{version}-{z}-{x}-{y}"'
    if version and request.headers.get("If-None-Match") == tag:
        response = HttpResponse(status=304)
    else:
        response = HttpResponse(drawn, content_type="application/vnd.mapbox-vector-tile")
    response["ETag"], response["Cache-Control"] = tag, "private, max-age=60"
    return response


@require_POST
def use_net(request: HttpRequest, pk: int) -> HttpResponse:
    found = RoadNet.objects.defer("graph", "order").filter(pk=pk).first()
    if found is None:
        raise Refusal("没有这个路网版本，请刷新后重试。")
    road_actions.use_net(net=found, by=asker_of(request), at=timezone.now())
    messages.success(request, _("已启用该路网版本。"))
    return redirect("dispatch:nets")


@require_safe
def closures(request: HttpRequest) -> HttpResponse:
    asker, at = asker_of(request), timezone.now()
    rows = queries.closures(asker, realm_of(request))
    only = request.GET.get("only", "")
    found = page_of(request, rows.filter(queries.holding(at)) if only == "now" else rows)
    holding = list(rows.filter(queries.holding(at))[:200])
    context = {
        "page": found, "only": only, "holding": {each.pk for each in holding}, "number": len(holding),
        "shapes": queries.shapes(((str(each), each.geometry) for each in holding), "shut"),
        "may_shut": asker.holds(*road_actions.CLOSERS),
    }  # fmt: skip
    return render(request, "dispatch/closures.html", context)


@require_safe
def closure_shapes(request: HttpRequest) -> JsonResponse:
    """What is shut now, as GeoJSON for other maps."""
    rows = queries.closures(asker_of(request), realm_of(request)).filter(queries.holding(timezone.now()))
    return JsonResponse(queries.shapes(((str(each), each.geometry) for each in rows), "shut"))


def new_closure(request: HttpRequest) -> HttpResponse:
    asker = asker_of(request)
    if not asker.holds(*road_actions.CLOSERS):
        raise NotAllowed("您的岗位不能登记道路封闭，请联系值班或指挥人员。")
    live.ground()
    form = forms.ClosureForm(request.POST or None)
    drawing = request.GET.get("draw", "line")

    def act(_values: dict[str, Any]) -> Closure:
        at = timezone.now()
        return road_actions.shut(closure=form.closure(at), by=asker, at=at, realm=realm_of(request))

    where = Where(_("封闭道路"), reverse("dispatch:closures"), _("道路封闭"), _("封闭"))
    more = {"draw": drawing if drawing in ("point", "line", "polygon") else "line"}
    return fill(
        request, form, act, where, said=_("封闭已生效，路线和到达时间已按封闭重新计算。"),
        template="dispatch/new_closure.html", **more,
    )  # fmt: skip


@require_safe
def closure(request: HttpRequest, pk: int) -> HttpResponse:
    asker = asker_of(request)
    found = one(Closure, asker, pk, "unit")
    own = asker.sees_district or asker.unit_id in found.unit.line
    context = {
        "closure": found, "shapes": queries.shapes([(str(found), found.geometry)], "shut"),
        "facts": facts(found, "reason", "starts_at", "ends_at", "arcs_shut", "unit", "by_name", "made_at", "lifted_at"),
        "may_lift": found.lifted_at is None and own and asker.holds(*road_actions.CLOSERS),
    }  # fmt: skip
    return render(request, "dispatch/closure.html", context)


@require_POST
def lift(request: HttpRequest, pk: int) -> HttpResponse:
    found = one(Closure, asker_of(request), pk, "unit")
    why = request.POST.get("why", "")
    road_actions.lift(closure=found, why=why, by=asker_of(request), at=timezone.now())
    messages.success(request, _("已解除封闭，路线和到达时间已重新计算。"))
    return redirect(found)


@require_safe
def rings(request: HttpRequest) -> HttpResponse:
    """What fire stations reach in five minutes, micro stations in three; who lives outside."""
    at = timezone.now()
    kind = request.GET.get("kind", "fire")
    kind = kind if kind in coverage.KINDS else "fire"
    found = coverage.rings(kind, at=at, on=beijing_day(at))
    names = Unit.objects.in_bulk([key for key, _x, _y in found.outside])
    features: list[dict[str, Any]] = [
        {
            "type": "Feature",
            "properties": {"name": str(names[key])},
            "geometry": {"type": "Point", "coordinates": [x, y]},
        }
        for key, x, y in found.outside
    ]
    features = [
        *(
            {"type": "Feature", "properties": {"name": "", "line": "#1f4e8c"}, "geometry": part}
            for part in found.shapes
        ),
        *features,
    ]
    context = {
        "rings": found, "kind": kind, "outside": [(names[key], x, y) for key, x, y in found.outside],
        "shapes": {"type": "FeatureCollection", "features": features}, "speed": SPEEDS[Mode.EMERGENCY],
        "net": live.ground(), "hour": timezone.localtime(at).hour,
    }  # fmt: skip
    return render(request, "dispatch/rings.html", context)


@require_safe
def shelters(request: HttpRequest) -> HttpResponse:
    """Shelters by straight line and by road, side by side; the ways of the communities that are asked for."""
    asker, at = asker_of(request), timezone.now()
    rows, straight, road = coverage.shelters_by_road(asker, at=at, on=beijing_day(at))
    only = request.GET.get("only", "")
    shown = [
        each
        for each in rows
        if not only or not each.road.covered or (only == "either" and not each.straight.covered)
    ]
    shown.sort(key=lambda each: -(each.road.distance if each.road.distance is not None else float("inf")))
    chosen = request.GET.get("community", "")
    picked = next((each for each in rows if str(each.unit.pk) == chosen), None)
    way = coverage.evacuation_route(picked, at) if picked else None
    drawn = [
        {
            "type": "Feature",
            "properties": {"name": str(each.unit)},
            "geometry": {"type": "Point", "coordinates": list(each.point)},
        }
        for each in ([picked] if picked else [row for row in rows if not row.road.covered])
    ]
    if way:
        drawn.append({"type": "Feature", "properties": {"name": ""}, "geometry": way})
    context = {
        "rows": shown[:300], "straight": straight, "road": road, "only": only, "picked": picked, "way": way,
        "net": live.ground(), "shapes": {"type": "FeatureCollection", "features": drawn},
    }  # fmt: skip
    return render(request, "dispatch/shelters.html", context)
