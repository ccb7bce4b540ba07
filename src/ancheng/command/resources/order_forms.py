"""Forms and filters of call orders."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ancheng.command.resources import queries
from ancheng.command.resources.models import (
    Allocation,
    CallOrder,
    Item,
    Warehouse,
)
from ancheng.command.resources.values import Accounted
from ancheng.command.resources.workflows.call_order import WORKFLOW as ORDER
from ancheng.kernel.pages import Filters

LINES = 5


class OrderFilters(Filters):
    q = forms.CharField(label=_("编号、用途"), max_length=80)
    state = forms.ChoiceField(label=_("状态"), choices=[(each.key, each.label) for each in ORDER.states])

    def narrowed(self, rows: Any) -> Any:
        asked = self.asked()
        text = asked.pop("q", "")
        if text:
            rows = rows.filter(Q(number__icontains=text) | Q(purpose__icontains=text))
        return rows.filter(**asked)


class OrderForm(forms.Form):
    nonce = forms.CharField(widget=forms.HiddenInput, max_length=36)
    warehouse = forms.ModelChoiceField(label=_("物资库"), queryset=Warehouse.objects.none())
    purpose = forms.CharField(label=_("用途"), max_length=200)
    address = forms.CharField(label=_("送达地点"), max_length=200)
    contact = forms.CharField(label=_("收货人和电话"), max_length=80)

    def __init__(self, *given: Any, **more: Any) -> None:
        more.setdefault("initial", {})["nonce"] = str(uuid4())
        super().__init__(*given, **more)
        self.fields["warehouse"].queryset = queries.warehouses_to_ask()  # type: ignore[attr-defined]
        for number in range(1, LINES + 1):
            self.fields[f"item_{number}"] = forms.ModelChoiceField(
                label=_("物资 %(number)s") % {"number": number},
                queryset=Item.objects.all(),
                required=number == 1,
            )
            self.fields[f"quantity_{number}"] = forms.IntegerField(
                label=_("数量 %(number)s") % {"number": number}, min_value=1, required=number == 1
            )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        lines: dict[int, int] = {}
        for number in range(1, LINES + 1):
            item, quantity = values.get(f"item_{number}"), values.get(f"quantity_{number}")
            if item and quantity:
                lines[item.pk] = lines.get(item.pk, 0) + quantity
            elif (item or quantity) and number > 1:
                self.add_error(f"quantity_{number}", _("物资和数量须一并填写。"))
        values["lines"] = lines
        return values


class DispatchForm(forms.Form):
    """How many pieces from which batch; filled in with what ends first."""

    carrier = forms.CharField(label=_("承运人和车牌"), max_length=80)

    def __init__(self, order: CallOrder, data: Any, *, on: Any) -> None:
        super().__init__(data)
        picked = {
            each.batch: each.quantity for all_ in queries.suggested(order, on).values() for each in all_.picks
        }
        rows = queries.usable(on).filter(
            warehouse_id=order.warehouse_id, item_id__in=order.lines.values("item_id")
        )
        self.keys: list[int] = []
        for each in rows.select_related("item").order_by("item__code", "expires_on", "pk"):
            end = f"，{each.expires_on:%Y-%m-%d}" if each.expires_on else ""
            label = f"{each.item} {each.lot}（{each.quantity}{each.item.measure}{end}）"
            self.keys.append(each.pk)
            self.fields[f"pick_{each.pk}"] = forms.IntegerField(
                label=label, min_value=0, required=False, initial=picked.get(each.pk, 0)
            )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        picks = {key: values.get(f"pick_{key}") or 0 for key in self.keys}
        return {"carrier": values.get("carrier", ""), "picks": picks}


class _PerAllocation(forms.Form):
    """Numbers for each allocation of an order."""

    def __init__(self, order: CallOrder, data: Any) -> None:
        super().__init__(data)
        rows = Allocation.objects.filter(line__order=order).select_related("batch", "batch__item")
        self.rows = list(rows.order_by("pk"))
        for each in self.rows:
            self.ask(each)
        self.fields["why"] = forms.CharField(label=_("短少、损耗的说明"), max_length=300, required=False)

    def ask(self, each: Allocation) -> None:
        raise NotImplementedError


class ReceiveForm(_PerAllocation):
    def ask(self, each: Allocation) -> None:
        self.fields[f"got_{each.pk}"] = forms.IntegerField(
            label=_("签收 %(batch)s（发出 %(sent)s）") % {"batch": each.batch, "sent": each.sent},
            min_value=0,
            initial=each.sent,
        )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        return {"received": {each.pk: values.get(f"got_{each.pk}") or 0 for each in self.rows}}


class AccountForm(_PerAllocation):
    def ask(self, each: Allocation) -> None:
        told = {"batch": each.batch, "received": each.received}
        self.fields[f"used_{each.pk}"] = forms.IntegerField(
            label=_("使用 %(batch)s（签收 %(received)s）") % told, min_value=0, initial=each.received
        )
        self.fields[f"back_{each.pk}"] = forms.IntegerField(
            label=_("归还 %(batch)s") % told, min_value=0, initial=0
        )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        told = {
            each.pk: Accounted(values.get(f"used_{each.pk}") or 0, values.get(f"back_{each.pk}") or 0)
            for each in self.rows
        }
        return {"accounted": told}
