"""Pages of assessment: the round of a month, one assessment explained and worked on, the package."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ancheng.administration.assessment import actions, package, queries, sheet
from ancheng.administration.assessment.models import Assessment
from ancheng.administration.indicators.public import kept_months
from ancheng.administration.indicators.queries import only_public
from ancheng.administration.indicators.rules import month_ends
from ancheng.base.asker import Asker
from ancheng.base.clock import beijing_day
from ancheng.base.errors import Absent, NotAllowed, Refusal
from ancheng.base.roles import Role
from ancheng.kernel import pages
from ancheng.kernel.exchange.download import Answer
from ancheng.kernel.exchange.download import download as table
from ancheng.kernel.exchange.streamed import streamed
from ancheng.kernel.files.actions import attach
from ancheng.kernel.files.queries import attachments
from ancheng.kernel.workflow.actions import verbs_for


def asker_of(request: HttpRequest) -> Asker:
    found = pages.asker_of(request)
    only_public(found)
    return found


def month_of(text: str) -> date | None:
    if not text:
        return None
    try:
        return month_ends(date.fromisoformat(f"{text[:7]}-01"), 1)[0]
    except ValueError:
        raise Refusal("月份应写作 2026-11。") from None


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The round of a month: score, rank among peers, state; for the office, a new round."""
    asker, known = asker_of(request), queries.months()
    month = month_of(request.GET.get("month", "")) or (known[0] if known else None)
    office = asker.holds(Role.OFFICE, Role.ADMINISTRATOR)
    places = queries.round_of(asker, month) if month else []
    group = request.GET.get("group", "")
    context = {
        "month": month,
        "months": known,
        "places": [each for each in places if group in ("", each.group)],
        "groups": sorted({each.group for each in places}),
        "group": group,
        "commended": sorted(
            (each for each in places if each.commended), key=lambda each: (each.group, each.rank)
        ),
        "may_open": office,
        "open_to": sorted(kept_months() - set(known), reverse=True)[:12] if office else [],
    }
    return render(request, "assessment/index.html", context)


@require_POST
def open_round(request: HttpRequest) -> HttpResponse:
    month = month_of(request.POST.get("month", ""))
    if month is None:
        raise Refusal("请选择月份。")
    found = actions.open_round(month=month, by=asker_of(request), at=timezone.now())
    messages.success(request, _("已组织考评，共 %(n)s 个单位。") % {"n": len(found)})
    return redirect(f"{reverse('assessment:index')}?month={month:%Y-%m}")


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    asker = asker_of(request)
    return _page(request, asker, queries.one(asker, pk))


def _page(request: HttpRequest, asker: Asker, found: Assessment, sentence: str = "") -> HttpResponse:
    """Every item with what each stage found; what was typed stays when a step is refused."""
    steps = verbs_for(found, asker)
    context: dict[str, Any] = {
        "assessment": found,
        "rubric": found.declared,
        "sections": queries.rows(found),
        "score": queries.scored(found),
        "steps": steps,
        "stating": any(each.verb in ("submit", "review", "decide") for each in steps),
        "typed": request.POST,
        "typed_findings": _typed(request, "n."),
        "typed_notes": _typed(request, "t."),
        "files": attachments(found, purpose="evidence"),
        "may_attach": any(each.verb in ("submit", "appeal") for each in steps),
        "sentence": sentence,
    }
    return render(request, "assessment/detail.html", context, status=422 if sentence else 200)


def _typed(request: HttpRequest, start: str) -> dict[str, str]:
    return {name[len(start) :]: str(value) for name, value in request.POST.items() if name.startswith(start)}


@require_POST
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    asker = asker_of(request)
    found, sent = queries.one(asker, pk), request.POST
    if verb not in {each.verb for each in found.WORKFLOW.steps}:
        raise Refusal("没有这个步骤。")
    try:
        actions.take_step(
            assessment=found, verb=verb, why=sent.get("why", ""), by=asker, at=timezone.now(),
            findings=_typed(request, "n."),
            notes=_typed(request, "t."),
        )  # fmt: skip
    except Refusal as refusal:
        if refusal.status not in (400, 422):
            raise
        return _page(request, asker, queries.one(asker, pk), refusal.sentence)
    messages.success(request, _("已办理。"))
    return redirect(found)


@require_POST
def evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """Evidence of one item."""
    asker = asker_of(request)
    found, item = queries.one(asker, pk), request.POST.get("item", "")
    if not any(each.verb in ("submit", "appeal") for each in verbs_for(found, asker)):
        raise NotAllowed("自评或申诉期间由被考评单位上传佐证材料。")
    if item not in found.declared.items:
        raise Refusal("请选择佐证材料对应的项目。")
    uploads = request.FILES.getlist("files")
    if not uploads:
        raise Refusal("请选择要上传的文件。")
    for each in uploads:
        attach(
            subject=found,
            upload=each,
            purpose="evidence",
            by=asker,
            at=timezone.now(),
            caption=found.declared.items[item].zh,
        )
    messages.success(request, _("已上传佐证材料。"))
    return redirect(found)


@require_safe
def rubrics(request: HttpRequest) -> HttpResponse:
    """Every edition of the rubric with its items; the office brings the district's own in from Excel."""
    asker = asker_of(request)
    context = {
        "editions": queries.editions(beijing_day(timezone.now())),
        "may_import": asker.holds(Role.OFFICE, Role.ADMINISTRATOR),
    }
    return render(request, "assessment/rubrics.html", context)


@require_safe
def rubric_table(request: HttpRequest, key: str) -> Answer:
    """One edition as the table in which it can be changed and brought in again."""
    asker_of(request)
    found = next((each for each in queries.editions(beijing_day(timezone.now())) if each.key == key), None)
    if found is None:
        raise Absent("没有这个自评标准。")
    return table(request, sheet.SPEC, sheet.rows_of(found.rubric), "xlsx")


@require_safe
def download(request: HttpRequest) -> StreamingHttpResponse:
    """The submission package of a round, sent while it is made."""
    asker = asker_of(request)
    if not asker.holds(Role.OFFICE, Role.ADMINISTRATOR):
        raise NotAllowed("报送材料由安委办打包。")
    month = month_of(request.GET.get("month", ""))
    found = queries.round_of(asker, month, lines=True) if month else []
    if month is None or not found:
        raise Refusal("该月没有考评，不能打包。")
    name = f"考评报送材料-{month:%Y%m}.zip"
    return streamed(request, package.build(found, by=asker), "application/zip", name)
