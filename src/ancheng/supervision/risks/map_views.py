"""The four-colour map: on the screen, as tiles, as editions, in print; coverage by zone and industry."""

from __future__ import annotations

import base64
from datetime import date
from hashlib import sha256
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ancheng.base.errors import NotAllowed
from ancheng.base.roles import Role
from ancheng.kernel.documents.rendering import print_page
from ancheng.kernel.orgs.models import UnitKind
from ancheng.kernel.workflow.actions import verbs_for
from ancheng.supervision.risks import coverage, forms, map_actions, picture, queries, revision, rules, tiles
from ancheng.supervision.risks.aggregation import live_run, refresh, run_of_month, top_areas
from ancheng.supervision.risks.map_models import AreaGrade, Basis, MapEdition, Rule

MONTHS = 18


@require_safe
def four_colours(request: HttpRequest) -> HttpResponse:
    """The map with its legend, rule, time slider and the table of areas."""
    asker, asked, now = request.asker, tiles.read_asked(request.GET), timezone.now()  # type: ignore[attr-defined]
    run = (
        run_of_month(rule=asked.rule, basis=asked.basis, month=asked.month, at=now)
        if asked.month
        else live_run(asked.rule, asked.basis)
    )
    level = asked.level if asked.level in (UnitKind.SUBDISTRICT, UnitKind.ZONE) else UnitKind.SUBDISTRICT
    context = {
        "asked": asked,
        "tiles": tiles.address(asker, asked),
        "run": run,
        "areas": top_areas(run, [level]) if run else [],
        "months": _months(timezone.localdate()),
        "rules": Rule.choices,
        "bases": Basis.choices,
        "levels": [
            (UnitKind.SUBDISTRICT, _("街道（地区）")), (UnitKind.COMMUNITY, _("社区（村）")),
            (UnitKind.GRID, _("网格")), (UnitKind.ZONE, _("功能区")), ("none", _("不着色")),
        ],
        "industries": rules.INDUSTRIES,
        "revision": revision.current(),
        "may_refresh": asker.holds(Role.OFFICE),
    }  # fmt: skip
    return render(request, "risks/map.html", context)


def _months(today: date) -> list[str]:
    """The months of the slider, oldest first; after them comes now."""
    first = today.year * 12 + today.month - 1 - MONTHS
    return [f"{number // 12}-{number % 12 + 1:02d}" for number in range(first, first + MONTHS)]


@require_safe
def tile(request: HttpRequest, z: int, x: int, y: int) -> HttpResponse:
    asker, asked = request.asker, tiles.read_asked(request.GET)  # type: ignore[attr-defined]
    known = tiles.version(asker, asked, z, x, y)
    mark = f'"{sha256("|".join(known).encode()).hexdigest()[:32]}"'
    if request.headers.get("If-None-Match") == mark:
        response: HttpResponse = HttpResponseNotModified()
    else:
        content = tiles.tile(asker, asked, z, x, y, timezone.now(), known=known)
        response = HttpResponse(content, content_type="application/vnd.mapbox-vector-tile")
    response["ETag"] = mark
    # Asked again each time: a grade that changed shows at once, one that did not costs an empty answer.
    response["Cache-Control"] = "private, no-cache"
    return response


@require_safe
def current_revision(request: HttpRequest) -> JsonResponse:
    """What an open map asks every second or so, to colour itself anew when a grade has changed."""
    return JsonResponse({"revision": revision.current()})


@require_POST
def refresh_now(request: HttpRequest) -> HttpResponse:
    """Grade all areas anew."""
    if not request.asker.holds(Role.OFFICE):  # type: ignore[attr-defined]
        raise NotAllowed("区域等级由安委办重新计算。")
    runs = refresh(by=request.asker, at=timezone.now())  # type: ignore[attr-defined]
    messages.success(
        request, _("已重新计算 %(count)s 个区域的等级。") % {"count": runs[0].areas if runs else 0}
    )
    return redirect("risks:map")


@require_safe
def covered(request: HttpRequest) -> HttpResponse:
    """Coverage by zone and by industry on a day."""
    day = forms.day(request.GET.get("day", ""), _("日期")) or timezone.localdate()
    zones, industries = coverage.by_zone(day), coverage.by_industry(day)
    context = {
        "day": day,
        "parts": [
            (_("功能区安全风险评估率"), zones, coverage.overall(zones)),
            (_("重点行业领域安全风险评估覆盖率"), industries, coverage.overall(industries)),
        ],
    }
    return render(request, "risks/coverage.html", context)


@require_safe
def editions(request: HttpRequest) -> HttpResponse:
    asker = request.asker  # type: ignore[attr-defined]
    context = {
        "editions": queries.editions(asker)[:100],
        "may_draft": asker.holds(Role.OFFICE),
        "rules": Rule.choices,
        "bases": Basis.choices,
        "today": timezone.localdate(),
    }
    return render(request, "risks/editions.html", context)


@require_POST
def draft(request: HttpRequest) -> HttpResponse:
    asked = tiles.read_asked(request.POST)
    edition = map_actions.draft(
        title=request.POST.get("title", ""),
        as_of=forms.required_day(request.POST.get("as_of", ""), _("截至日期")),
        rule=asked.rule,
        basis=asked.basis,
        note=request.POST.get("note", ""),
        by=request.asker,  # type: ignore[attr-defined]
        at=timezone.now(),
    )
    messages.success(request, _("已生成 %(number)s 草案，请由其他人员审定。") % {"number": edition.number})
    return redirect(edition)


@require_safe
def edition(request: HttpRequest, pk: int) -> HttpResponse:
    """One edition: its picture, its figures by subdistrict, its verbs."""
    asker = request.asker  # type: ignore[attr-defined]
    found = queries.edition(asker, pk)
    context = {
        **sheet(found),
        "edition": found,
        "verbs": {each.verb: each for each in verbs_for(found, asker)},
    }
    return render(request, "risks/edition.html", context)


def sheet(found: MapEdition) -> dict[str, Any]:
    """What the page, the print and the public view of an edition show."""
    areas = top_areas(found.run, [UnitKind.SUBDISTRICT])
    return {
        "areas": areas,
        "zones": top_areas(found.run, [UnitKind.ZONE]),
        "total": _total(areas),
        "colours": picture.legend(),
    }


def _total(areas: list[AreaGrade]) -> AreaGrade:
    sums = {
        name: sum(getattr(each, name) for each in areas)
        for name in ("red", "orange", "yellow", "blue", "never")
    }
    return AreaGrade(grade=max((each.grade for each in areas), default=0), **sums)


@require_safe
def edition_picture(request: HttpRequest, pk: int) -> HttpResponse:
    found = queries.edition(request.asker, pk)  # type: ignore[attr-defined]
    return HttpResponse(picture.kept_of_run(found.run), content_type="image/png")


@require_safe
def edition_print(request: HttpRequest, pk: int) -> HttpResponse:
    """The edition on A3 paper, with header, number and page n/m."""
    found = queries.edition(request.asker, pk)  # type: ignore[attr-defined]
    image = base64.b64encode(picture.kept_of_run(found.run)).decode()
    pdf = print_page("risks/edition_print.html", {**sheet(found), "edition": found, "image": image})
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{found.number}.pdf"'
    return response


@require_POST
def act_edition(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    found = queries.edition(request.asker, pk)  # type: ignore[attr-defined]
    why = request.POST.get("why", "")
    map_actions.take(verb=verb, edition=found, by=request.asker, at=timezone.now(), why=why)  # type: ignore[attr-defined]
    messages.success(request, _("已办理。"))
    return redirect(found)
