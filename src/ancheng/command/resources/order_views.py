"""Pages of call orders."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ancheng.base.clock import beijing_day
from ancheng.base.errors import NotAllowed
from ancheng.base.numbers import key as key_of
from ancheng.command.pages import fill
from ancheng.command.resources import actions, export, queries
from ancheng.command.resources import order_forms as forms
from ancheng.command.resources.models import CallOrder
from ancheng.command.resources.values import Asked
from ancheng.command.resources.workflows.call_order import REQUESTERS
from ancheng.kernel.counting import how_many
from ancheng.kernel.exchange.download import download
from ancheng.kernel.pages import Where, asker_of, clock_of, facts, one, page_of, realm_of, take, verbs

RELATED = ("owner_unit", "issuer_unit", "requester_unit", "warehouse__unit")


def _dispatch_form(order: CallOrder, data: Any) -> forms.DispatchForm:
    return forms.DispatchForm(order, data, on=beijing_day(timezone.now()))


MADE = {"dispatch": _dispatch_form, "receive": forms.ReceiveForm, "account": forms.AccountForm}
ACTS = {
    "approve": actions.approve,
    "refuse": actions.refuse,
    "withdraw": actions.withdraw,
    "dispatch": actions.dispatch,
    "receive": actions.receive,
    "account": actions.account,
    "settle": actions.settle,
}


@require_safe
def orders(request: HttpRequest) -> HttpResponse:
    asker = asker_of(request)
    filters = forms.OrderFilters(request.GET)
    rows = filters.narrowed(queries.orders(asker, realm_of(request)))
    context = {
        "page": page_of(request, rows),
        "count": how_many(rows),
        "filters": filters,
        "query": request.GET.urlencode(),
        "waiting": queries.count_orders(asker),
        "may_ask": asker.holds(*REQUESTERS),
    }
    return render(request, "resources/orders.html", context)


@require_safe
def export_orders(request: HttpRequest, form: str) -> Any:
    rows = forms.OrderFilters(request.GET).narrowed(queries.orders(asker_of(request), realm_of(request)))
    return download(request, export.ORDERS, export.orders(rows), form)


def new(request: HttpRequest) -> HttpResponse:
    asker = asker_of(request)
    if not asker.holds(*REQUESTERS):
        raise NotAllowed("您的岗位不能申请调用物资，请联系街乡或部门值班人员。")
    item = key_of(request.GET.get("item"))
    store = key_of(request.GET.get("store"))
    form = forms.OrderForm(request.POST or None, initial={"warehouse": store, "item_1": item})
    where = Where(
        _("申请调用物资"), reverse("resources:orders"), _("物资调用"), _("提交申请"), draft="call-order"
    )

    def act(values: dict[str, Any]) -> CallOrder:
        asked = Asked(
            values["warehouse"].pk, values["lines"], values["purpose"], values["address"], values["contact"]
        )
        nonce, realm = values["nonce"], realm_of(request)
        return actions.request_supplies(asked=asked, nonce=nonce, by=asker, at=timezone.now(), realm=realm)

    return fill(
        request,
        form,
        act,
        where,
        said=_("申请已提交，等待批准。"),
        template="resources/new_order.html",
        items=queries.items(),
        item=item,
        stores=queries.where_there_is(item, beijing_day(timezone.now())) if item else None,
    )


@require_safe
def order(request: HttpRequest, pk: int) -> HttpResponse:
    return show(request, one(CallOrder, asker_of(request), pk, *RELATED))


def show(
    request: HttpRequest, found: CallOrder, bound: dict[str, Any] | None = None, sentence: str = ""
) -> HttpResponse:
    """The order with its lines, and the form of the step that is awaited."""
    on = beijing_day(timezone.now())
    lines = list(
        found.lines.select_related("item").prefetch_related("allocations__batch__item").order_by("pk")
    )
    short = {}
    if found.state == "approved":
        short = {key: picked.short for key, picked in queries.suggested(found, on).items() if picked.short}
    context = {
        "case": found,
        "clock": clock_of(found),
        "lines": lines,
        "short": short,
        "verbs": verbs(found, asker_of(request), MADE, bound=bound),
        "act_url": "resources:act_order",
        "sentence": sentence,
        "facts": facts(
            found, "requester_unit", "warehouse", "purpose", "address", "contact", "carrier", "remarks"
        ),
    }
    return render(request, "resources/order.html", context, status=422 if bound else 200)


@require_POST
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """One step of one order."""
    found = one(CallOrder, asker_of(request), pk, *RELATED)
    return take(
        request,
        found,
        verb,
        made=MADE,
        acts=ACTS,
        again=lambda bound, sentence: show(request, found, bound, sentence),
    )
