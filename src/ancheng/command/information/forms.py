"""Forms and filters of information."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ancheng.command.information.declare import kinds
from ancheng.command.information.workflows.notice import WORKFLOW
from ancheng.kernel.language import named
from ancheng.kernel.pages import Filters


def kind_choices() -> list[tuple[str, str]]:
    return [(key, named(each)) for key, each in kinds().items()]


class NoticeFilters(Filters):
    q = forms.CharField(label=_("标题、编号"), max_length=80)
    kind = forms.ChoiceField(label=_("类型"), choices=kind_choices)
    state = forms.ChoiceField(label=_("状态"), choices=[(each.key, each.label) for each in WORKFLOW.states])

    def narrowed(self, rows: Any) -> Any:
        asked = self.asked()
        text = asked.pop("q", "")
        if text:
            rows = rows.filter(Q(title__icontains=text) | Q(number__icontains=text))
        return rows.filter(**asked)


class NoticeForm(forms.Form):
    title = forms.CharField(label=_("标题"), max_length=120)
    text = forms.CharField(label=_("内容"), widget=forms.Textarea(attrs={"rows": 10}))
    nonce = forms.CharField(
        max_length=36, required=False, widget=forms.HiddenInput(), initial=lambda: str(uuid4())
    )


class InquiryForm(forms.Form):
    outlet = forms.CharField(label=_("媒体"), max_length=80)
    contact = forms.CharField(label=_("联系人和电话"), max_length=80, required=False)
    question = forms.CharField(label=_("问题"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))


class AnswerForm(forms.Form):
    text = forms.CharField(label=_("答复"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
