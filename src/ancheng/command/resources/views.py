"""Pages of supplies: stock, stores, cards, catalogue, plan, contracts."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from ancheng.base.clock import beijing_day
from ancheng.base.errors import NotAllowed
from ancheng.base.roles import Role
from ancheng.command.pages import fill
from ancheng.command.resources import export, forms, keeping_actions, queries, rules, stock_actions
from ancheng.command.resources.models import (
    Batch,
    CapacityContract,
    Item,
    MovementKind,
    Requirement,
    Warehouse,
)
from ancheng.kernel.counting import how_many
from ancheng.kernel.exchange.download import download
from ancheng.kernel.orgs.models import Unit
from ancheng.kernel.pages import Where, asker_of, facts, one, page_of, points
from ancheng.supervision.public import objects_of

STOCK_HOME = "resources:stock"


def may_keep(request: HttpRequest) -> bool:
    return asker_of(request).holds(*stock_actions.KEEPERS)


@require_safe
def stock(request: HttpRequest) -> HttpResponse:
    """Every batch that I may see, by what its date says."""
    asker, on = asker_of(request), beijing_day(timezone.now())
    filters = forms.StockFilters(request.GET)
    rows = filters.narrowed(queries.batches(asker), on)
    found = page_of(request, rows)
    for each in found.rows:
        each.shelf_now = each.shelf(on)
    held = queries.batches(asker).filter(quantity__gt=0)
    context = {
        "page": found,
        "count": how_many(rows),
        "filters": filters,
        "query": request.GET.urlencode(),
        "soon": queries.on_shelf(held, "soon", on).count(),
        "expired": queries.on_shelf(held, "expired", on).count(),
        "reserve": queries.reserve_completeness(asker, on),
        "may_keep": may_keep(request),
        "rotate": rules.ROTATE_DAYS.in_force(on),
    }
    return render(request, "resources/stock.html", context)


@require_safe
def export_stock(request: HttpRequest, form: str) -> Any:
    on = beijing_day(timezone.now())
    rows = forms.StockFilters(request.GET).narrowed(queries.batches(asker_of(request)), on)
    return download(request, export.STOCK, export.stock(rows), form)


@require_safe
def warehouses(request: HttpRequest) -> HttpResponse:
    rows = queries.warehouses(asker_of(request))
    found = page_of(request, rows)
    context = {"page": found, "may_keep": may_keep(request), "shapes": points(found.rows)}
    return render(request, "resources/warehouses.html", context)


@require_safe
def warehouse(request: HttpRequest, pk: int) -> HttpResponse:
    asker, on = asker_of(request), beijing_day(timezone.now())
    found = one(Warehouse, asker, pk, "unit", "subdistrict")
    rows = list(queries.batches(asker).filter(warehouse=found).order_by("item__code", "expires_on")[:300])
    for each in rows:
        each.shelf_now = each.shelf(on)
    context = {
        "warehouse": found,
        "facts": facts(
            found, "unit", "holding", "spread", "area_m2", "keeper", "phone", "address", "subdistrict"
        ),
        "batches": rows,
        "shapes": points([found]),
        "may_keep": may_keep(request) and (asker.sees_district or asker.unit_id in found.unit.line),
    }
    return render(request, "resources/warehouse.html", context)


def edit_warehouse(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    asker = asker_of(request)
    _keepers_only(request)
    known = one(Warehouse, asker, pk, "unit") if pk else None
    if known:
        stock_actions.only_keeper(asker, known.unit, "管理物资库")
    form = forms.WarehouseForm(request.POST or None, instance=known)
    where = Where(
        _("登记物资库") if not pk else _("修改物资库"), reverse("resources:warehouses"), _("物资库")
    )

    def act(_values: dict[str, Any]) -> Warehouse:
        return stock_actions.keep_warehouse(warehouse=form.save(commit=False), by=asker, at=timezone.now())

    return fill(request, form, act, where)


def take_in(request: HttpRequest, pk: int) -> HttpResponse:
    asker = asker_of(request)
    found = one(Warehouse, asker, pk, "unit", "subdistrict")
    stock_actions.only_keeper(asker, found.unit, "办理入库")
    where = Where(_("入库"), found.get_absolute_url(), str(found), draft=f"take-in-{pk}")

    def act(values: dict[str, Any]) -> Batch:
        return stock_actions.take_in(warehouse=found, by=asker, at=timezone.now(), **values)

    return fill(request, forms.TakeInForm(request.POST or None), act, where, said=_("已入库。"))


def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """The stock card of one batch, and what takes pieces out of it but a call."""
    asker, now = asker_of(request), timezone.now()
    found = one(Batch, asker, pk, "warehouse__unit", "item")
    form = forms.TakeOutForm(request.POST or None)

    def act(values: dict[str, Any]) -> Batch:
        if values["kind"] == MovementKind.COUNTED:
            stock_actions.count(batch=found, found=values["quantity"], why=values["why"], by=asker, at=now)
        else:
            stock_actions.take_out(batch=found, by=asker, at=now, **values)
        return found  # type: ignore[no-any-return]

    return fill(
        request,
        form,
        act,
        Where(str(found), found.warehouse.get_absolute_url(), str(found.warehouse)),
        template="resources/batch.html",
        batch=found,
        facts=facts(found, "item", "warehouse", "lot", "produced_on", "expires_on", "shelf_place"),
        shelf=found.shelf(beijing_day(now)),
        movements=list(found.movements.select_related("order").order_by("-pk")[:200]),
        may_keep=may_keep(request),
    )


@require_safe
def items(request: HttpRequest) -> HttpResponse:
    asker = asker_of(request)
    context = {
        "items": queries.items(),
        "edition": rules.CLASSES.in_force(beijing_day(timezone.now())),
        "is_office": asker.holds(Role.OFFICE, Role.ADMINISTRATOR),
    }
    return render(request, "resources/items.html", context)


@require_POST
def load_items(request: HttpRequest) -> HttpResponse:
    keeping_actions.load_catalogue(by=asker_of(request), at=timezone.now())
    return redirect("resources:items")


@require_safe
def requirements(request: HttpRequest) -> HttpResponse:
    """The requirement plan against what there is: IND-041, line by line."""
    asker, on = asker_of(request), beijing_day(timezone.now())
    year = request.GET.get("year", "")
    rows = queries.visible(Requirement, asker).filter(
        year=int(year) if year.isdecimal() and len(year) == 4 else on.year
    )
    unit = request.GET.get("unit", "")
    if unit.isdecimal() and len(unit) < 18:
        rows = rows.filter(unit_id=int(unit))
    lines = queries.requirement_lines(rows, on)
    met = sum(each.met for each in lines)
    only = request.GET.get("only", "")
    shown = [
        each
        for each in lines
        if not only or (only == "unmet" and not each.met) or (only == "below" and each.below)
    ]
    context = {
        "lines": shown[:500],
        "all": len(lines),
        "reserve": rules.Completeness(met, len(lines)),
        "unmet": len(lines) - met,
        "below": sum(each.below for each in lines),
        "capacity": rules.CAPACITY_COUNTS.in_force(on),
        "units": Unit.objects.filter(pk__in=queries.visible(Requirement, asker).values("unit_id")).order_by(
            "order"
        ),
        "chosen": unit,
        "year": year or on.year,
        "may_keep": may_keep(request),
    }
    return render(request, "resources/requirements.html", context)


def plan(request: HttpRequest) -> HttpResponse:
    asker = asker_of(request)
    _keepers_only(request)
    form = forms.RequirementForm(
        request.POST or None, initial={"year": timezone.localdate().year, "unit": asker.unit_id}
    )
    where = Where(_("编制需求计划"), reverse("resources:requirements"), _("需求计划"))

    def act(_values: dict[str, Any]) -> str:
        keeping_actions.plan_requirement(requirement=form.save(commit=False), by=asker, at=timezone.now())
        return "resources:requirements"

    return fill(request, form, act, where)


@require_safe
def contracts(request: HttpRequest) -> HttpResponse:
    asker = asker_of(request)
    rows = queries.visible(CapacityContract, asker).select_related("unit", "enterprise", "item")
    found = page_of(request, rows)
    context = {"page": found, "today": timezone.localdate(), "may_keep": may_keep(request)}
    return render(request, "resources/contracts.html", context)


def contract(request: HttpRequest) -> HttpResponse:
    _keepers_only(request)
    form = forms.ContractForm(request.POST or None)
    where = Where(_("登记能力储备协议"), reverse("resources:contracts"), _("能力储备"))

    def act(_values: dict[str, Any]) -> str:
        made = form.save(commit=False)
        keeping_actions.contract_capacity(contract=made, by=asker_of(request), at=timezone.now())
        return "resources:contracts"

    return fill(request, form, act, where)


def _keepers_only(request: HttpRequest) -> None:
    if not may_keep(request):
        raise NotAllowed("您的岗位不能办理，请联系本单位的物资管理人员。")


def edit_item(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    asker = asker_of(request)
    if not asker.holds(Role.OFFICE, Role.ADMINISTRATOR):
        raise NotAllowed("物资目录由安委办维护。")
    known = get_object_or_404(Item, pk=pk) if pk else None
    form = forms.ItemForm(request.POST or None, instance=known)
    where = Where(_("物资目录条目"), reverse("resources:items"), _("物资目录"))

    def act(_values: dict[str, Any]) -> str:
        keeping_actions.keep_item(item=form.save(commit=False), by=asker, at=timezone.now())
        return "resources:items"

    return fill(request, form, act, where)


@require_safe
def stations(request: HttpRequest) -> HttpResponse:
    """Fire stations of the register against the standard of their class."""
    asker, on = asker_of(request), beijing_day(timezone.now())
    found = []
    for each in objects_of("fire_station", asker):
        known = each.attributes
        station = rules.Station(
            known.get("grade"),  # type: ignore[arg-type]
            known.get("fire_engine_held"),  # type: ignore[arg-type]
            known.get("duty_strength"),  # type: ignore[arg-type]
        )
        found.append((each, station, rules.judge_station(station, on)))
    context = {
        "stations": found,
        "met": sum(judged.meets is True for _each, _station, judged in found),
        "unmet": sum(judged.meets is False for _each, _station, judged in found),
        "unknown": sum(judged.meets is None for _each, _station, judged in found),
        "edition": rules.STATION_STANDARDS.in_force(on),
        "grades": GRADES,
    }
    return render(request, "resources/stations.html", context)


GRADES = {
    "first": gettext_lazy("一级普通消防站"),
    "second": gettext_lazy("二级普通消防站"),
    "small": gettext_lazy("小型普通消防站"),
    "special": gettext_lazy("特勤消防站"),
    "support": gettext_lazy("战勤保障消防站"),
}
