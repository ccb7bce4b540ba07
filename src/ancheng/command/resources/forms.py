"""Forms and filters of teams and supplies."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.contrib.gis.gdal import GDALException
from django.contrib.gis.geos import GEOSException, GEOSGeometry
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ancheng.base.asker import Asker
from ancheng.command.pages import DayInput, Filters, RecordForm
from ancheng.command.resources import queries
from ancheng.command.resources.models import (
    Agreement,
    Allocation,
    CallOrder,
    CapacityContract,
    Equipment,
    Holding,
    Item,
    Meeting,
    MovementKind,
    MutualAid,
    Qualification,
    Requirement,
    Spread,
    Team,
    Warehouse,
)
from ancheng.command.resources.rules import Shelf
from ancheng.command.resources.team_models import Readiness, TeamKind
from ancheng.command.resources.values import Accounted
from ancheng.command.resources.workflows.call_order import WORKFLOW as ORDER
from ancheng.command.resources.workflows.mutual_aid import WORKFLOW as AID
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.kernel.orgs.queries import responsible_units

SHELVES = (
    (Shelf.GOOD.value, _("在有效期内")),
    (Shelf.SOON.value, _("须轮换")),
    (Shelf.EXPIRED.value, _("已过期")),
    (Shelf.NO_END.value, _("无有效期")),
)
DAYS = {"widget": DayInput()}


def day_widgets(*names: str) -> dict[str, DayInput]:
    return {name: DayInput() for name in names}


class Point(forms.CharField):
    """A place drawn on the map, as GeoJSON in WGS 84."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> GEOSGeometry | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            found = GEOSGeometry(text, srid=4326)
        except (ValueError, TypeError, GDALException, GEOSException) as fault:
            raise forms.ValidationError(_("位置无法识别，请在地图上重新点选。")) from fault
        if found.geom_type != "Point" or found.empty:
            raise forms.ValidationError(_("请在地图上点选一个位置。"))
        return found

    def prepare_value(self, value: Any) -> Any:
        return value.geojson if isinstance(value, GEOSGeometry) else value


class Units:
    """Unit fields offer the units that can be responsible."""

    def narrow(self, *names: str) -> None:
        for name in names:
            self.fields[name].queryset = responsible_units()  # type: ignore[attr-defined]


class TeamFilters(Filters):
    q = forms.CharField(label=_("名称、负责人、专业"), max_length=80)
    kind = forms.ChoiceField(label=_("类别"), choices=TeamKind.choices)
    readiness = forms.ChoiceField(label=_("状态"), choices=Readiness.choices)
    unit = forms.ModelChoiceField(label=_("所属单位"), queryset=Unit.objects.none())

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.fields["unit"].queryset = responsible_units()  # type: ignore[attr-defined]

    def narrowed(self, rows: Any) -> Any:
        asked = self.asked()
        text = asked.pop("q", "")
        if text:
            rows = rows.filter(
                Q(name__icontains=text) | Q(leader__icontains=text) | Q(speciality__icontains=text)
            )
        return rows.filter(**asked)


class StockFilters(Filters):
    q = forms.CharField(label=_("物资、批号"), max_length=80)
    division = forms.ChoiceField(label=_("大类"), choices=Item._meta.get_field("division").choices or [])
    holding = forms.ChoiceField(label=_("储备主体"), choices=Holding.choices)
    spread = forms.ChoiceField(label=_("储备方式"), choices=Spread.choices)
    shelf = forms.ChoiceField(label=_("有效期"), choices=SHELVES)
    warehouse = forms.IntegerField(widget=forms.HiddenInput)
    item = forms.IntegerField(widget=forms.HiddenInput)

    def narrowed(self, rows: Any, on: Any) -> Any:
        asked = self.asked()
        text, shelf = asked.pop("q", ""), asked.pop("shelf", "")
        names = {
            "division": "item__division",
            "holding": "warehouse__holding",
            "spread": "warehouse__spread",
            "warehouse": "warehouse_id",
            "item": "item_id",
        }
        if text:
            rows = rows.filter(Q(item__name__icontains=text) | Q(lot__icontains=text))
        if shelf:
            rows = queries.on_shelf(rows, shelf, on)
        return rows.filter(**{names[key]: value for key, value in asked.items()})


class OrderFilters(Filters):
    q = forms.CharField(label=_("编号、用途"), max_length=80)
    state = forms.ChoiceField(label=_("状态"), choices=[(each.key, each.label) for each in ORDER.states])

    def narrowed(self, rows: Any) -> Any:
        asked = self.asked()
        text = asked.pop("q", "")
        if text:
            rows = rows.filter(Q(number__icontains=text) | Q(purpose__icontains=text))
        return rows.filter(**asked)


class AidFilters(Filters):
    q = forms.CharField(label=_("编号、内容"), max_length=80)
    state = forms.ChoiceField(label=_("状态"), choices=[(each.key, each.label) for each in AID.states])

    def narrowed(self, rows: Any) -> Any:
        asked = self.asked()
        text = asked.pop("q", "")
        if text:
            rows = rows.filter(Q(number__icontains=text) | Q(text__icontains=text))
        return rows.filter(**asked)


class TeamForm(Units, RecordForm):
    geometry = Point(required=False)

    class Meta:
        model = Team
        fields = (
            "name", "kind", "unit", "speciality", "strength", "on_duty", "leader", "phone", "readiness",
            "trained_on", "address", "geometry",
        )  # fmt: skip
        widgets = day_widgets("trained_on")

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.narrow("unit")


class EquipmentForm(RecordForm):
    class Meta:
        model = Equipment
        fields = ("name", "quantity", "measure", "checked_on")
        widgets = day_widgets("checked_on")


class QualificationForm(RecordForm):
    class Meta:
        model = Qualification
        fields = ("title", "holder", "number", "expires_on")
        widgets = day_widgets("expires_on")


class EnterpriseField(forms.CharField):
    """An enterprise by its full name or its credit code."""

    def clean(self, value: Any) -> Unit | None:
        text = super().clean(value).strip()
        if not text:
            return None
        rows = Unit.objects.in_use().filter(kind=UnitKind.ENTERPRISE)
        found = rows.filter(Q(name=text) | Q(enterprise__credit_code=text.upper())).first()
        if found is None:
            raise forms.ValidationError(
                _("没有找到企业“%(name)s”，请填写企业全称或统一社会信用代码。"), params={"name": text[:60]}
            )
        return found


class AgreementForm(RecordForm):
    enterprise = EnterpriseField(label=_("企业（全称或信用代码）"), max_length=120)

    class Meta:
        model = Agreement
        fields = ("enterprise", "team", "number", "scope", "starts_on", "ends_on")
        widgets = day_widgets("starts_on", "ends_on")

    def __init__(self, *given: Any, asker: Asker, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["team"].queryset = queries.teams(asker).order_by("name")  # type: ignore[attr-defined]


class MeetingForm(Units, RecordForm):
    decisions = forms.CharField(
        label=_("议定事项（每行一项，写成“单位：事项”，保存后成为该单位的任务）"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )

    class Meta:
        model = Meeting
        fields = ("title", "held_on", "unit", "attending", "minutes")
        widgets = day_widgets("held_on")

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.narrow("unit", "attending")


class WarehouseForm(Units, RecordForm):
    geometry = Point(required=False)

    class Meta:
        model = Warehouse
        fields = ("name", "unit", "holding", "spread", "area_m2", "keeper", "phone", "address", "geometry")

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.narrow("unit")


class TakeInForm(forms.Form):
    item = forms.ModelChoiceField(label=_("物资"), queryset=Item.objects.all())
    lot = forms.CharField(label=_("批号"), max_length=40)
    quantity = forms.IntegerField(label=_("数量"), min_value=1)
    shelf_place = forms.CharField(label=_("货位"), max_length=40, required=False)
    produced_on = forms.DateField(label=_("生产日期"), required=False, **DAYS)
    expires_on = forms.DateField(label=_("有效期至"), required=False, **DAYS)
    why = forms.CharField(label=_("来源说明"), max_length=200, required=False)


class TakeOutForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("事由"),
        choices=[
            (each.value, each.label)
            for each in (MovementKind.ROTATED, MovementKind.SCRAPPED, MovementKind.COUNTED)
        ],
    )
    quantity = forms.IntegerField(label=_("数量（盘点填实际数）"), min_value=0)
    why = forms.CharField(label=_("去向或原因"), max_length=200)


class ItemForm(RecordForm):
    class Meta:
        model = Item
        fields = ("code", "name", "division", "measure", "shelf_months", "source", "verified")


class RequirementForm(Units, RecordForm):
    class Meta:
        model = Requirement
        fields = ("year", "unit", "item", "required", "minimum", "basis")

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.narrow("unit")


class ContractForm(Units, RecordForm):
    enterprise = EnterpriseField(label=_("企业（全称或信用代码）"), max_length=120)

    class Meta:
        model = CapacityContract
        fields = (
            "number", "unit", "enterprise", "item", "quantity", "within_hours", "starts_on", "ends_on", "contact",
        )  # fmt: skip
        widgets = day_widgets("starts_on", "ends_on")

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.narrow("unit")


LINES = 5


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


class AidForm(Units, RecordForm):
    nonce = forms.CharField(widget=forms.HiddenInput, max_length=36)

    class Meta:
        model = MutualAid
        fields = ("owner_unit", "kind", "text", "address", "contact")
        labels = {"owner_unit": _("向谁请求（街乡、区级指挥单位）")}

    def __init__(self, *given: Any, **more: Any) -> None:
        more.setdefault("initial", {})["nonce"] = str(uuid4())
        super().__init__(*given, **more)
        self.narrow("owner_unit")


class AcceptForm(forms.Form):
    answer = forms.CharField(label=_("派出的力量"), max_length=300)
    team = forms.ModelChoiceField(label=_("派出队伍"), queryset=Team.objects.none(), required=False)

    def __init__(self, aid: MutualAid, data: Any) -> None:
        super().__init__(data)
        rows = Team.objects.filter(closed_on=None, unit_id=aid.owner_unit_id)
        self.fields["team"].queryset = rows.order_by("name")  # type: ignore[attr-defined]


class PassUpForm(forms.Form):
    city_number = forms.CharField(label=_("市级报文编号（报市级时必填）"), max_length=60, required=False)
