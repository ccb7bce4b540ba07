"""Pages of dispatch: missions and their crews, who is nearest, the register of crews, one turnout, the phone."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from ancheng.base.errors import Absent, NotAllowed, Refusal
from ancheng.base.realm import Realm
from ancheng.command.dispatch import actions, export, forms, queries
from ancheng.command.dispatch.declare import ABILITIES
from ancheng.command.dispatch.models import Crew, Mission, Turnout
from ancheng.command.dispatch.registry import CARDS, card_for
from ancheng.command.dispatch.values import Place, Spoken
from ancheng.command.dispatch.workflows.turnout import CREWS, DISPATCHERS
from ancheng.command.pages import fill
from ancheng.kernel.counting import how_many
from ancheng.kernel.exchange.download import download
from ancheng.kernel.pages import Where, asker_of, clock_of, facts, one, page_of, points, realm_of, take, verbs

YEAR = timedelta(days=365)
# What the room of an incident may say in the address, so that nothing is typed again.
GIVEN = ("card", "text", "address", "lon", "lat", "incident", "incident_title")
ACTS = {verb: actions.taker(verb) for verb in ("accept", "set_out", "arrive", "finish", "decline", "recall")}


@require_safe
def missions(request: HttpRequest) -> HttpResponse:
    asker, now = asker_of(request), timezone.now()
    filters = forms.MissionFilters(request.GET)
    rows = filters.narrowed(queries.missions(asker, realm_of(request)))
    found = page_of(request, rows)
    context = {
        "page": found, "count": how_many(rows), "filters": filters, "query": request.GET.urlencode(),
        "shapes": points(found.rows), "out": queries.count_out(asker),
        "punctual": queries.punctuality(asker, now - YEAR), "may_send": asker.holds(*DISPATCHERS),
    }  # fmt: skip
    return render(request, "dispatch/missions.html", context)


@require_safe
def export_turnouts(request: HttpRequest, form: str) -> Any:
    rows = forms.TurnoutFilters(request.GET).narrowed(queries.turnouts(asker_of(request), realm_of(request)))
    return download(request, export.TURNOUTS, export.turnouts(rows), form)


@require_safe
def turnouts(request: HttpRequest) -> HttpResponse:
    """Estimates beside what it took."""
    asker, now = asker_of(request), timezone.now()
    filters = forms.TurnoutFilters(request.GET)
    found = page_of(request, filters.narrowed(queries.turnouts(asker, realm_of(request))))
    context = {
        "page": found, "filters": filters, "query": request.GET.urlencode(),
        "punctual": queries.punctuality(asker, now - YEAR),
    }  # fmt: skip
    return render(request, "dispatch/turnouts.html", context)


def new_mission(request: HttpRequest) -> HttpResponse:
    """An order to one place; an incident's room opens this page with place, card and reason in the address."""
    asker = asker_of(request)
    if not asker.holds(*DISPATCHERS):
        raise NotAllowed("您的岗位不能调派力量，请联系值班或指挥人员。")
    given = {key: request.GET[key] for key in GIVEN if key in request.GET}
    if "kind" in request.GET:
        given["card"] = card_for(request.GET["kind"])
    form = forms.MissionForm(request.POST or None, initial=given)

    def act(values: dict[str, Any]) -> Mission:
        asked = actions.Asked(
            values["card"], values["text"], form.place() or Place(0, 0), values["incident"], realm_of(request),
            values["incident_title"],
        )  # fmt: skip
        return actions.open_mission(asked=asked, nonce=values["nonce"], by=asker, at=timezone.now())

    where = Where(_("新建调派"), reverse("dispatch:missions"), _("调派"), _("选择力量"), draft="mission")
    return fill(request, form, act, where, said=_("请按调派卡选择力量。"))


@require_safe
def mission(request: HttpRequest, pk: int) -> HttpResponse:
    asker = asker_of(request)
    found = one(Mission, asker, pk, "unit", "subdistrict")
    return render(request, "dispatch/mission.html", _shown(request, found))


def _shown(request: HttpRequest, found: Mission) -> dict[str, Any]:
    asker, at, card = asker_of(request), timezone.now(), CARDS[found.card]
    sent = list(found.turnouts.select_related("crew__team__unit", "owner_unit").order_by("pk"))
    may_send = asker.holds(*DISPATCHERS) and found.closed_at is None
    lines, near, fault = [], [], ""
    if may_send:
        try:
            lines = queries.package(asker, found, at)
            ability = request.GET.get("ability", "")
            near = queries.nearest(
                asker, found.geometry.x, found.geometry.y, 8, at=at, realm=Realm(found.realm),
                ability=ability if ability in ABILITIES else "",
            )  # fmt: skip
        except Refusal as refusal:
            fault = refusal.sentence
    shut = queries.closures(asker, Realm(found.realm)).filter(queries.holding(at))
    drawn = [(str(found), found.geometry)] + [(str(each.crew), each.route) for each in sent]
    return {
        "mission": found, "card": card, "sent": sent, "lines": lines, "near": near, "fault": fault,
        "may_send": may_send, "abilities": ABILITIES.items(), "labels": ABILITIES,
        "facts": facts(
            found, "card", "text", "address", "subdistrict", "unit", "opened_at", *(["closed_at"] if found.closed_at else [])
        ),
        "shapes": queries.together(
            queries.shapes(drawn), queries.shapes(((str(each), each.geometry) for each in shut), "shut")
        ), "shut": shut, "nonce": uuid4(),
    }  # fmt: skip


@require_POST
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the chosen crews; refused, nobody was sent and the page says where the taken one is."""
    found = one(Mission, asker_of(request), pk, "unit", "subdistrict")
    chosen = []
    for each in request.POST.getlist("crew")[:60]:
        key, _colon, ability = each.partition(":")
        if key.isdecimal() and len(key) < 18:
            chosen.append((int(key), ability))
    try:
        sent = actions.send(
            mission=found,
            crews=chosen,
            by=asker_of(request),
            at=timezone.now(),
            nonce=request.POST.get("nonce", "")[:60],
        )
    except Refusal as refusal:
        context = {**_shown(request, found), "sentence": refusal.sentence}
        return render(request, "dispatch/mission.html", context, status=refusal.status)
    messages.success(request, _("已派出 %(n)s 个出动单元。") % {"n": len(sent)})
    for each in sent:
        if each.eta_s is None:
            messages.warning(
                request, _("%(crew)s 不可达：没有开放的道路，请核对封闭或改派。") % {"crew": each.crew}
            )
    return redirect(found)


@require_safe
def turnout(request: HttpRequest, pk: int) -> HttpResponse:
    return show_turnout(
        request,
        one(Turnout, asker_of(request), pk, "crew__team__unit", "mission", "owner_unit", "issuer_unit"),
    )


def show_turnout(
    request: HttpRequest, found: Turnout, bound: dict[str, Any] | None = None, sentence: str = ""
) -> HttpResponse:
    context = {
        "case": found, "clock": clock_of(found), "verbs": verbs(found, asker_of(request), {}, bound=bound),
        "act_url": "dispatch:act", "sentence": sentence, "reports": found.reports.order_by("-received_at")[:20],
        "facts": facts(
            found, "crew", "mission", "ordered_at", "accepted_at", "set_out_at", "arrived_at", "done_at"
        ),
        "shapes": queries.shapes([(str(found.crew), found.route), (found.mission.text, found.mission.geometry)]),
    }  # fmt: skip
    return render(request, "dispatch/turnout.html", context, status=422 if bound else 200)


@require_POST
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    found = one(
        Turnout, asker_of(request), pk, "crew__team__unit", "mission__unit", "owner_unit", "issuer_unit"
    )
    return take(
        request, found, verb, made={}, acts=ACTS,
        again=lambda bound, sentence: show_turnout(request, found, bound, sentence),
    )  # fmt: skip


@require_safe
def crews(request: HttpRequest) -> HttpResponse:
    asker = asker_of(request)
    filters = forms.CrewFilters(request.GET)
    rows = filters.narrowed(queries.crews(asker, realm_of(request)))
    found = page_of(request, rows)
    context = {
        "page": found, "count": how_many(rows), "filters": filters, "query": request.GET.urlencode(),
        "shapes": points(found.rows), "may_keep": asker.holds(*actions.KEEPERS),
    }  # fmt: skip
    return render(request, "dispatch/crews.html", context)


@require_safe
def export_crews(request: HttpRequest, form: str) -> Any:
    rows = forms.CrewFilters(request.GET).narrowed(queries.crews(asker_of(request), realm_of(request)))
    return download(request, export.CREWS, export.crews(rows), form)


@require_safe
def crew(request: HttpRequest, pk: int) -> HttpResponse:
    asker = asker_of(request)
    found = one(Crew, asker, pk, "team__unit", "subdistrict")
    context = {
        "crew": found,
        "facts": facts(
            found, "call_sign", "name", "team", "maintainer", "phone", "status", "address", "position_at"
        ),
        "turnouts": queries.turnouts(asker, Realm(found.realm)).filter(crew=found).order_by("-pk")[:20],
        "shapes": queries.shapes([(str(found), found.geometry), (_("当前位置"), found.position)]),
        "may_keep": asker.holds(*actions.KEEPERS)
        and (asker.sees_district or asker.unit_id in found.team.unit.line),
    }
    return render(request, "dispatch/crew.html", context)


def edit_crew(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    asker = asker_of(request)
    known = one(Crew, asker, pk, "team__unit") if pk else None
    if not asker.holds(*actions.KEEPERS):
        raise NotAllowed("您的岗位不能登记出动单元，请联系队伍所属单位。")
    form = forms.CrewForm(request.POST or None, instance=known, asker=asker)

    def act_(_values: dict[str, Any]) -> Crew:
        made = form.save(commit=False)
        made.realm = made.realm if pk else realm_of(request)
        return actions.keep_crew(crew=made, by=asker, at=timezone.now())

    where = Where(_("修改出动单元") if pk else _("登记出动单元"), reverse("dispatch:crews"), _("出动单元"))
    return fill(request, form, act_, where)


# The phone of a crew: what it has to do, kept on the phone; what it says, sent when there is a network.
@require_safe
@never_cache
def phone(request: HttpRequest) -> HttpResponse:
    return render(request, "dispatch/phone.html", {"words": words()})


def words() -> dict[str, str]:
    return {
        "waiting": _("{n} 条待同步"), "synced": _("已全部同步"), "offline": _("当前没有网络，状态先保存在本机"),
        "empty": _("没有派给本单位的出动任务。派单后联网打开本页即可看到。"), "refused": _("未被接受"),
        "accept": _("接单"), "set_out": _("出发"), "arrive": _("到场"), "finish": _("完成"), "here": _("报告位置"),
        "eta": _("预计 {n} 分钟"), "unreachable": _("不可达，请联系指挥中心"), "queued": _("已记录，待同步"),
        "expired": _("登录已失效：请登录后再同步，未同步的记录仍在本机。"), "call": _("拨打指挥中心"), "drop": _("知道了"),
        "without": _("不带位置再报一次"), "sync": _("立即同步"),
    }  # fmt: skip


@require_safe
@never_cache
def pack(request: HttpRequest) -> JsonResponse:
    """The open turnouts of my unit, as the phone keeps them."""
    asker = asker_of(request)
    rows = queries.turnouts(asker, realm_of(request)).exclude(state__in=queries.ENDS)
    if asker.unit_id is not None:
        rows = rows.filter(seen_by__contains=[asker.unit_id])
    told = [
        {
            "id": each.pk, "crew": each.crew_id, "call_sign": str(each.crew), "number": each.mission.number,
            "text": each.mission.text, "address": each.mission.address, "state": each.state,
            "state_label": each.state_label, "eta_minutes": None if each.eta_s is None else round(each.eta_s / 60),
            "lon": each.mission.geometry.x, "lat": each.mission.geometry.y, "url": each.get_absolute_url(),
            "next": [step.verb for step in each.WORKFLOW.steps_from(each.state) if step.verb in actions.STAMPS],
        }
        for each in rows.order_by("-pk")[:40]
    ]  # fmt: skip
    return JsonResponse({"turnouts": told, "csrf": get_token(request), "at": timezone.now().isoformat()})


@require_POST
def sync(request: HttpRequest) -> JsonResponse:
    """One record of a phone; the same record sent again gives the same answer."""
    asker, at = asker_of(request), timezone.now()
    if not asker.holds(*CREWS):
        raise NotAllowed("您的岗位不能报告出动状态。")
    try:
        told = _told(request.body)
        found = one(
            Turnout, asker, told["turnout"], "crew__team__unit", "mission__unit", "owner_unit", "issuer_unit"
        )
        note = actions.report(
            crew=found.crew, turnout=found, client_id=told["client_id"], verb=told["verb"], spoken=told["spoken"],
            by=asker, at=at,
        )  # fmt: skip
    except Refusal as refusal:
        return JsonResponse({"outcome": "refused", "sentence": refusal.sentence})
    return JsonResponse({"outcome": "applied", "sentence": note})


def _told(body: bytes) -> dict[str, Any]:
    try:
        raw = json.loads(body)
        said = datetime.fromisoformat(str(raw["recorded_at"])) if raw.get("recorded_at") else None
        spot = raw.get("spot")
        place = (
            Place(float(spot["lon"]), float(spot["lat"]), str(spot.get("crs") or "wgs84")) if spot else None
        )
        found = {
            "turnout": int(raw["turnout"]),
            "client_id": str(raw["client_id"]),
            "verb": str(raw.get("verb") or ""),
        }
    except (ValueError, TypeError, KeyError, AttributeError) as fault:
        raise Refusal("手机记录不完整，请刷新页面后重试。") from fault
    if said is not None and said.tzinfo is None:
        raise Refusal("手机记录的时间没有时区，请刷新页面后重试。")
    if found["verb"] and found["verb"] not in actions.STAMPS:
        raise Absent("没有这个操作，请刷新页面后重试。")
    return {**found, "spoken": Spoken(said, place)}
