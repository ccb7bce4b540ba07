"""Forms and filters of dispatch."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.contrib.gis.geos import GEOSGeometry
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ancheng.command.dispatch.declare import ABILITIES
from ancheng.command.dispatch.models import Closure, Crew, Fault
from ancheng.command.dispatch.registry import choices
from ancheng.command.dispatch.values import Place
from ancheng.command.dispatch.workflows import elevator_rescue, turnout
from ancheng.command.resources.models import Team
from ancheng.kernel.language import named
from ancheng.kernel.pages import Filters, MomentInput, RecordForm
from ancheng.kernel.places.models import SourceCrs


def abilities() -> list[tuple[str, str]]:
    return [(key, named(label)) for key, label in ABILITIES.items()]


class DrawnField(forms.CharField):
    """A shape as the map draws it (GeoJSON); what is none is said."""

    widget = forms.HiddenInput
    default_error_messages = {"required": _("请在地图上标绘。")}

    def to_python(self, value: Any) -> GEOSGeometry | None:
        text = super().to_python(value)
        if not text:
            return None
        try:
            found = GEOSGeometry(text)
        except Exception as fault:
            raise ValidationError(_("所画的图形无法识别，请重新绘制。")) from fault
        found.srid = 4326
        return found


class MissionFilters(Filters):
    q = forms.CharField(label=_("编号、事由、地点"), max_length=80)
    card = forms.ChoiceField(label=_("调派卡"), choices=choices)
    running = forms.BooleanField(label=_("只看进行中"))

    def narrowed(self, rows: Any) -> Any:
        asked = self.asked()
        text, running = asked.pop("q", ""), asked.pop("running", False)
        if text:
            rows = rows.filter(
                Q(number__icontains=text) | Q(text__icontains=text) | Q(address__icontains=text)
            )
        return rows.filter(**asked, **({"closed_at": None} if running else {}))


class CrewFilters(Filters):
    q = forms.CharField(label=_("呼号、名称、队伍"), max_length=80)
    ability = forms.ChoiceField(label=_("能力"), choices=abilities)
    status = forms.ChoiceField(label=_("状态"), choices=Crew.Status.choices)

    def narrowed(self, rows: Any) -> Any:
        asked = self.asked()
        text, ability = asked.pop("q", ""), asked.pop("ability", "")
        if text:
            rows = rows.filter(
                Q(call_sign__icontains=text) | Q(name__icontains=text) | Q(team__name__icontains=text)
            )
        if ability:
            rows = rows.filter(abilities__contains=[ability])
        return rows.filter(**asked)


class RescueFilters(Filters):
    q = forms.CharField(label=_("编号、识别码、电梯、维保单位"), max_length=80)
    state = forms.ChoiceField(
        label=_("状态"), choices=[(each.key, each.label) for each in elevator_rescue.WORKFLOW.states]
    )

    def narrowed(self, rows: Any) -> Any:
        asked = self.asked()
        text = asked.pop("q", "")
        if text:
            known = Q(number__icontains=text) | Q(rescue_code__istartswith=text)
            rows = rows.filter(known | Q(elevator__icontains=text) | Q(maintainer__icontains=text))
        return rows.filter(**asked)


class ClosureForm(forms.Form):
    reason = forms.CharField(label=_("封闭原因"), max_length=200)
    starts_at = forms.DateTimeField(label=_("开始时间（不填为立即）"), required=False, widget=MomentInput())
    ends_at = forms.DateTimeField(label=_("结束时间（不填为解除为止）"), required=False, widget=MomentInput())
    geometry = DrawnField(label=_("封闭范围"))
    nonce = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60)

    def __init__(self, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        self.fields["nonce"].initial = str(uuid4())

    def closure(self, at: Any) -> Closure:
        told = self.cleaned_data
        return Closure(
            nonce=told["nonce"] or None,
            reason=told["reason"],
            geometry=told["geometry"],
            starts_at=told["starts_at"] or at,
            ends_at=told["ends_at"],
        )


class CrewForm(RecordForm):
    abilities = forms.MultipleChoiceField(
        label=_("能力"), choices=abilities, widget=forms.CheckboxSelectMultiple
    )
    geometry = DrawnField(label=_("驻地"), required=False)

    class Meta:
        model = Crew
        fields = (
            "name",
            "call_sign",
            "team",
            "maintainer",
            "phone",
            "status",
            "address",
            "abilities",
            "geometry",
        )

    def __init__(self, *given: Any, asker: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        rows = Team.objects.visible_to(asker).filter(closed_on=None).order_by("name")
        self.fields["team"].queryset = rows  # type: ignore[attr-defined]
        self.fields["status"].choices = [  # type: ignore[attr-defined]
            pair
            for pair in Crew.Status.choices
            if pair[0] != Crew.Status.OUT or self.instance.status == Crew.Status.OUT
        ]


class PlaceForm(forms.Form):
    """A place on the map, or typed with its frame."""

    crs = forms.ChoiceField(label=_("坐标系"), choices=SourceCrs.choices, required=False)
    lon = forms.FloatField(label=_("经度（可不填，改为地图标绘）"), required=False)
    lat = forms.FloatField(label=_("纬度"), required=False)
    address = forms.CharField(label=_("地点"), max_length=200, required=False)
    geometry = DrawnField(label=_("位置"), required=False)

    def place(self) -> Place | None:
        told = self.cleaned_data
        if told.get("lon") is not None and told.get("lat") is not None:
            return Place(told["lon"], told["lat"], told.get("crs") or SourceCrs.WGS84, told["address"])
        drawn = told.get("geometry")
        return (
            Place(drawn.x, drawn.y, address=told["address"]) if drawn and drawn.geom_type == "Point" else None
        )


class MissionForm(PlaceForm):
    card = forms.ChoiceField(label=_("调派卡"), choices=choices)
    text = forms.CharField(label=_("事由"), max_length=200)
    nonce = forms.CharField(widget=forms.HiddenInput, max_length=60)
    incident = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)
    incident_title = forms.CharField(widget=forms.HiddenInput, required=False, max_length=120)
    field_order = (
        "card",
        "text",
        "address",
        "crs",
        "lon",
        "lat",
        "geometry",
        "nonce",
        "incident",
        "incident_title",
    )

    def __init__(self, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        self.fields["nonce"].initial = str(uuid4())

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if not self.errors and self.place() is None:
            raise ValidationError(_("请在地图上点击位置，或填写经度、纬度。"))
        return told


class CallForm(forms.Form):
    rescue_code = forms.CharField(label=_("应急救援识别码"), max_length=30, required=False)
    told = forms.CharField(label=_("报警内容（小区、楼号、单元）"), max_length=200, required=False)
    caller = forms.CharField(label=_("报警电话"), max_length=30, required=False)
    trapped = forms.IntegerField(label=_("被困人数"), required=False, min_value=0, max_value=60)
    source = forms.CharField(widget=forms.HiddenInput, max_length=60)
    asset = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)

    def __init__(self, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        self.fields["source"].initial = f"phone:{uuid4()}"


class LocateForm(PlaceForm):
    rescue_code = forms.CharField(label=_("应急救援识别码"), max_length=30, required=False)
    field_order = ("rescue_code", "address", "crs", "lon", "lat")


class FreeForm(forms.Form):
    trapped = forms.IntegerField(label=_("救出人数"), min_value=0, max_value=60)
    injured = forms.IntegerField(label=_("其中受伤"), min_value=0, max_value=60, initial=0)


class CloseForm(forms.Form):
    fault = forms.ChoiceField(label=_("故障原因"), choices=Fault.choices)
    finding = forms.CharField(label=_("处置情况"), max_length=300)


class ReviewForm(forms.Form):
    review = forms.CharField(label=_("复核意见"), max_length=300)


class TurnoutFilters(Filters):
    state = forms.ChoiceField(
        label=_("状态"), choices=[(each.key, each.label) for each in turnout.WORKFLOW.states]
    )

    def narrowed(self, rows: Any) -> Any:
        return rows.filter(**self.asked())
