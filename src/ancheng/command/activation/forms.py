"""Forms of activations."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from ancheng.base.asker import Asker
from ancheng.command.activation import queries
from ancheng.command.contingency.forms import LEVELS
from ancheng.command.contingency.models import Plan
from ancheng.command.duty.models import CallList
from ancheng.command.incidents.models import Incident


class ActivateForm(forms.Form):
    matter = forms.CharField(label=_("事由"), max_length=200)
    place = forms.CharField(label=_("地点"), max_length=200, required=False)
    level = forms.TypedChoiceField(label=_("响应级别"), choices=LEVELS, coerce=int, initial=4)
    called = forms.ModelChoiceField(
        label=_("呼叫名单"), queryset=CallList.objects.none(), required=False, empty_label=_("不呼叫")
    )
    nonce = forms.CharField(max_length=36, widget=forms.HiddenInput())

    def __init__(self, data: Any, *, asker: Asker, plan: Plan, incident: Incident | None = None) -> None:
        initial: dict[str, Any] = {"nonce": str(uuid4())}
        if incident:
            place = incident.address or str(incident.subdistrict or "")
            level = incident.response_level or incident.grade or 4
            initial |= {"matter": incident.title, "place": place, "level": level}
        super().__init__(data, initial=initial)
        self.fields["called"].queryset = queries.call_lists(asker, plan)  # type: ignore[attr-defined]
