"""Pages of the boundary import: upload, look at the match on the map, adopt, take back."""

from __future__ import annotations

import json
from typing import Any

import shapely
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ancheng.base.errors import Refusal
from ancheng.kernel.exchange import boundary_actions
from ancheng.kernel.exchange.areas import read_areas
from ancheng.kernel.exchange.boundaries import Match, matches, overlaps
from ancheng.kernel.exchange.models import BoundaryImport, BoundaryState
from ancheng.kernel.places.models import SourceCrs

DRAWN_DEG = 0.0002


def boundaries(request: HttpRequest) -> HttpResponse:
    """The files adopted so far, and the form for another."""
    boundary_actions.permit(request.asker)  # type: ignore[attr-defined]
    if request.method == "POST":
        file = request.FILES.get("file")
        if file is None:
            raise Refusal("请选择边界文件（GeoJSON，或打成 zip 的 Shapefile）。")
        found = boundary_actions.upload(
            file=file,
            source=request.POST.get("source", ""),
            crs=request.POST.get("crs", ""),
            schematic=request.POST.get("schematic") == "on",
            by=request.asker,  # type: ignore[attr-defined]
            at=timezone.now(),
        )
        return redirect(found)
    context = {"files": BoundaryImport.objects.all()[:50], "frames": SourceCrs.choices}
    return render(request, "exchange/boundaries.html", context)


@require_safe
def boundary(request: HttpRequest, pk: int) -> HttpResponse:
    """One file: which area belongs to which unit, and how its size changes."""
    boundary_actions.permit(request.asker)  # type: ignore[attr-defined]
    found = get_object_or_404(BoundaryImport.objects.select_related("blob"), pk=pk)
    context: dict[str, Any] = {"found": found}
    if found.state == BoundaryState.READ:
        areas = read_areas(found.blob.path, crs=found.crs)
        rows = matches(areas, found.field)
        context |= {
            "fields": areas.fields,
            "rows": rows,
            "sound": sum(not each.fault for each in rows),
            "overlaps": overlaps(rows),
            "shape": _drawn(rows),
            "bounds": _bounds(rows),
        }
    return render(request, "exchange/boundary.html", context)


@require_POST
def boundary_act(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(BoundaryImport.objects.select_related("blob"), pk=pk)
    by, at = request.asker, timezone.now()  # type: ignore[attr-defined]
    match request.POST.get("verb"):
        case "field":
            boundary_actions.choose_field(found=found, field=request.POST.get("field", ""), by=by)
        case "adopt":
            count = boundary_actions.adopt(found=found, by=by, at=at)
            messages.success(
                request,
                _("已采用 %(count)s 个单位的边界；对象所在的街道、社区和网格正在重新判定。")
                % {"count": count},
            )
        case "undo":
            boundary_actions.undo(found=found, why=request.POST.get("why", ""), by=by, at=at)
            messages.success(request, _("已恢复原来的边界。"))
        case _:
            raise Refusal("没有这个操作，请刷新页面后重试。")
    return redirect(found)


def _drawn(rows: list[Match]) -> dict[str, Any]:
    """The new areas, simplified, for the map."""
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"name": str(each.unit or each.name)},
                "geometry": json.loads(shapely.to_geojson(shapely.simplify(each.area.area, DRAWN_DEG))),
            }
            for each in rows
            if each.area.area is not None and not each.fault
        ],
    }


def _bounds(rows: list[Match]) -> str:
    sound = [each.area.area for each in rows if each.area.area is not None and not each.fault]
    return ",".join(f"{each:.5f}" for each in shapely.total_bounds(sound)) if sound else ""
