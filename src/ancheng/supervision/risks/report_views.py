"""Pages of risk assessment reports."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ancheng.base.errors import Refusal
from ancheng.base.numbers import is_key
from ancheng.base.roles import Role
from ancheng.kernel.documents.models import Document
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.supervision.risks import rules
from ancheng.supervision.risks.map_models import ReportScope
from ancheng.supervision.risks.reporting import draw_up


@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """The reports that were drawn up, and the form for the next."""
    asker = request.asker  # type: ignore[attr-defined]
    units = Unit.objects.in_use().filter(kind__in=(UnitKind.ZONE, UnitKind.SUBDISTRICT))
    if not asker.holds(Role.OFFICE):
        units = units.filter(pk=asker.unit_id)
    context = {
        "documents": Document.objects.visible_to(asker).filter(kind="risk_report").order_by("-pk")[:100],
        "units": units.order_by("kind", "order", "name"),
        "scopes": ReportScope.choices if asker.holds(Role.OFFICE) else [ReportScope.choices[1]],
        "industries": rules.INDUSTRIES,
        "may_draw": asker.may_write and (asker.holds(Role.OFFICE) or units.exists()),
    }
    return render(request, "risks/reports.html", context)


@require_POST
def draw(request: HttpRequest) -> HttpResponse:
    scope, unit = request.POST.get("scope", ""), request.POST.get("unit", "")
    if scope not in ReportScope.values:
        raise Refusal("请选择报告范围。")
    document = draw_up(
        scope=ReportScope(scope),
        unit=Unit.objects.in_use().filter(pk=int(unit)).first() if is_key(unit) else None,
        industry=request.POST.get("industry", ""),
        by=request.asker,  # type: ignore[attr-defined]
        at=timezone.now(),
    )
    messages.success(request, _("%(number)s 已编制，可下载 Word 和 PDF。") % {"number": document.number})
    return redirect(document)
