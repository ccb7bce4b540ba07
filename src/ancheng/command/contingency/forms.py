"""Forms and filters of contingency plans."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ancheng.base.asker import Asker
from ancheng.command.contingency import queries, rules
from ancheng.command.contingency.models import Form, Matter, Plan, Tier
from ancheng.command.contingency.workflows.plan import WORKFLOW
from ancheng.kernel.language import named
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.kernel.orgs.queries import responsible_units
from ancheng.kernel.pages import DayInput, Filters

GAPS = (("unlinked", _("未与上级有效预案衔接")), ("expiring", _("90天内到期")), ("mine", _("待我单位办理")))
LEVELS = ((1, _("一级")), (2, _("二级")), (3, _("三级")), (4, _("四级")))


class PlanFilters(Filters):
    q = forms.CharField(label=_("名称、编号、单位"), max_length=80)
    tier = forms.ChoiceField(label=_("层级"), choices=Tier.choices)
    form = forms.ChoiceField(label=_("类型"), choices=Form.choices)
    matter = forms.ChoiceField(label=_("事件类别"), choices=Matter.choices)
    state = forms.ChoiceField(label=_("状态"), choices=[(each.key, each.label) for each in WORKFLOW.states])
    only = forms.ChoiceField(label=_("只看"), choices=GAPS)

    def narrowed(self, rows: Any, asker: Asker) -> Any:
        asked = self.asked()
        text, only = asked.pop("q", ""), asked.pop("only", "")
        if text:
            rows = rows.filter(
                Q(title__icontains=text) | Q(number__icontains=text) | Q(owner_unit__name__icontains=text)
            )
        if only == "unlinked":
            rows = queries.unlinked(rows)
        elif only == "expiring":
            rows = queries.expiring(rows, timezone.localdate())
        elif only == "mine":
            rows = rows.filter(pk__in=queries.waiting(asker).values("pk"))
        return rows.filter(**asked)


class DraftForm(forms.Form):
    title = forms.CharField(label=_("名称"), max_length=120)
    owner = forms.ModelChoiceField(label=_("编制单位"), queryset=Unit.objects.none())
    tier = forms.ChoiceField(label=_("层级"), choices=Tier.choices)
    form = forms.ChoiceField(label=_("类型"), choices=Form.choices)
    matter = forms.ChoiceField(label=_("事件类别"), choices=Matter.choices)
    upper_outside = forms.CharField(
        label=_("衔接的市级预案（区政府预案填写）"), max_length=120, required=False
    )
    high_risk = forms.BooleanField(label=_("高危或人员密集场所单位（每半年演练）"), required=False)

    def __init__(self, data: Any, *, asker: Asker) -> None:
        super().__init__(data, initial={"owner": asker.unit_id})
        self.fields["owner"].queryset = owners(asker)  # type: ignore[attr-defined]


def owners(asker: Asker) -> Any:
    """The units for which a seat may draft: its own, those below it, for the office all that can be responsible."""
    if asker.sees_district:
        return responsible_units()
    return Unit.objects.in_use().filter(
        Q(pk=asker.unit_id)
        | Q(ancestors__contains=[asker.unit_id], kind__in=(UnitKind.COMMUNITY, UnitKind.ENTERPRISE))
    )


class TextForm(forms.Form):
    scope = forms.CharField(label=_("适用范围"), widget=forms.Textarea(attrs={"rows": 2}), required=False)
    basis = forms.CharField(label=_("编制依据"), widget=forms.Textarea(attrs={"rows": 2}), required=False)


class GradeForm(forms.Form):
    grade = forms.CharField(label=_("级别"), max_length=20)
    criteria = forms.CharField(label=_("判定标准"), max_length=300)


class PostForm(forms.Form):
    post = forms.CharField(label=_("岗位或工作组"), max_length=40)
    unit = forms.CharField(label=_("单位或人员"), max_length=80)
    duty = forms.CharField(label=_("职责"), max_length=300)


class ActionForm(forms.Form):
    post = forms.CharField(label=_("谁做（岗位）"), max_length=40)
    action = forms.CharField(label=_("做什么"), max_length=300)
    minutes = forms.IntegerField(label=_("启动后几分钟内"), min_value=0, max_value=14_400)
    level = forms.TypedChoiceField(label=_("自几级响应起"), choices=LEVELS, coerce=int, initial=4)


class MeansForm(forms.Form):
    name = forms.CharField(label=_("资源"), max_length=60)
    quantity = forms.IntegerField(label=_("数量"), min_value=1)
    source = forms.CharField(label=_("来源"), max_length=80, required=False)


class ContactForm(forms.Form):
    name = forms.CharField(label=_("姓名"), max_length=40)
    post = forms.CharField(label=_("岗位"), max_length=40)
    phone = forms.CharField(label=_("电话"), max_length=30)


# Part of the content, its form, its heading, its class.
TABLES = (
    ("grades", GradeForm, _("事件分级"), rules.Grade),
    ("posts", PostForm, _("组织机构和职责"), rules.Post),
    ("actions", ActionForm, _("处置步骤"), rules.Action),
    ("means", MeansForm, _("应急资源"), rules.Means),
    ("contacts", ContactForm, _("联系人"), rules.Contact),
)
SPARE = 3


class ContentForms:
    """The whole content of a plan as forms: a text and five tables, each with spare rows."""

    def __init__(self, content: rules.Content, data: Any = None) -> None:
        self.text = TextForm(data, initial={"scope": content.scope, "basis": content.basis})
        self.tables = []
        for name, form, heading, _kind in TABLES:
            made = forms.formset_factory(form, extra=SPARE, can_delete=True, max_num=200)
            rows = [{key: getattr(each, key) for key in each.__slots__} for each in getattr(content, name)]
            self.tables.append((heading, made(data, initial=rows, prefix=name)))

    def is_valid(self) -> bool:
        # Every part is looked at, so that all faults are shown at once.
        return all([self.text.is_valid(), *(table.is_valid() for _heading, table in self.tables)])

    def content(self) -> rules.Content:
        parts = {}
        for (name, _form, _heading, kind), (_label, table) in zip(TABLES, self.tables, strict=True):
            rows = [
                each.cleaned_data
                for each in table
                if each.cleaned_data and not each.cleaned_data.get("DELETE")
            ]
            parts[name] = tuple(
                kind(**{key: value for key, value in row.items() if key != "DELETE"}) for row in rows
            )
        return rules.Content(**self.text.cleaned_data, **parts)


class RegisterForm(forms.Form):
    filing_number = forms.CharField(label=_("备案编号"), max_length=60)


class TriggerForm(forms.Form):
    key = forms.ChoiceField(label=_("修订情形"))

    def __init__(self, _plan: Plan, data: Any) -> None:
        super().__init__(data)
        edition = rules.TRIGGERS.in_force(timezone.localdate())
        self.fields["key"].choices = [(key, named(label)) for key, label in edition.value]  # type: ignore[attr-defined]


class LinkForm(forms.Form):
    upper = forms.ModelChoiceField(label=_("上级预案"), queryset=Plan.objects.none())

    def __init__(self, plan: Plan, data: Any = None) -> None:
        super().__init__(data)
        self.fields["upper"].queryset = queries.candidates(plan)  # type: ignore[attr-defined]


class DrillForm(forms.Form):
    on = forms.DateField(label=_("最近演练日期"), widget=DayInput())
