"""Pages of shelters: the list, one shelter, its openings, who is served and who is not."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ancheng.base.clock import beijing_day
from ancheng.base.errors import Absent, NotAllowed
from ancheng.base.roles import Role
from ancheng.command.pages import fill
from ancheng.command.resources.queries import batches
from ancheng.command.shelters import actions, export, forms, queries, rules
from ancheng.command.shelters.models import Guest, Opening, Shelter
from ancheng.command.shelters.workflows.opening import KEEPERS
from ancheng.kernel.counting import how_many
from ancheng.kernel.exchange.download import download
from ancheng.kernel.pages import Where, asker_of, clock_of, facts, page_of, points, realm_of, take, verbs

MADE = {"finish": lambda opening, data: forms.FinishForm(data)}
ACTS = {
    "open": actions.open_doors,
    "close": actions.begin_closing,
    "reopen": actions.reopen,
    "cancel": actions.cancel,
    "finish": actions.finish,
}
POPULATION_KEEPERS = (Role.OFFICE, Role.ADMINISTRATOR, Role.SUBDISTRICT, Role.DUTY)


@require_safe
def shelters(request: HttpRequest) -> HttpResponse:
    asker, on = asker_of(request), beijing_day(timezone.now())
    filters = forms.ShelterFilters(request.GET)
    rows = filters.narrowed(queries.shelters(asker))
    found = page_of(request, rows)
    for each in found.rows:
        each.zones_now = each.functions(on)
        each.room_now = each.room(rules.Stay.TEMPORARY, on)
    complete, all_ = queries.zones_share(asker, on)
    context = {
        "page": found,
        "count": how_many(rows),
        "filters": filters,
        "query": request.GET.urlencode(),
        "complete": complete,
        "all": all_,
        "open": queries.count_open(asker),
        "shapes": points(found.rows),
        "may_read": asker.holds(*KEEPERS, Role.ADMINISTRATOR),
    }
    return render(request, "shelters/list.html", context)


@require_safe
def export_shelters(request: HttpRequest, form: str) -> Any:
    rows = forms.ShelterFilters(request.GET).narrowed(queries.shelters(asker_of(request)))
    return download(request, export.SHELTERS, export.shelters(rows, beijing_day(timezone.now())), form)


@require_POST
def read_register(request: HttpRequest) -> HttpResponse:
    new, gone = actions.read_register(by=asker_of(request), at=timezone.now())
    messages.success(
        request, _("已读取对象档案：新增 %(new)s 处，停用 %(gone)s 处。") % {"new": new, "gone": gone}
    )
    return redirect("shelters:list")


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    asker, on = asker_of(request), beijing_day(timezone.now())
    shelter = queries.one(asker, pk)
    return render(request, "shelters/detail.html", _described(request, shelter, on))


def _described(request: HttpRequest, shelter: Shelter, on: Any) -> dict[str, Any]:
    asker = asker_of(request)
    stock = (
        batches(asker).filter(warehouse_id=shelter.warehouse_id, quantity__gt=0)
        if shelter.warehouse_id
        else None
    )
    labels = rules.ZONES.in_force(on).value
    area = rules.AREA_PER_PERSON.in_force(on)
    return {
        "shelter": shelter,
        "facts": facts(
            shelter, "code", "unit", "subdistrict", "community", "area_m2", "usable_area_m2", "keeper", "phone",
            "warehouse", "address", "read_at",
        ),
        "zones": [(label, shelter.zones.get(key)) for key, label in labels],
        "zones_edition": rules.ZONES.in_force(on),
        "rooms": [
            (rules.STAYS[stay], area.value[stay], rules.capacity(shelter.usable_area_m2, stay, on))
            for stay in rules.Stay
        ],
        "area": area,
        "entrances": shelter.entrances.order_by("name"),
        "openings": queries.openings(asker, realm_of(request)).filter(shelter=shelter).order_by("-pk")[:20],
        "stock": stock.order_by("item__code")[:30] if stock is not None else None,
        "shapes": points([shelter]),
        "asset_url": reverse("assets:detail", args=[shelter.asset_id]),
        "entrance_form": forms.EntranceForm(),
        "prepare_form": forms.PrepareForm(),
        "may_keep": asker.holds(*KEEPERS)
        and (asker.sees_district or asker.unit_id in {shelter.subdistrict_id, *shelter.unit.line}),
    }  # fmt: skip


def describe(request: HttpRequest, pk: int) -> HttpResponse:
    asker = asker_of(request)
    shelter = queries.one(asker, pk)
    actions.only_keeper(shelter, asker)
    form = forms.DescribeForm(request.POST or None, instance=shelter)

    def act(values: dict[str, Any]) -> Shelter:
        store = values["warehouse"].pk if values["warehouse"] else None
        actions.describe(
            shelter=shelter, keeper=values["keeper"], phone=values["phone"], warehouse_id=store, by=asker,
            at=timezone.now(),
        )  # fmt: skip
        return shelter

    return fill(request, form, act, Where(_("修改避难场所"), shelter.get_absolute_url(), str(shelter)))


def entrance(request: HttpRequest, pk: int) -> HttpResponse:
    shelter = queries.one(asker_of(request), pk)
    form = forms.EntranceForm(request.POST or None)

    def act(_values: dict[str, Any]) -> Shelter:
        made = form.save(commit=False)
        actions.add_entrance(shelter=shelter, entrance=made, by=asker_of(request), at=timezone.now())
        return shelter

    return fill(request, form, act, Where(_("登记出入口"), shelter.get_absolute_url(), str(shelter)))


def prepare(request: HttpRequest, pk: int) -> HttpResponse:
    """Order a shelter to be made ready."""
    asker = asker_of(request)
    if not asker.holds(*KEEPERS):
        raise NotAllowed("您的岗位不能启用避难场所，请联系指挥或值班人员。")
    shelter = queries.one(asker, pk)
    form = forms.PrepareForm(request.POST or None)

    def act(values: dict[str, Any]) -> Opening:
        how = {"by": asker, "at": timezone.now(), "realm": realm_of(request)}
        return actions.prepare(shelter=shelter, reason=values["reason"], stay=values["stay"], **how)

    where = Where(_("启用避难场所"), shelter.get_absolute_url(), str(shelter), _("启用"))
    return fill(request, form, act, where, said=_("已通知管理单位做好启用准备。"))


@require_safe
def openings(request: HttpRequest) -> HttpResponse:
    filters = forms.OpeningFilters(request.GET)
    rows = filters.narrowed(queries.openings(asker_of(request), realm_of(request)))
    found = page_of(request, rows)
    context = {"page": found, "filters": filters, "query": request.GET.urlencode()}
    return render(request, "shelters/openings.html", context)


@require_safe
def opening(request: HttpRequest, pk: int) -> HttpResponse:
    return show(request, queries.opening(asker_of(request), pk))


def show(
    request: HttpRequest, found: Opening, bound: dict[str, Any] | None = None, sentence: str = ""
) -> HttpResponse:
    """An opening with its counts; the names of its people only for who may read them."""
    asker, given = asker_of(request), bound or {}
    names = queries.may_read_names(asker, found)
    step = found.WORKFLOW.step("close")
    runs = not found.ended and (
        asker.role in (Role.DUTY, Role.COMMANDER) or actions.may_take(found, step, asker)
    )
    context = {
        "case": found,
        "clock": clock_of(found),
        "verbs": verbs(found, asker, MADE, bound=given),
        "act_url": "shelters:act",
        "sentence": sentence,
        "facts": facts(found, "shelter", "reason", "stay", "room", "head_count", "counted_at", "summary"),
        "figures": queries.guest_figures(found),
        "counts": found.counts.all()[:20],
        "guests": queries.guests(asker, found)[:200],
        "may_read_names": names,
        "runs": runs,
        "count_form": given.get("count") or forms.CountForm(),
        "guest_form": given.get("guest") or forms.GuestForm(),
    }
    return render(request, "shelters/opening.html", context, status=422 if bound else 200)


@require_POST
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """One step, a head count, a registration or a departure."""
    asker, at = asker_of(request), timezone.now()
    found = queries.opening(asker, pk)
    if verb == "count":
        counted = forms.CountForm(request.POST)
        if not counted.is_valid():
            return show(request, found, {"count": counted})
        warning = actions.count_heads(found=found, number=counted.cleaned_data["number"], by=asker, at=at)
        messages.warning(request, warning) if warning else messages.success(request, _("人数已登记。"))
        return redirect(found)
    if verb == "guest":
        told = forms.GuestForm(request.POST)
        if not told.is_valid():
            return show(request, found, {"guest": told})
        actions.register(found=found, guest=told.save(commit=False), by=asker, at=at)
        messages.success(request, _("已登记。"))
        return redirect(found)
    if verb == "leave":
        key = request.POST.get("guest", "")
        guest = get_object_or_404(
            Guest, pk=int(key) if key.isdecimal() and len(key) < 18 else 0, opening=found
        )
        actions.leave(found=found, guest=guest, went_to=request.POST.get("went_to", ""), by=asker, at=at)
        return redirect(found)
    if verb not in ACTS:
        raise Absent("没有这个操作，请刷新页面后重试。")
    return take(
        request, found, verb, made=MADE, acts=ACTS,
        again=lambda bound, sentence: show(request, found, bound, sentence),
    )  # fmt: skip


@require_safe
def service(request: HttpRequest) -> HttpResponse:
    """Communities against the service distance, the farthest first; those without a number of people stand out."""
    asker, on = asker_of(request), beijing_day(timezone.now())
    found, covered = queries.service(asker, on)
    only = request.GET.get("only", "")
    shown = [each for each in found if only != "uncovered" or not each.served.covered]
    shown.sort(key=lambda each: -(each.served.distance if each.served.distance is not None else float("inf")))
    context = {
        "rows": shown[:300],
        "coverage": covered,
        "greatest": queries.greatest_distance(found),
        "edition": rules.SERVICE_M.in_force(on),
        "how": rules.BY_STRAIGHT_LINE,
        "only": only,
        "shapes": _uncovered(found),
        "may_state": asker.holds(*POPULATION_KEEPERS),
    }
    return render(request, "shelters/service.html", context)


def _uncovered(found: list[queries.CommunityServed]) -> dict[str, Any]:
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"name": str(each.unit)},
                "geometry": {"type": "Point", "coordinates": list(each.point)},
            }
            for each in found
            if not each.served.covered
        ],
    }


@require_safe
def export_service(request: HttpRequest, form: str) -> Any:
    found, _covered = queries.service(asker_of(request), beijing_day(timezone.now()))
    return download(request, export.SERVICE, export.service(found), form)


def population(request: HttpRequest) -> HttpResponse:
    asker = asker_of(request)
    if not asker.holds(*POPULATION_KEEPERS):
        raise NotAllowed("您的岗位不能登记社区人口。")
    form = forms.PopulationForm(request.POST or None)

    def act(values: dict[str, Any]) -> str:
        actions.state_population(by=asker, at=timezone.now(), **values)
        return "shelters:service"

    return fill(request, form, act, Where(_("登记社区人口"), reverse("shelters:service"), _("服务覆盖")))
