"""Pages of elevator rescue: the list, a call, one rescue, figures of faults."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ancheng.base.clock import beijing_day
from ancheng.base.errors import NotAllowed
from ancheng.base.roles import INCIDENT_OPENERS
from ancheng.command.dispatch import export, forms, queries, rescue_actions, rules
from ancheng.command.dispatch.models import Rescue
from ancheng.command.pages import fill
from ancheng.kernel.counting import how_many
from ancheng.kernel.exchange.download import download
from ancheng.kernel.pages import Where, asker_of, clock_of, facts, one, page_of, points, realm_of, take, verbs

YEAR = timedelta(days=365)
LEVEL_NAMES = {"level1": "维保单位", "level2": "维保单位和网格队伍", "level3": "三级全部派出"}
MADE = {
    "locate": lambda rescue, data: forms.LocateForm(data, initial={"rescue_code": rescue.rescue_code}),
    "rescue": lambda rescue, data: forms.FreeForm(data, initial={"trapped": rescue.trapped, "injured": 0}),
    "close": lambda _rescue, data: forms.CloseForm(data),
    "review": lambda _rescue, data: forms.ReviewForm(data),
}


def _locate(rescue: Rescue, *, by: Any, at: Any, why: str = "", **values: Any) -> None:
    form = forms.LocateForm()
    form.cleaned_data = values
    rescue_actions.locate(
        rescue, rescue_code=values["rescue_code"], place=form.place(), by=by, at=at, why=why
    )


ACTS = {
    "locate": _locate,
    "send_maintainer": lambda rescue, **how: rescue_actions.send_level(rescue, 1, **how),
    "send_grid": lambda rescue, **how: rescue_actions.send_level(rescue, 2, **how),
    "send_fire": lambda rescue, **how: rescue_actions.send_level(rescue, 3, **how),
    "arrive": rescue_actions.arrive,
    "rescue": rescue_actions.free,
    "close": rescue_actions.close,
    "review": rescue_actions.review,
    "void": rescue_actions.void,
}


@require_safe
def rescues(request: HttpRequest) -> HttpResponse:
    asker = asker_of(request)
    filters = forms.RescueFilters(request.GET)
    rows = filters.narrowed(queries.rescues(asker, realm_of(request)))
    found = page_of(request, rows)
    context = {
        "page": found, "count": how_many(rows), "filters": filters, "query": request.GET.urlencode(),
        "shapes": points(found.rows), "open": queries.count_rescues(asker),
        "edition": rules.ELEVATOR_MINUTES.in_force(beijing_day(timezone.now())),
        "may_take": asker.holds(*rescue_actions.TAKERS),
    }  # fmt: skip
    return render(request, "dispatch/rescues.html", context)


@require_safe
def export_rescues(request: HttpRequest, form: str) -> Any:
    rows = forms.RescueFilters(request.GET).narrowed(queries.rescues(asker_of(request), realm_of(request)))
    return download(request, export.RESCUES, export.rescues(rows), form)


def new_rescue(request: HttpRequest) -> HttpResponse:
    """A call by phone; an alarm opens this page with the elevator in the address."""
    asker = asker_of(request)
    if not asker.holds(*rescue_actions.TAKERS):
        raise NotAllowed("您的岗位不能登记电梯困人求助，请拨打值班电话。")
    given = {
        key: request.GET[key] for key in ("rescue_code", "told", "source", "asset") if key in request.GET
    }
    form = forms.CallForm(request.POST or None, initial=given)

    def act(values: dict[str, Any]) -> Rescue:
        call = rescue_actions.Call(
            source=values["source"], rescue_code=values["rescue_code"], asset_id=values["asset"],
            caller=values["caller"], told=values["told"], trapped=values["trapped"], realm=realm_of(request),
        )  # fmt: skip
        return rescue_actions.take_call(call=call, by=asker, at=timezone.now())

    note = _("请先问识别码（轿厢内“应急救援识别码”标牌上的号码），安抚乘客不要扒门。")
    where = Where(
        _("登记困人求助"), reverse("dispatch:rescues"), _("电梯救援"), _("接警"), note, "elevator-call"
    )
    return fill(request, form, act, where, said=_("已接警。"))


@require_safe
def rescue(request: HttpRequest, pk: int) -> HttpResponse:
    return show(
        request, one(Rescue, asker_of(request), pk, "owner_unit", "issuer_unit", "subdistrict", "mission")
    )


def show(
    request: HttpRequest, found: Rescue, bound: dict[str, Any] | None = None, sentence: str = ""
) -> HttpResponse:
    asker = asker_of(request)
    levels = list(found.levels.select_related("turnout__crew"))
    drawn = [
        (str(found), found.geometry),
        *((each.who, each.turnout.route) for each in levels if each.turnout),
    ]
    context = {
        "may_raise": asker.holds(*INCIDENT_OPENERS) and not found.ended and found.incident_id is None,
        "case": found, "clock": clock_of(found), "verbs": verbs(found, asker, MADE, bound=bound),
        "act_url": "dispatch:act_rescue", "sentence": sentence, "levels": levels,
        "due_at": rules.elevator_due(found.called_at, beijing_day(found.called_at)),
        "edition": rules.ELEVATOR_MINUTES.in_force(beijing_day(found.called_at)),
        "facts": facts(
            found, "rescue_code", "elevator", "address", "maintainer", "called_at", "caller", "told", "trapped",
            "injured", "arrived_at", "rescued_at", "fault", "finding", "review",
        ),
        "shapes": queries.shapes(drawn), "past": _past(found, asker),
    }  # fmt: skip
    return render(request, "dispatch/rescue.html", context, status=422 if bound else 200)


def _past(found: Rescue, asker: Any) -> Any:
    if not found.asset_id:
        return []
    return queries.rescues(asker).filter(asset_id=found.asset_id).exclude(pk=found.pk).order_by("-pk")[:10]


@require_POST
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    found = one(Rescue, asker_of(request), pk, "owner_unit", "issuer_unit", "subdistrict", "mission__unit")
    return take(
        request, found, verb, made=MADE, acts=ACTS,
        again=lambda bound, sentence: show(request, found, bound, sentence),
    )  # fmt: skip


@require_safe
def faults(request: HttpRequest) -> HttpResponse:
    """Rescues of the last twelve months: in time, by cause, by maintainer, elevators again and again."""
    now = timezone.now()
    found = queries.fault_figures(asker_of(request), now - YEAR)
    context = {
        "found": found, "since": now - YEAR, "edition": rules.ELEVATOR_MINUTES.in_force(beijing_day(now)),
        "levels": [(LEVEL_NAMES[key], number, share) for key, number, share in found.levels],
    }  # fmt: skip
    return render(request, "dispatch/faults.html", context)
