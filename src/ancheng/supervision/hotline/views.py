"""Pages of the hotline: list, intake, case page and its verbs, the seal, rewards, export."""

from __future__ import annotations

import json
import secrets
import tempfile
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.gis.geos import Point
from django.db.models import Q, QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from ancheng.base.clock import NotADate, beijing_day, parse_moment
from ancheng.base.errors import Absent, NotAllowed, Refusal
from ancheng.base.numbers import is_key, key
from ancheng.base.roles import INCIDENT_OPENERS, Role
from ancheng.kernel.audit.models import Entry
from ancheng.kernel.exchange.tables import csv_lines, stream_xlsx
from ancheng.kernel.files.actions import attach
from ancheng.kernel.files.queries import attachments
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.kernel.orgs.queries import responsible_units
from ancheng.kernel.workflow.actions import verbs_for
from ancheng.kernel.workflow.models import Clock
from ancheng.supervision.dangers.queries import of_source
from ancheng.supervision.hotline import actions, export, queries, rules
from ancheng.supervision.hotline import rewards as reward_actions
from ancheng.supervision.hotline.models import Channel, Matter, Report, Reporter, Verdict
from ancheng.supervision.hotline.public_views import read_point
from ancheng.supervision.hotline.sealing import Identity
from ancheng.supervision.hotline.values import Submission
from ancheng.supervision.hotline.workflows.public_report import WORKFLOW
from ancheng.supervision.hotline.workflows.reward import WORKFLOW as REWARD

PAGE = 50


@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """Filter rail, list and map over one address."""
    now = timezone.now()
    rows = filtered(request, now)
    after = request.GET.get("after", "")
    shown = rows.filter(pk__lt=int(after)) if is_key(after) else rows
    found = list(shown.order_by("-pk").select_related(*queries.RELATED)[: PAGE + 1])
    page = found[:PAGE]
    context = {
        "reports": page,
        "older": found[PAGE - 1].pk if len(found) > PAGE else None,
        "states": WORKFLOW.states,
        "channels": Channel.choices,
        "matters": Matter.choices,
        "figures": queries.figures(queries.visible(request.asker), now),  # type: ignore[attr-defined]
        "shapes": _shapes(page),
        "may_take_in": request.asker.holds(*rules.RECEIVERS),  # type: ignore[attr-defined]
        "query": request.GET.urlencode(),
    }
    return render(request, "hotline/list.html", context)


def filtered(request: HttpRequest, now: datetime) -> QuerySet[Report]:
    """The filters of the list: state, channel, matter, late, q."""
    rows, asked = queries.visible(request.asker), request.GET  # type: ignore[attr-defined]
    for name in ("state", "channel", "matter", "satisfaction"):
        if asked.get(name):
            rows = rows.filter(**{name: asked[name][:20]})
    if asked.get("open"):
        rows = rows.filter(state__in=queries.OPEN)
    if asked.get("late"):
        rows = rows.filter(state__in=queries.OPEN, due_at__lt=now)
    text = asked.get("q", "").strip()[:80]
    if text:
        rows = rows.filter(Q(title__icontains=text) | Q(number__istartswith=text) | Q(order_number=text))
    return rows


def _shapes(rows: list[Report]) -> dict[str, Any]:
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
    report = queries.one(asker, pk)
    own = asker.unit_id is not None and asker.unit_id == report.owner_unit_id
    now = timezone.now()
    fresh = report.state in ("received", "accepted")
    context = {
        "report": report,
        "verbs": {step.verb: step for step in verbs_for(report, asker)},
        "clock": Clock.objects.of(report).filter(stopped_at=None).select_related("unit").first(),
        "photos": attachments(report, purpose="photo"),
        "evidence": attachments(report, purpose="evidence"),
        "sealed": Reporter.objects.filter(pk=report.pk).exists(),
        "may_open": rules.may_open_seal(asker.role, own_case=own),
        "looks": Entry.objects.filter(
            subject_type="hotline.report", subject_id=str(report.pk), verb=actions.LOOK
        ).count(),
        "may_work": own or asker.holds(Role.OFFICE),
        "is_office": asker.holds(Role.OFFICE),
        "alike": queries.alike(
            asker, report.content, place=report.geometry, at=report.received_at, besides=pk
        )
        if fresh
        else [],
        "asked": report.extensions.filter(decided_at=None).first(),
        "dangers": of_source("hotline.report", report.pk),
        "rewards": report.rewards.all(),
        "suggested": _suggested(report, now),
        "merged": report.merged.all(),
        "units": responsible_units(),
        "may_raise": asker.holds(*INCIDENT_OPENERS),
        "verdicts": Verdict.choices,
        "shapes": _shapes([report]),
        "bounds": _bounds(report),
    }
    return render(request, "hotline/detail.html", context)


def _suggested(report: Report, now: datetime) -> Any:
    if report.verdict not in ("true", "partly"):
        return None
    return rules.REWARD.in_force(beijing_day(now))


def _bounds(report: Report) -> str:
    if not report.geometry:
        return ""
    point = report.geometry.centroid
    return f"{point.x - 0.006:.5f},{point.y - 0.0045:.5f},{point.x + 0.006:.5f},{point.y + 0.0045:.5f}"


@require_safe
def peek(request: HttpRequest, pk: int) -> HttpResponse:
    report = queries.one(request.asker, pk)  # type: ignore[attr-defined]
    return render(request, "hotline/peek.html", {"report": report})


@require_safe
def of_enterprise(request: HttpRequest, pk: int) -> HttpResponse:
    """A fragment for the enterprise's file."""
    rows = queries.of_enterprise(request.asker, pk)  # type: ignore[attr-defined]
    return render(request, "hotline/of_enterprise.html", {"reports": rows[:10], "count": rows.count()})


@never_cache
def new(request: HttpRequest) -> HttpResponse:
    """Write down what came by telephone, letter or visit."""
    by = request.asker  # type: ignore[attr-defined]
    if not by.holds(*rules.RECEIVERS):
        raise NotAllowed("您的岗位不能登记举报，请交由值班或受理人员登记。")
    fault = ""
    if request.method == "POST":
        try:
            report, code = actions.take_in(submission=_submission(request), by=by, at=timezone.now())
        except Refusal as refusal:
            fault = refusal.sentence
        else:
            text = _("已登记 %(number)s，请将查询码告知举报人：%(code)s")
            messages.success(request, text % {"number": report.number, "code": code})
            return redirect(report)
    context = {
        "fault": fault,
        "typed": request.POST,
        "channels": [each for each in Channel.choices if each[0] != Channel.WEB],
        "matters": Matter.choices,
        "nonce": request.POST.get("nonce") or secrets.token_hex(16),
    }
    return render(request, "hotline/new.html", context, status=422 if fault else 200)


def _submission(request: HttpRequest) -> Submission:
    sent = request.POST
    joint = sent.get("joint", "1")
    return Submission(
        content=sent.get("content", ""),
        channel=sent.get("channel", ""),
        title=sent.get("title", ""),
        matter=sent.get("matter", ""),
        named_party=sent.get("named_party", ""),
        address=sent.get("address", ""),
        geometry=read_point(sent.get("geometry", "")),
        enterprise_id=_number(sent.get("enterprise", "")),
        joint=key(joint) or 1,
        order_number=sent.get("order_number", ""),
        order_due_at=_moment(sent.get("order_due_at", "")),
        nonce=sent.get("nonce", "") or secrets.token_hex(16),
        identity=Identity(
            name=sent.get("name", ""), phone=sent.get("phone", ""), email="", address=sent.get("home", "")
        ),
    )


def _moment(text: str) -> datetime | None:
    try:
        return parse_moment(text) if text.strip() else None
    except NotADate as fault:
        raise Refusal(str(fault)) from fault


def _number(text: str) -> int | None:
    return key(text)


@require_POST
def alike(request: HttpRequest) -> HttpResponse:
    """Earlier reports that resemble what is being typed."""
    text = request.POST.get("content", "")[: rules.CONTENT_LIMIT]
    spot = read_point(request.POST.get("geometry", ""))
    place = Point(*spot, srid=4326) if spot else None
    found = []
    if len(text.strip()) >= rules.CONTENT_LEAST:
        found = queries.alike(request.asker, text, place=place, at=timezone.now())  # type: ignore[attr-defined]
    return render(request, "hotline/alike.html", {"alike": found})


@require_POST
@never_cache
def open_seal(request: HttpRequest, pk: int) -> HttpResponse:
    """Who reported; a look with a reason, written down before anything is shown."""
    by = request.asker  # type: ignore[attr-defined]
    report = queries.one(by, pk)
    identity = actions.open_seal(report=report, by=by, at=timezone.now(), why=request.POST.get("why", ""))
    response = render(request, "hotline/identity.html", {"report": report, "identity": identity})
    response["Cache-Control"] = "no-store"
    return response


def _unit(request: HttpRequest) -> Unit:
    number = _number(request.POST.get("unit", ""))
    found = responsible_units().filter(pk=number).first() if number else None
    if found is None:
        raise Refusal("请选择承办单位。")
    return found


def _why(request: HttpRequest) -> str:
    return rules.without_contacts(rules.clean(request.POST.get("why", ""), 1000))


def _accept(request: HttpRequest, report: Report, how: dict[str, Any]) -> str:
    actions.accept(report=report, told=request.POST.get("told", ""), **how)
    return _("已受理。")


def _dispatch(request: HttpRequest, report: Report, how: dict[str, Any]) -> str:
    actions.dispatch(report=report, unit=_unit(request), why=_why(request), **how)
    return _("已转办。")


def _transfer(request: HttpRequest, report: Report, how: dict[str, Any]) -> str:
    actions.transfer(report=report, to=request.POST.get("to", ""), why=_why(request), **how)
    return _("已移送。")


def _reject(request: HttpRequest, report: Report, how: dict[str, Any]) -> str:
    actions.reject(report=report, why=_why(request), **how)
    return _("已作不予受理处理，理由将告知举报人。")


def _merge(request: HttpRequest, report: Report, how: dict[str, Any]) -> str:
    number = request.POST.get("first", "").strip()
    rows = queries.visible(how["by"])
    first = rows.filter(number=number).first() or rows.filter(pk=_number(number) or 0).first()
    if first is None:
        raise Refusal("没有找到要并入的举报，请核对编号。")
    actions.merge(report=report, first=first, **how)
    return _("已并案。")


def _identify(request: HttpRequest, report: Report, how: dict[str, Any]) -> str:
    text = request.POST.get("enterprise", "").strip()
    if not text:
        actions.identify(report=report, enterprise_id=None, **how)
        return _("已清除企业。")
    units = Unit.objects.in_use().filter(kind=UnitKind.ENTERPRISE)
    found = units.filter(Q(name=text) | Q(enterprise__credit_code=text.upper())).first()
    if found is None:
        raise Refusal(f"没有找到企业“{text[:60]}”，请填写企业全称或统一社会信用代码。")
    actions.identify(report=report, enterprise_id=found.pk, **how)
    return _("已认定企业。")


def _verify(request: HttpRequest, report: Report, how: dict[str, Any]) -> str:
    verdict, result = request.POST.get("verdict", ""), request.POST.get("result", "")
    actions.verify(report=report, verdict=verdict, result=result, **how)
    return _("核查已结束，请在十日内反馈举报人。")


def _feed_back(request: HttpRequest, report: Report, how: dict[str, Any]) -> str:
    actions.feed_back(report=report, text=request.POST.get("text", ""), **how)
    return _("已反馈，举报人凭查询码可以看到。")


def _close(request: HttpRequest, report: Report, how: dict[str, Any]) -> str:
    actions.close(report=report, **how)
    return _("已办结。")


def _reopen(request: HttpRequest, report: Report, how: dict[str, Any]) -> str:
    actions.reopen(report=report, why=_why(request), **how)
    return _("已重新核查。")


def _more_time(request: HttpRequest, report: Report, how: dict[str, Any]) -> str:
    days = _number(request.POST.get("days", "")) or 0
    actions.ask_more_time(report=report, days=days, reason=request.POST.get("reason", ""), **how)
    return _("延期申请已提交安委办审批。")


def _decide(request: HttpRequest, report: Report, how: dict[str, Any]) -> str:
    asked = report.extensions.filter(decided_at=None).first()
    if asked is None:
        raise Absent("该件没有待审批的延期申请。")
    granted, answer = request.POST.get("granted") == "yes", request.POST.get("answer", "")
    actions.decide_more_time(asked=asked, granted=granted, answer=answer, **how)
    return _("已批准延期。") if granted else _("未批准延期。")


def _danger(request: HttpRequest, report: Report, how: dict[str, Any]) -> str:
    sent = request.POST
    danger = actions.open_danger(
        report=report,
        title=sent.get("title", ""),
        grade=sent.get("grade", ""),
        description=sent.get("description", ""),
        **how,
    )
    return _("已立为隐患 %(number)s。") % {"number": danger.number}


def _evidence(request: HttpRequest, report: Report, how: dict[str, Any]) -> str:
    for upload in request.FILES.getlist("files"):
        attach(subject=report, upload=upload, purpose="evidence", **how)
    return _("材料已上传。")


def _reward(request: HttpRequest, report: Report, how: dict[str, Any]) -> str:
    amount = _number(request.POST.get("amount_yuan", "")) or 0
    reward_actions.propose(report=report, amount_yuan=amount, basis=request.POST.get("basis", ""), **how)
    return _("奖励已报批。")


VERBS: dict[str, Callable[[HttpRequest, Report, dict[str, Any]], str]] = {
    "accept": _accept,
    "dispatch": _dispatch,
    "transfer": _transfer,
    "reject": _reject,
    "merge": _merge,
    "identify": _identify,
    "verify": _verify,
    "feed_back": _feed_back,
    "close": _close,
    "reopen": _reopen,
    "more_time": _more_time,
    "decide_more_time": _decide,
    "danger": _danger,
    "evidence": _evidence,
    "reward": _reward,
}


@require_POST
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """One verb on one report."""
    by = request.asker  # type: ignore[attr-defined]
    report = queries.one(by, pk)
    if verb not in VERBS:
        raise Absent("没有这个操作，请刷新页面后重试。")
    messages.success(request, VERBS[verb](request, report, {"by": by, "at": timezone.now()}))
    still = queries.visible(by).filter(pk=pk).exists()
    return redirect(report) if still else redirect("hotline:list")


@require_safe
def rewards(request: HttpRequest) -> HttpResponse:
    """The reward ledger."""
    rows = queries.rewards(request.asker)  # type: ignore[attr-defined]
    state = request.GET.get("state", "")
    if state:
        rows = rows.filter(state=state[:20])
    found = list(rows[:200])
    asker = request.asker  # type: ignore[attr-defined]
    context = {
        "rows": [(each, {step.verb for step in verbs_for(each, asker)}) for each in found],
        "paid_yuan": sum(each.amount_yuan for each in found if each.state == "paid"),
        "states": REWARD.states,
    }
    return render(request, "hotline/rewards.html", context)


@require_POST
def act_on_reward(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    by, now = request.asker, timezone.now()  # type: ignore[attr-defined]
    reward = get_object_or_404(queries.rewards(by), pk=pk)
    why = request.POST.get("why", "")
    match verb:
        case "grant":
            reward_actions.grant(reward=reward, by=by, at=now)
        case "decline":
            reward_actions.decline(reward=reward, by=by, at=now, why=why)
        case "pay":
            reward_actions.pay(reward=reward, voucher=request.POST.get("voucher", ""), by=by, at=now)
        case "forfeit":
            reward_actions.forfeit(reward=reward, by=by, at=now, why=why)
        case _:
            raise Absent("没有这个操作，请刷新页面后重试。")
    messages.success(request, _("已办理。"))
    return redirect("hotline:rewards")


@require_safe
def export_table(request: HttpRequest, form: str) -> FileResponse | StreamingHttpResponse:
    """The filtered list as a workbook or CSV, without anything of the reporters."""
    now = timezone.now()
    found = filtered(request, now).order_by("-pk").select_related(*queries.RELATED)
    language = "en" if (get_language() or "").startswith("en") else "zh"
    if form == "csv":
        lines = csv_lines(export.SPEC, export.rows(found), language=language)
        response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="reports-{now:%Y%m%d}.csv"'
        return response
    file = tempfile.TemporaryFile()  # noqa: SIM115 (FileResponse closes it)
    stream_xlsx(export.SPEC, export.rows(found), file, language=language)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"举报-{timezone.localtime(now):%Y%m%d-%H%M}.xlsx")
