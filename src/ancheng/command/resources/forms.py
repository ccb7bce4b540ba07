"""Forms and filters of teams and supplies."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.gis.gdal import GDALException
from django.contrib.gis.geos import GEOSException, GEOSGeometry
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ancheng.command.resources import queries
from ancheng.command.resources.models import (
    CapacityContract,
    Holding,
    Item,
    MovementKind,
    Requirement,
    Spread,
    Warehouse,
)
from ancheng.command.resources.rules import Shelf
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.kernel.orgs.queries import responsible_units
from ancheng.kernel.pages import DayInput, Filters, RecordForm

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
