"""One enterprise, one file 一企一档: every desk's fragment under its name, and one timeline over all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from ancheng.base.asker import Asker
from ancheng.base.clock import from_beijing
from ancheng.base.numbers import is_key
from ancheng.base.roles import Role
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.supervision.accidents import queries as accident_queries
from ancheng.supervision.assets.models import Asset, Status
from ancheng.supervision.credit import queries as credit_queries
from ancheng.supervision.dangers import queries as danger_queries
from ancheng.supervision.hazards import queries as hazard_queries
from ancheng.supervision.hotline import queries as hotline_queries
from ancheng.supervision.penalties import queries as penalty_queries
from ancheng.supervision.risks import queries as risk_queries
from ancheng.supervision.risks.models import Assessment

PAGE = 50
SHOWN = 40
# Each part of the file: its title and the names under which a desk may offer it, the first that exists is taken.
PARTS = (
    ("assets", gettext_lazy("对象"), ("assets:of_enterprise", "portal:enterprise_assets")),
    ("risks", gettext_lazy("风险"), ("risks:of_enterprise",)),
    ("hazards", gettext_lazy("重大危险源"), ("hazards:of_enterprise",)),
    ("dangers", gettext_lazy("隐患"), ("dangers:of_enterprise", "portal:enterprise_dangers")),
    ("enforcement", gettext_lazy("执法检查"), ("enforcement:of_enterprise",)),
    ("penalties", gettext_lazy("行政处罚"), ("penalties:of_enterprise",)),
    ("credit", gettext_lazy("信用"), ("credit:of_enterprise",)),
    ("accidents", gettext_lazy("事故"), ("accidents:of_enterprise",)),
    ("hotline", gettext_lazy("举报"), ("hotline:of_enterprise",)),
    ("matters", gettext_lazy("专项事项"), ("matters:of_enterprise",)),
    ("contingency", gettext_lazy("应急预案"), ("contingency:of_enterprise",)),
    ("sensors", gettext_lazy("监测"), ("sensors:of_enterprise",)),
)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the file; without an address nobody offers it yet."""

    key: str
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of the timeline."""

    at: datetime
    what: str
    text: str
    url: str = ""


def visible(asker: Asker) -> QuerySet[Unit]:
    rows = Unit.objects.in_use().visible_to(asker).filter(kind=UnitKind.ENTERPRISE)
    return rows.select_related("enterprise", "parent")


@require_safe
def enterprises(request: HttpRequest) -> HttpResponse:
    """The enterprises that I answer for, by name or credit code."""
    rows, text = visible(request.asker), request.GET.get("q", "").strip()[:80]  # type: ignore[attr-defined]
    if text:
        named = Q(name__icontains=text) | Q(initials__startswith=text.lower())
        rows = rows.filter(named | Q(enterprise__credit_code__startswith=text.upper()))
    after = request.GET.get("after", "")
    found = list((rows.filter(pk__gt=int(after)) if is_key(after) else rows).order_by("pk")[: PAGE + 1])
    page = found[:PAGE]
    grades = credit_queries.ratings(request.asker).filter(enterprise__in=page)  # type: ignore[attr-defined]
    context = {
        "enterprises": page,
        "grades": dict(grades.values_list("enterprise_id", "grade")),
        "older": page[-1].pk if len(found) > PAGE else None,
    }
    return render(request, "portal/enterprises.html", context)


@require_safe
def enterprise(request: HttpRequest, pk: int) -> HttpResponse:
    """The file of one enterprise."""
    asker = request.asker  # type: ignore[attr-defined]
    unit = get_object_or_404(visible(asker), pk=pk)
    open_dangers = danger_queries.of_enterprise(asker, pk).filter(state__in=danger_queries.OPEN)
    context: dict[str, Any] = {
        "unit": unit,
        "registered": getattr(unit, "enterprise", None),
        "parts": list(_parts(asker, pk)),
        "rating": credit_queries.rating_of(asker, pk),
        "risk": risk_queries.worst_of_enterprise(asker, pk),
        "open_dangers": open_dangers.count(),
        "major_dangers": open_dangers.filter(grade="major").count(),
        "accidents": accident_queries.of_enterprise(asker, pk).count(),
        "listed": credit_queries.public_list(timezone.localdate()).filter(enterprise_id=pk),
        "moments": _timeline(asker, pk),
    }
    return render(request, "portal/enterprise.html", context)


def _parts(asker: Asker, pk: int) -> Iterator[Part]:
    for key, title, names in PARTS:
        # The party reported on is not told that there is such a part.
        if key != "hotline" or asker.role != Role.ENTERPRISE:
            yield Part(key, str(title), _address(names, pk))


def _address(names: tuple[str, ...], pk: int) -> str:
    for name in names:
        try:
            return reverse(name, args=[pk])
        except NoReverseMatch:
            continue
    return ""


def _timeline(asker: Asker, pk: int) -> list[Moment]:
    """What happened, newest first, from every register that I may read."""
    moments = [each for read in READERS for each in read(asker, pk)]
    return sorted(moments, key=lambda each: each.at, reverse=True)[:SHOWN]


def _risks(asker: Asker, pk: int) -> Iterator[Moment]:
    known = Assessment.objects.filter(
        risk__in=risk_queries.of_enterprise(asker, pk), in_force_from__isnull=False
    )
    for each in known.select_related("risk").order_by("-in_force_from", "-pk")[:SHOWN]:
        text = f"{each.risk} · {each.get_unmitigated_display()}"
        yield Moment(from_beijing(each.in_force_from), _("风险定级"), text, each.risk.get_absolute_url())


def _dangers(asker: Asker, pk: int) -> Iterator[Moment]:
    for each in danger_queries.of_enterprise(asker, pk)[:SHOWN]:
        yield Moment(each.found_at, _("发现隐患"), str(each), _address(("dangers:detail",), each.pk))
        if each.closed_at:
            yield Moment(each.closed_at, _("隐患销号"), str(each), _address(("dangers:detail",), each.pk))


def _cases(asker: Asker, pk: int) -> Iterator[Moment]:
    for each in accident_queries.of_enterprise(asker, pk)[:SHOWN]:
        yield Moment(each.occurred_at, _("发生事故"), str(each), each.get_absolute_url())
    for each in hotline_queries.of_enterprise(asker, pk)[:SHOWN]:
        yield Moment(each.received_at, _("接到举报"), str(each), each.get_absolute_url())


def _penalties(asker: Asker, pk: int) -> Iterator[Moment]:
    for each in penalty_queries.of_enterprise(asker, pk)[:SHOWN]:
        # The decision itself comes with the credit record.
        if each.filed_on:
            yield Moment(from_beijing(each.filed_on), _("立案"), each.matter, each.get_absolute_url())


def _hazards(asker: Asker, pk: int) -> Iterator[Moment]:
    for each in hazard_queries.of_enterprise(asker, pk)[:SHOWN]:
        for at, what in ((each.identified_at, _("辨识重大危险源")), (each.filed_at, _("重大危险源备案"))):
            if at:
                yield Moment(at, what, str(each), each.get_absolute_url())
        if each.cancelled_on:
            day = from_beijing(each.cancelled_on)
            yield Moment(day, _("重大危险源核销"), str(each), each.get_absolute_url())


def _credit(asker: Asker, pk: int) -> Iterator[Moment]:
    for each in credit_queries.of_enterprise(asker, pk)[:SHOWN]:
        for day, what in ((each.published_on, _("列入名单")), (each.removed_on, _("移出名单"))):
            if day:
                yield Moment(from_beijing(day), what, each.get_list_display(), each.get_absolute_url())
    for row in credit_queries.records_of(asker, pk).filter(kind__in=("penalty", "award"))[:SHOWN]:
        yield Moment(from_beijing(row.on), row.get_kind_display(), row.text)


READERS = (_risks, _dangers, _cases, _penalties, _credit, _hazards)


@require_safe
def assets(request: HttpRequest, pk: int) -> HttpResponse:
    """A fragment: the objects of the enterprise, the ones in bad condition first."""
    rows = Asset.objects.visible_to(request.asker).filter(enterprise_id=pk)  # type: ignore[attr-defined]
    rows = rows.exclude(status=Status.RETIRED).defer("words")
    context = {"assets": rows.order_by("-condition", "pk")[:10], "count": rows.count(), "pk": pk}
    return render(request, "portal/enterprise_assets.html", context)


@require_safe
def dangers(request: HttpRequest, pk: int) -> HttpResponse:
    """A fragment: the dangers of the enterprise, the open ones first."""
    rows = danger_queries.of_enterprise(request.asker, pk)  # type: ignore[attr-defined]
    still = rows.filter(state__in=danger_queries.OPEN)
    context = {"dangers": still[:10], "open": still.count(), "count": rows.count()}
    return render(request, "portal/enterprise_dangers.html", context)
