"""Pages of accidents: list, first report, case page and its verbs."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ancheng.base.clock import NotADate, parse_day, parse_moment
from ancheng.base.errors import Absent, NotAllowed, Refusal
from ancheng.base.numbers import is_key, key
from ancheng.base.roles import Role
from ancheng.kernel.files.actions import attach
from ancheng.kernel.files.queries import attachments
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.kernel.orgs.queries import responsible_units
from ancheng.kernel.workflow.actions import verbs_for
from ancheng.kernel.workflow.models import Clock
from ancheng.supervision.accidents import actions, queries, rules
from ancheng.supervision.accidents.models import Accident, Grade, Sort
from ancheng.supervision.accidents.values import Findings, FirstReport, Measure
from ancheng.supervision.accidents.workflows.accident import INVESTIGATORS, WORKFLOW
from ancheng.supervision.dangers.models import Danger

PAGE = 50


@require_safe
def accidents(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    rows = filtered(request, now)
    after = request.GET.get("after", "")
    shown = rows.filter(pk__lt=int(after)) if is_key(after) else rows
    found = list(shown.order_by("-pk").select_related(*queries.RELATED)[: PAGE + 1])
    context = {
        "accidents": found[:PAGE],
        "older": found[PAGE - 1].pk if len(found) > PAGE else None,
        "states": WORKFLOW.states,
        "grades": Grade.choices,
        "sorts": Sort.choices,
        "tally": queries.tally(rows, now),
        "shapes": _shapes(found[:PAGE]),
        "may_receive": request.asker.holds(*INVESTIGATORS),  # type: ignore[attr-defined]
    }
    return render(request, "accidents/list.html", context)


def filtered(request: HttpRequest, now: datetime) -> QuerySet[Accident]:
    """The filters of the list: grade, sort, state, year, open, late, q."""
    rows, asked = queries.visible(request.asker), request.GET  # type: ignore[attr-defined]
    for name in ("grade", "sort", "state"):
        if asked.get(name):
            rows = rows.filter(**{name: asked[name][:20]})
    if is_key(year := asked.get("year", "")) and 1900 <= int(year) <= 2999:
        rows = rows.filter(occurred_at__year=int(year))
    if asked.get("open"):
        rows = rows.filter(state__in=queries.OPEN)
    if asked.get("late"):
        rows = rows.filter(state__in=queries.OPEN, due_at__lt=now)
    text = asked.get("q", "").strip()[:80]
    named = Q(title__icontains=text) | Q(number__istartswith=text) | Q(enterprise__name__icontains=text)
    return rows.filter(named) if text else rows


def _shapes(rows: list[Accident]) -> dict[str, Any]:
    return {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": {"id": each.pk}, "geometry": json.loads(each.geometry.json)}
            for each in rows
            if each.geometry
        ],
    }


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    asker = request.asker  # type: ignore[attr-defined]
    accident = queries.one(asker, pk)
    own = asker.holds(Role.OFFICE) or (
        asker.holds(*INVESTIGATORS) and asker.unit_id in (accident.owner_unit_id, accident.issuer_unit_id)
    )
    point = accident.geometry.centroid if accident.geometry else None
    context = {
        "accident": accident,
        "verbs": {step.verb: step for step in verbs_for(accident, asker)},
        "own": own,
        "is_office": asker.holds(Role.OFFICE),
        "clock": Clock.objects.of(accident).filter(stopped_at=None).first(),
        "clocks": Clock.objects.of(accident).exclude(stopped_at=None).order_by("started_at"),
        "evidence": attachments(accident, purpose="evidence"),
        "measures": queries.measures(accident),
        "links": accident.dangers.select_related("danger", "accident"),
        "candidates": queries.candidates(accident)[:10] if own else [],
        "changes": accident.changes.all(),
        "appraisals": accident.appraisals.all(),
        "units": responsible_units(),
        "higher": accident.body != rules.Body.DISTRICT,
        "reported_to": rules.reported_to(rules.Grade(accident.grade)),
        "report_due_on": rules.report_due_on(
            accident.occurred_on, extended_days=accident.extended_days, appraisal=accident.appraisal_days
        ),
        "evaluation_due_on": rules.evaluation_due_on(accident.approved_on) if accident.approved_on else None,
        "shapes": _shapes([accident]),
        "bounds": f"{point.x - 0.006:.5f},{point.y - 0.0045:.5f},{point.x + 0.006:.5f},{point.y + 0.0045:.5f}"
        if point
        else "",
    }
    return render(request, "accidents/detail.html", context)


@require_safe
def peek(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "accidents/peek.html", {"accident": queries.one(request.asker, pk)})  # type: ignore[attr-defined]


@require_safe
def of_enterprise(request: HttpRequest, pk: int) -> HttpResponse:
    """A fragment for the enterprise's file."""
    rows = queries.of_enterprise(request.asker, pk)  # type: ignore[attr-defined]
    return render(request, "accidents/of_enterprise.html", {"accidents": rows[:10], "count": rows.count()})


def new(request: HttpRequest) -> HttpResponse:
    """Write down an accident that was just reported."""
    by, fault = request.asker, ""  # type: ignore[attr-defined]
    if not by.holds(*INVESTIGATORS):
        raise NotAllowed("您的岗位不能登记事故，请联系应急管理部门。")
    if request.method == "POST":
        try:
            accident = actions.receive(first=_first(request), by=by, at=timezone.now())
        except Refusal as refusal:
            fault = refusal.sentence
        else:
            messages.success(request, _("已接报，请在 2 小时内上报。"))
            return redirect(accident)
    context = {"fault": fault, "typed": request.POST, "sorts": Sort.choices}
    return render(request, "accidents/new.html", context, status=422 if fault else 200)


def _first(request: HttpRequest) -> FirstReport:
    sent = request.POST
    return FirstReport(
        title=sent.get("title", ""),
        sort=sent.get("sort", ""),
        occurred_at=_moment(sent.get("occurred_at", ""), "事故发生时间"),
        known_at=_moment(sent.get("known_at", ""), "单位负责人接报时间"),
        received_at=_moment(sent.get("received_at", ""), "本部门接报时间"),
        brief=sent.get("brief", ""),
        deaths=_count(sent.get("deaths", ""), "死亡人数"),
        injured=_count(sent.get("injured", ""), "重伤人数"),
        loss_yuan=_yuan(sent.get("loss", "")),
        enterprise_id=_enterprise_id(sent.get("enterprise", "")),
        address=sent.get("address", ""),
        geometry=_point(sent.get("geometry", "")),
        measures_taken=sent.get("measures_taken", ""),
    )


def _point(text: str) -> tuple[float, float] | None:
    if not text.strip():
        return None
    try:
        longitude, latitude = (float(each) for each in json.loads(text[:500])["coordinates"][:2])
    except (ValueError, TypeError, KeyError):
        raise Refusal("标绘的位置无法识别，请在地图上重新点选。") from None
    return longitude, latitude


def _moment(text: str, label: str) -> datetime:
    try:
        return parse_moment(text)
    except NotADate as fault:
        raise Refusal(f"{label}：{fault}") from fault


def _day(text: str, label: str) -> date:
    try:
        return parse_day(text)
    except NotADate as fault:
        raise Refusal(f"{label}：{fault}") from fault


def _count(text: str, label: str) -> int:
    if not is_key(text.strip()) or int(text) > 9999:
        raise Refusal(f"{label}应为整数；没有请填0。")
    return int(text)


def _yuan(text: str) -> int | None:
    """Loss in whole yuan, typed in ten thousands; empty while nobody knows it."""
    if not text.strip():
        return None
    try:
        value = round(float(text.replace(",", "")) * 10_000)
    except (ValueError, OverflowError):
        raise Refusal("直接经济损失应为数字（万元）；不清楚请留空。") from None
    if value < 0:
        raise Refusal("直接经济损失不能为负数。")
    return value


def _enterprise_id(text: str) -> int | None:
    if not text.strip():
        return None
    units = Unit.objects.filter(kind=UnitKind.ENTERPRISE)
    found = units.filter(Q(name=text.strip()) | Q(enterprise__credit_code=text.strip().upper())).first()
    if found is None:
        raise Refusal(f"没有找到企业“{text.strip()[:60]}”，请填写企业全称或统一社会信用代码。")
    return found.pk


def _findings(request: HttpRequest) -> Findings:
    sent = request.POST
    return Findings(
        sent.get("cause", ""),
        sent.get("nature", ""),
        sent.get("responsible") == "yes",
        sent.get("advice", ""),
    )


Verb = Callable[[HttpRequest, Accident, dict[str, Any]], object]


def _supplement(request: HttpRequest, accident: Accident, how: dict[str, Any]) -> None:
    sent = request.POST
    actions.supplement(
        accident=accident,
        deaths=_count(sent.get("deaths", ""), "死亡人数"),
        injured=_count(sent.get("injured", ""), "重伤人数"),
        # An empty field says nothing new; it does not take back a loss that is known.
        loss_yuan=_yuan(sent.get("loss", "")) if sent.get("loss", "").strip() else accident.loss_yuan,
        why=sent.get("why", ""),
        **how,
    )


def _investigate(request: HttpRequest, accident: Accident, how: dict[str, Any]) -> None:
    lead, team = request.POST.get("lead", ""), request.POST.get("team", "")
    actions.investigate(accident=accident, lead=lead, team=team, **how)


def _appraisal(request: HttpRequest, accident: Accident, how: dict[str, Any]) -> None:
    sent = request.POST
    actions.add_appraisal(
        accident=accident,
        subject=sent.get("subject", ""),
        by_whom=sent.get("by_whom", ""),
        began_on=_day(sent.get("began_on", ""), "开始日期"),
        ended_on=_day(sent.get("ended_on", ""), "结束日期"),
        **how,
    )


def _extend(request: HttpRequest, accident: Accident, how: dict[str, Any]) -> None:
    days = _count(request.POST.get("days", ""), "天数")
    actions.extend(accident=accident, days=days, reason=request.POST.get("reason", ""), **how)


def _measure(request: HttpRequest, accident: Accident, how: dict[str, Any]) -> None:
    sent = request.POST
    unit = sent.get("unit", "")
    wanted = Measure(
        sent.get("title", ""),
        sent.get("text", ""),
        key(unit) or 0,
        _day(sent.get("ends_on", ""), "完成时限"),
    )
    actions.add_measures(accident=accident, wanted=[wanted], **how)


def _evidence(request: HttpRequest, accident: Accident, how: dict[str, Any]) -> None:
    for upload in request.FILES.getlist("files"):
        attach(subject=accident, upload=upload, purpose="evidence", **how)


def _link(request: HttpRequest, accident: Accident, how: dict[str, Any]) -> None:
    number = request.POST.get("danger", "").strip()
    danger = Danger.every.visible_to(how["by"]).filter(number=number).first()
    if danger is None:
        raise Refusal("没有找到该隐患，请核对编号。")
    actions.link_danger(accident=accident, danger=danger, note=request.POST.get("note", ""), **how)


def _with_why(act: Callable[..., object]) -> Verb:
    def take(request: HttpRequest, accident: Accident, how: dict[str, Any]) -> None:
        act(accident=accident, why=request.POST.get("why", ""), **how)

    return take


def _with_text(act: Callable[..., object]) -> Verb:
    def take(request: HttpRequest, accident: Accident, how: dict[str, Any]) -> None:
        act(accident=accident, text=request.POST.get("text", ""), **how)

    return take


def _plain(act: Callable[..., object]) -> Verb:
    def take(request: HttpRequest, accident: Accident, how: dict[str, Any]) -> None:
        act(accident=accident, **how)

    return take


VERBS: dict[str, Verb] = {
    "report_up": _plain(actions.report_up),
    "supplement": _supplement,
    "investigate": _investigate,
    "hand_up": _with_why(actions.hand_up),
    "appraisal": _appraisal,
    "extend": _extend,
    "submit": lambda request, accident, how: actions.submit(
        accident=accident, findings=_findings(request), **how
    ),
    "conclude": lambda request, accident, how: actions.conclude(
        accident=accident, findings=_findings(request), number=request.POST.get("number", ""), **how
    ),
    "send_back": _with_why(actions.send_back),
    "approve": lambda request, accident, how: actions.approve(
        accident=accident, number=request.POST.get("number", ""), **how
    ),
    "publish": _with_text(actions.publish),
    "withhold": _with_why(actions.withhold),
    "measure": _measure,
    "evaluate": _with_text(actions.evaluate),
    "archive": _plain(actions.archive),
    "dismiss": _with_why(actions.dismiss),
    "concealed": _with_why(actions.mark_concealed),
    "link": _link,
    "danger": lambda request, accident, how: actions.open_danger(
        accident=accident,
        title=request.POST.get("title", ""),
        description=request.POST.get("description", ""),
        **how,
    ),
    "evidence": _evidence,
}


@require_POST
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """One verb on one accident."""
    by = request.asker  # type: ignore[attr-defined]
    accident = queries.one(by, pk)
    if verb not in VERBS:
        raise Absent("没有这个操作，请刷新页面后重试。")
    VERBS[verb](request, accident, {"by": by, "at": timezone.now()})
    messages.success(request, _("已办理。"))
    return redirect(accident)
