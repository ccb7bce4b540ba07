"""Forms and filters of duty."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ancheng.base.asker import Asker
from ancheng.command.duty import queries
from ancheng.command.duty.actions import WORKERS
from ancheng.command.duty.models import CallList, CallMember, Desk, EntryKind, Part
from ancheng.kernel.orgs.models import Unit
from ancheng.kernel.orgs.queries import responsible_units
from ancheng.kernel.pages import DayInput, Filters, MomentInput, RecordForm
from ancheng.kernel.people.models import Person
from ancheng.kernel.people.queries import people_in

KINDS = [
    (each.value, each.label) for each in EntryKind if each not in (EntryKind.CORRECTION, EntryKind.HANDOVER)
]


def people_of(unit: Unit) -> Any:
    return people_in([unit.pk], timezone.localdate(), WORKERS)


class DeskForm(RecordForm):
    class Meta:
        model = Desk
        fields = ("name", "unit", "phone", "place")

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["unit"].queryset = responsible_units()  # type: ignore[attr-defined]


class PlanForm(forms.Form):
    first = forms.DateField(label=_("开始日期"), widget=DayInput())
    days = forms.IntegerField(label=_("天数"), min_value=1, max_value=92, initial=30)
    starts = forms.TimeField(
        label=_("交接班时间"), initial="08:30", widget=forms.TimeInput(attrs={"type": "time"})
    )
    shift_hours = forms.TypedChoiceField(
        label=_("班次长度"),
        choices=[(24, _("24小时一班")), (12, _("12小时一班")), (8, _("8小时一班"))],
        coerce=int,
    )
    leaders = forms.ModelMultipleChoiceField(
        label=_("带班领导（轮流，可空）"), queryset=Person.objects.none(), required=False
    )
    officers = forms.ModelMultipleChoiceField(label=_("值班员（轮流）"), queryset=Person.objects.none())

    def __init__(self, desk: Desk, data: Any) -> None:
        super().__init__(data)
        for name in ("leaders", "officers"):
            self.fields[name].queryset = people_of(desk.unit)  # type: ignore[attr-defined]


class ShiftForm(forms.Form):
    starts_at = forms.DateTimeField(label=_("开始"), widget=MomentInput())
    ends_at = forms.DateTimeField(label=_("结束"), widget=MomentInput())


class PutOnForm(forms.Form):
    person = forms.ModelChoiceField(label=_("人员"), queryset=Person.objects.none())
    part = forms.ChoiceField(label=_("职责"), choices=Part.choices, initial=Part.OFFICER)

    def __init__(self, desk: Desk, data: Any) -> None:
        super().__init__(data)
        self.fields["person"].queryset = people_of(desk.unit)  # type: ignore[attr-defined]


class EntryForm(forms.Form):
    kind = forms.ChoiceField(label=_("类别"), choices=KINDS)
    source = forms.CharField(label=_("来电（来文）单位和人员"), max_length=120, required=False)
    phone = forms.CharField(label=_("电话"), max_length=30, required=False)
    text = forms.CharField(label=_("内容"), widget=forms.Textarea(attrs={"rows": 3}), max_length=4000)
    open_ = forms.BooleanField(label=_("需要跟办"), required=False)


class EntryFilters(Filters):
    q = forms.CharField(label=_("内容、来电单位"), max_length=80)
    kind = forms.ChoiceField(label=_("类别"), choices=EntryKind.choices)
    desk = forms.ModelChoiceField(label=_("值班室"), queryset=Desk.objects.none())
    waiting = forms.BooleanField(label=_("只看未办结"))

    def __init__(self, data: Any, *, asker: Asker) -> None:
        super().__init__(data)
        self.fields["desk"].queryset = queries.desks(asker)  # type: ignore[attr-defined]

    def narrowed(self, rows: Any) -> Any:
        asked = self.asked()
        rows = queries.matching(rows, asked.pop("q", ""))
        if asked.pop("waiting", False):
            rows = rows.filter(open=True, done_at=None)
        return rows.filter(**asked)


class HandoverForm(forms.Form):
    summary = forms.CharField(label=_("本班情况"), widget=forms.Textarea(attrs={"rows": 3}))
    equipment = forms.CharField(label=_("设备和通信"), max_length=200, initial=_("设备正常，通信畅通"))


class CallListForm(RecordForm):
    class Meta:
        model = CallList
        fields = ("name", "unit")

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["unit"].queryset = responsible_units()  # type: ignore[attr-defined]


class MemberForm(RecordForm):
    class Meta:
        model = CallMember
        fields = ("person", "duty", "deputy")

    def __init__(self, call_list: CallList, data: Any) -> None:
        super().__init__(data)
        for name in ("person", "deputy"):
            self.fields[name].queryset = people_of(call_list.unit)  # type: ignore[attr-defined]


class CallForm(forms.Form):
    nonce = forms.CharField(widget=forms.HiddenInput, max_length=36)
    reason = forms.CharField(label=_("呼叫内容"), max_length=200)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"nonce": str(uuid4())})
