"""Forms and filters of shelters."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ancheng.command.resources.models import Warehouse
from ancheng.command.shelters.models import Entrance, Guest, Opening, Shelter
from ancheng.command.shelters.workflows.opening import WORKFLOW
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.kernel.pages import DayInput, Filters, RecordForm

CATEGORIES = (("one", _("Ⅰ类")), ("two", _("Ⅱ类")), ("three", _("Ⅲ类")))


class ShelterFilters(Filters):
    q = forms.CharField(label=_("名称、编号、地址"), max_length=80)
    category = forms.ChoiceField(label=_("类别"), choices=CATEGORIES)
    subdistrict = forms.ModelChoiceField(label=_("街道、地区"), queryset=Unit.objects.none())

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        rows = Unit.objects.in_use().filter(kind=UnitKind.SUBDISTRICT).order_by("order")
        self.fields["subdistrict"].queryset = rows  # type: ignore[attr-defined]

    def narrowed(self, rows: Any) -> Any:
        asked = self.asked()
        text = asked.pop("q", "")
        if text:
            rows = rows.filter(
                Q(name__icontains=text) | Q(code__istartswith=text) | Q(address__icontains=text)
            )
        return rows.filter(**asked)


class OpeningFilters(Filters):
    q = forms.CharField(label=_("编号、场所、原因"), max_length=80)
    state = forms.ChoiceField(label=_("状态"), choices=[(each.key, each.label) for each in WORKFLOW.states])

    def narrowed(self, rows: Any) -> Any:
        asked = self.asked()
        text = asked.pop("q", "")
        if text:
            named = Q(shelter__name__icontains=text) | Q(reason__icontains=text)
            rows = rows.filter(Q(number__icontains=text) | named)
        return rows.filter(**asked)


class DescribeForm(RecordForm):
    class Meta:
        model = Shelter
        fields = ("keeper", "phone", "warehouse")

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["warehouse"].queryset = Warehouse.objects.filter(closed_on=None).order_by("name")  # type: ignore[attr-defined]


class EntranceForm(RecordForm):
    class Meta:
        model = Entrance
        fields = ("name", "width_m", "vehicles", "step_free")


class PrepareForm(RecordForm):
    class Meta:
        model = Opening
        fields = ("reason", "stay")


class CountForm(forms.Form):
    number = forms.IntegerField(label=_("在场人数"), min_value=0)


class GuestForm(RecordForm):
    class Meta:
        model = Guest
        fields = ("name", "household", "id_last4", "phone", "home", "needs")


class FinishForm(forms.Form):
    summary = forms.CharField(label=_("关闭说明"), max_length=300)


class PopulationForm(forms.Form):
    community = forms.ModelChoiceField(label=_("社区、村"), queryset=Unit.objects.none())
    people = forms.IntegerField(label=_("常住人口"), min_value=0)
    source = forms.CharField(label=_("来源"), max_length=120)
    on = forms.DateField(label=_("统计日期"), widget=DayInput())

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        rows = Unit.objects.in_use().filter(kind=UnitKind.COMMUNITY).order_by("path")
        self.fields["community"].queryset = rows  # type: ignore[attr-defined]
