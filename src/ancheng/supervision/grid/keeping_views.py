"""Pages on which points, plans and people are kept, and where the blind spots are."""

from __future__ import annotations

from collections import Counter

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ancheng.base.errors import Refusal
from ancheng.base.roles import Role
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.kernel.orgs.queries import by_name
from ancheng.supervision.assets.queries import visible as assets_visible
from ancheng.supervision.dangers.forms import day, number, place
from ancheng.supervision.grid import actions, coverage, queries
from ancheng.supervision.grid.codes import picture_of
from ancheng.supervision.grid.models import PatrollerKind
from ancheng.supervision.grid.rules import BLIND_DAYS, Risk, Verdict

AREAS = (UnitKind.GRID, UnitKind.COMMUNITY, UnitKind.SUBDISTRICT, UnitKind.ZONE)
RISKS = {
    Risk.HIGH: gettext_lazy("高"),
    Risk.MEDIUM: gettext_lazy("中"),
    Risk.LOW: gettext_lazy("低"),
    Risk.UNKNOWN: gettext_lazy("未知"),
}


def _keeps(request: HttpRequest) -> bool:
    return request.asker.holds(Role.SUBDISTRICT, Role.OFFICE, Role.ADMINISTRATOR)  # type: ignore[attr-defined,no-any-return]


def _area(text: str) -> Unit:
    name = text.strip()
    found = by_name([name]).get(name) or Unit.objects.in_use().filter(name=name, kind__in=AREAS).first()
    found = found or Unit.objects.in_use().filter(short_name=name, kind__in=AREAS).first()
    if found is None:
        raise Refusal(f"没有找到“{name[:60]}”，请填写网格、社区或街道的名称。")
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def points(request: HttpRequest) -> HttpResponse:
    """The points with a code, and setting up a new one."""
    asker = request.asker  # type: ignore[attr-defined]
    if request.method == "POST":
        given = request.POST
        code = given.get("asset", "").strip()
        asset = assets_visible(asker).filter(code=code).first() if code else None
        if code and asset is None:
            raise Refusal(f"没有找到编号为“{code[:40]}”的对象。")
        made = actions.set_point(
            name=given.get("name", ""),
            unit=_area(given.get("unit", "")),
            spot=place(given.get("geometry", "")),
            asset=asset,
            address=given.get("address", ""),
            by=asker,
            at=timezone.now(),
        )
        messages.success(request, _("点位已设置，请打印二维码并张贴。"))
        return redirect(made)
    rows = queries.points(asker)
    text = request.GET.get("q", "").strip()[:80]
    rows = rows.filter(name__icontains=text) if text else rows
    context = {"points": rows.order_by("unit__path", "pk")[:300], "keeps": _keeps(request), "q": text}
    return render(request, "grid/points.html", context)


@require_safe
def point(request: HttpRequest, pk: int) -> HttpResponse:
    found = queries.point(request.asker, pk)  # type: ignore[attr-defined]
    context = {"point": found, "visits": found.check_ins.order_by("-at")[:50], "keeps": _keeps(request)}
    return render(request, "grid/point.html", context)


@require_safe
def code(request: HttpRequest, pk: int) -> HttpResponse:
    """The code of a point; only who keeps points may print one."""
    if not _keeps(request):
        raise Refusal("二维码由街道（地区）和安委办打印。")
    found = queries.point(request.asker, pk)  # type: ignore[attr-defined]
    response = HttpResponse(picture_of(found), content_type="image/svg+xml")
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
def plates(request: HttpRequest) -> HttpResponse:
    """The codes of an area on one sheet, for printing."""
    if not _keeps(request):
        raise Refusal("二维码由街道（地区）和安委办打印。")
    rows = queries.points(request.asker).order_by("unit__path", "pk")  # type: ignore[attr-defined]
    unit = number(request.GET.get("unit", ""))
    rows = rows.filter(unit_id=unit) if unit > 0 else rows
    return render(request, "grid/plates.html", {"points": rows[:60]})


@require_POST
def replace_code(request: HttpRequest, pk: int) -> HttpResponse:
    by = request.asker  # type: ignore[attr-defined]
    found = queries.point(by, pk)
    actions.replace_code(point=found, why=request.POST.get("why", ""), by=by, at=timezone.now())
    messages.success(request, _("二维码已更换，旧码失效。"))
    return redirect(found)


@require_http_methods(["GET", "HEAD", "POST"])
def plans(request: HttpRequest) -> HttpResponse:
    """Patrol plans and how far each has come in its running round."""
    asker = request.asker  # type: ignore[attr-defined]
    if request.method == "POST":
        given = request.POST
        unit = _area(given.get("unit", ""))
        wanted = [number(each) for each in given.getlist("point")]
        rows = queries.points(asker)
        chosen = rows.filter(pk__in=wanted) if wanted else rows.filter(unit__path__startswith=unit.path)
        made = actions.make_plan(
            title=given.get("title", ""),
            unit=unit,
            every_days=number(given.get("every_days", "")),
            starts_on=day(given.get("starts_on", ""), "开始日期"),
            ends_on=day(given.get("ends_on", ""), "结束日期"),
            points=list(chosen[:500]),
            by=asker,
            at=timezone.now(),
        )
        messages.success(request, _("巡查计划已制定。"))
        return redirect(made)
    found = queries.standings(
        list(queries.plans(asker).order_by("unit__path", "pk")[:200]), timezone.localdate()
    )
    context = {"standings": found, "keeps": _keeps(request), "today": timezone.localdate()}
    return render(request, "grid/plans.html", context)


@require_safe
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    found = queries.plan(request.asker, pk)  # type: ignore[attr-defined]
    (standing,) = queries.standings([found], timezone.localdate())
    return render(request, "grid/plan.html", {"standing": standing, "plan": found})


@require_http_methods(["GET", "HEAD", "POST"])
def people(request: HttpRequest) -> HttpResponse:
    """Who walks which grid or community."""
    asker, given = request.asker, request.POST  # type: ignore[attr-defined]
    if request.method == "POST":
        kind = given.get("kind", "")
        actions.enlist(
            name=given.get("name", ""),
            phone=given.get("phone", ""),
            kind=PatrollerKind(kind) if kind in PatrollerKind.values else PatrollerKind.GRID_WORKER,
            unit=_area(given.get("unit", "")),
            since=day(given.get("since", ""), "开始日期"),
            by=asker,
            at=timezone.now(),
        )
        messages.success(request, _("已登记。"))
        return redirect("grid:people")
    rows = queries.patrollers(asker, timezone.localdate()).order_by("unit__path", "pk")
    context = {
        "patrollers": rows[:500],
        "rates": coverage.rates(asker, timezone.localdate()),
        "kinds": PatrollerKind.choices,
        "keeps": _keeps(request),
        "today": timezone.localdate(),
    }
    return render(request, "grid/people.html", context)


@require_POST
def release(request: HttpRequest, pk: int) -> HttpResponse:
    by = request.asker  # type: ignore[attr-defined]
    found = get_object_or_404(queries.patrollers(by, timezone.localdate()), pk=pk)
    actions.release(patroller=found, on=timezone.localdate(), by=by, at=timezone.now())
    messages.success(request, _("已登记离任。"))
    return redirect("grid:people")


@require_safe
def blind_spots(request: HttpRequest) -> HttpResponse:
    """Grids without patrol, report or sensor in the days that their risk allows."""
    asker, now = request.asker, timezone.now()  # type: ignore[attr-defined]
    found = coverage.covers(asker, now)
    counts = Counter(each.verdict for each in found)
    asked = request.GET.get("verdict", Verdict.BLIND)
    shown = [each for each in found if each.verdict == asked]
    edition = BLIND_DAYS.in_force(timezone.localdate())
    context = {
        "rows": shown[:300],
        "count": len(shown),
        "total": len(found),
        "counts": {each.value: counts[each] for each in Verdict},
        "asked": asked,
        "days": [(RISKS[key], edition.value[key.value]) for key in Risk],
        "citation": edition.citation,
        "risks": {key.value: label for key, label in RISKS.items()},
        "rates": coverage.rates(asker, timezone.localdate()),
        "shapes": coverage.shapes(shown),
    }
    return render(request, "grid/coverage.html", context)
