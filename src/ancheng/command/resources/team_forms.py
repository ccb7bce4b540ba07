"""Forms and filters of teams and mutual aid."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ancheng.base.asker import Asker
from ancheng.command.resources import queries
from ancheng.command.resources.forms import EnterpriseField, Point, Units, day_widgets
from ancheng.command.resources.models import (
    Agreement,
    Equipment,
    Meeting,
    MutualAid,
    Qualification,
    Team,
)
from ancheng.command.resources.team_models import Readiness, TeamKind
from ancheng.command.resources.workflows.mutual_aid import WORKFLOW as AID
from ancheng.kernel.orgs.models import Unit
from ancheng.kernel.orgs.queries import responsible_units
from ancheng.kernel.pages import Filters, RecordForm


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
