"""Forms and filters of knowledge."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from django import forms
from django.contrib.postgres.forms import SimpleArrayField
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ancheng.base.errors import Refusal
from ancheng.decision.knowledge.models import (
    VALIDITY_LABELS,
    Expert,
    Item,
    Kind,
    Listing,
    Precedent,
    Sort,
    Target,
)
from ancheng.decision.knowledge.workflows.item import STATES
from ancheng.kernel.orgs.models import Unit
from ancheng.kernel.pages import DayInput


class Filters(forms.Form):
    """The filters of a list as they stand in the address; a value that is none is refused with a sentence."""

    q = forms.CharField(label=_("名称、文号、正文、拼音首字母"), max_length=80)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        for field in self.fields.values():
            field.required = False
            if isinstance(field, forms.ChoiceField):
                field.choices = [("", _("全部")), *field.choices]
                field.widget.attrs["data-auto-submit"] = ""

    def asked(self) -> dict[str, Any]:
        if not self.is_valid():
            names = "、".join(str(self.fields[key].label or key) for key in self.errors if key in self.fields)
            raise Refusal(f"筛选条件“{names}”无效，请重新选择。")
        return {key: value for key, value in self.cleaned_data.items() if value not in (None, "", False)}


class ItemFilters(Filters):
    sort = forms.ChoiceField(label=_("类别"), choices=Sort.choices)
    validity = forms.ChoiceField(
        label=_("效力"), choices=[(each.value, label) for each, label in VALIDITY_LABELS.items()]
    )
    state = forms.ChoiceField(label=_("状态"), choices=[(each.key, each.label) for each in STATES])
    industry = forms.CharField(label=_("适用行业"), max_length=40)
    waiting = forms.BooleanField(label=_("待审核发布"))

    def narrowed(self, rows: Any, on: date) -> Any:
        asked = self.asked()
        asked.pop("q", "")
        match asked.pop("validity", ""):
            case "in_force":
                rows = rows.filter(
                    Q(valid_to=None) | Q(valid_to__gte=on), state="published", valid_from__lte=on
                )
            case "to_come":
                rows = rows.filter(Q(valid_to=None) | Q(valid_to__gte=on), valid_from__gt=on)
            case "ended":
                rows = rows.filter(valid_to__lt=on)
            case "unknown":
                rows = rows.filter(Q(valid_to=None) | Q(valid_to__gte=on), valid_from=None)
        if industry := asked.pop("industry", ""):
            rows = rows.filter(industries__contains=[industry])
        if asked.pop("waiting", False):
            rows = rows.filter(state__in=("submitted", "reviewed", "returned"))
        return rows.filter(**asked)


class PrecedentFilters(Filters):
    kind = forms.ChoiceField(label=_("类型"), choices=Kind.choices)
    state = forms.ChoiceField(label=_("状态"), choices=[(each.key, each.label) for each in STATES])


class ExpertFilters(Filters):
    q = forms.CharField(label=_("姓名、专业、拼音首字母"), max_length=40)
    availability = forms.ChoiceField(
        label=_("可用情况"), choices=Expert._meta.get_field("availability").choices
    )


class ListingFilters(Filters):
    q = forms.CharField(label=_("名称、编号"), max_length=80)
    direction = forms.ChoiceField(label=_("目录"), choices=Listing._meta.get_field("direction").choices)
    thing = forms.ChoiceField(label=_("类别"), choices=Listing._meta.get_field("thing").choices)


class UseFilters(Filters):
    q = forms.CharField(label=_("企业、目录条目"), max_length=80)
    direction = forms.ChoiceField(label=_("目录"), choices=Listing._meta.get_field("direction").choices)
    late = forms.BooleanField(label=_("逾期未停用"))


Words = partial(SimpleArrayField, forms.CharField(max_length=40), help_text=_("多个之间用英文逗号分隔"))


class ItemForm(forms.ModelForm):
    industries = Words(label=_("适用行业"), required=False)

    class Meta:
        model = Item
        fields = (
            "sort", "title", "number", "issuer", "version", "valid_from", "valid_to", "industries", "source",
            "verified", "replaces", "summary",
        )  # fmt: skip
        widgets = {"valid_from": DayInput(), "valid_to": DayInput(), "replaces": forms.NumberInput()}

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        begins, ends = found.get("valid_from"), found.get("valid_to")
        if begins and ends and ends < begins:
            self.add_error("valid_to", _("失效日期不能早于施行日期。"))
        return found


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("文件"), help_text=_("Word（.docx）、PDF 或 Markdown（.md），不超过 20 MB")
    )


class PrecedentForm(forms.ModelForm):
    class Meta:
        model = Precedent
        fields = (
            "title", "kind", "occurred_on", "place", "substance", "deaths", "injured", "brief", "direct_cause",
            "indirect_cause", "response", "lessons",
        )  # fmt: skip
        widgets = {"occurred_on": DayInput()}


class LinkForm(forms.Form):
    target = forms.ChoiceField(label=_("关联对象"), choices=Target.choices)
    target_id = forms.CharField(label=_("对象编号"), max_length=40)
    note = forms.CharField(label=_("说明"), max_length=200, required=False)


class _OfEnterprise(forms.Form):
    enterprise = forms.ModelChoiceField(
        label=_("企业（编号）"), queryset=Unit.objects.none(), widget=forms.NumberInput()
    )

    def __init__(self, *given: Any, enterprises: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["enterprise"].queryset = enterprises  # type: ignore[attr-defined]


class ExpertForm(forms.ModelForm):
    class Meta:
        model = Expert
        fields = ("name", "fields", "title", "employer", "phone", "availability", "away_until")
        widgets = {"away_until": DayInput()}


class InterestForm(_OfEnterprise):
    pass


class AskForm(_OfEnterprise):
    question = forms.CharField(label=_("咨询事项"), widget=forms.Textarea(attrs={"rows": 4}), max_length=3000)

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["enterprise"].required = False


class AcceptForm(forms.Form):
    no_conflict_declared = forms.BooleanField(label=_("专家已声明与该事项无利害关系"), required=False)


class AnswerForm(forms.Form):
    answer = forms.CharField(label=_("专家意见"), widget=forms.Textarea(attrs={"rows": 4}), max_length=6000)


class AdoptForm(forms.Form):
    reason = forms.CharField(label=_("采纳说明"), widget=forms.Textarea(attrs={"rows": 2}), max_length=1000)


class ListingForm(forms.ModelForm):
    class Meta:
        model = Listing
        fields = (
            "direction", "thing", "code", "name", "scope", "instead", "source", "valid_from", "valid_to", "phase_out_by",
        )  # fmt: skip
        widgets = {"valid_from": DayInput(), "valid_to": DayInput(), "phase_out_by": DayInput()}

    def _get_validation_exclusions(self) -> Any:
        # Two of the same code: the action says it in a sentence.
        return super()._get_validation_exclusions() | {"code"}


class UseForm(_OfEnterprise):
    note = forms.CharField(label=_("说明"), max_length=200, required=False)
