"""Forms and filters of incidents."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ancheng.command.incidents import catalogue, lanes, rules
from ancheng.command.incidents.actions import Wanted
from ancheng.command.incidents.models import Incident, Need
from ancheng.command.incidents.workflows.incident import OPEN, WORKFLOW
from ancheng.kernel.language import named
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.kernel.pages import DayInput, Filters

CORRECTIVE = 3


def kinds() -> list[tuple[str, list[tuple[str, str]]]]:
    return [
        (named(of), [(key, named(each)) for key, each in of.kinds.items()]) for _key, of in catalogue.IN_ORDER
    ]


class IncidentFilters(Filters):
    q = forms.CharField(label=_("编号、标题、地址"), max_length=80)
    kind = forms.ChoiceField(
        label=_("类型"), choices=lambda: [(k, named(v)) for k, v in catalogue.KINDS.items()]
    )
    state = forms.ChoiceField(label=_("状态"), choices=[(each.key, each.label) for each in WORKFLOW.states])
    open = forms.BooleanField(label=_("只看未结束"))
    late = forms.BooleanField(label=_("只看报告超时"))

    def narrowed(self, rows: Any) -> Any:
        asked = self.asked()
        text = asked.pop("q", "")
        if text:
            rows = rows.filter(
                Q(number__icontains=text) | Q(title__icontains=text) | Q(address__icontains=text)
            )
        if asked.pop("open", False):
            rows = rows.filter(state__in=OPEN)
        if asked.pop("late", False):
            rows = rows.filter(report_due_at__lt=timezone.now())
        return rows.filter(**asked)


class IntakeForm(forms.Form):
    """What a call tells, in the order in which it is told."""

    said = forms.CharField(
        label=_("发生了什么"), max_length=120, widget=forms.TextInput(attrs={"autofocus": ""})
    )
    kind = forms.ChoiceField(label=_("类型"), choices=kinds)
    address = forms.CharField(label=_("地点"), max_length=200, required=False)
    caller_name = forms.CharField(label=_("报告人"), max_length=40, required=False)
    caller_phone = forms.CharField(label=_("联系电话"), max_length=30, required=False)
    injured = forms.IntegerField(label=_("受伤人数"), min_value=0, max_value=100_000, required=False)
    deaths = forms.IntegerField(label=_("死亡（含失踪）人数"), min_value=0, max_value=100_000, required=False)
    text = forms.CharField(label=_("补充情况"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    geometry = forms.CharField(required=False, widget=forms.HiddenInput())
    key = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput())
    source = forms.CharField(max_length=10, required=False, widget=forms.HiddenInput())
    of = forms.IntegerField(min_value=1, required=False, widget=forms.HiddenInput())


def doers() -> QuerySet[Unit]:
    """Units that may be given a task."""
    units: QuerySet[Unit] = Unit.objects.in_use().exclude(
        kind__in=(UnitKind.ENTERPRISE, UnitKind.GRID, UnitKind.COMMUNITY, UnitKind.COLLECTIVE)
    )
    return units.order_by("kind", "order", "pk")


class TaskForm(forms.Form):
    title = forms.CharField(label=_("任务"), max_length=180)
    owner = forms.ModelChoiceField(label=_("承办单位"), queryset=Unit.objects.none())
    instruction = forms.BooleanField(label=_("领导批示"), required=False)

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["owner"].queryset = doers()  # type: ignore[attr-defined]


class NeedForm(forms.Form):
    ability = forms.ChoiceField(
        label=_("力量类别（到场自动计数）"), required=False,
        choices=lambda: [("", _("其他，到场人工登记")), *[(key, named(each)) for key, each in lanes.abilities().items()]],
    )  # fmt: skip
    kind = forms.CharField(label=_("需要什么（选了类别可不填）"), max_length=60, required=False)
    amount = forms.IntegerField(label=_("数量"), min_value=1, max_value=100_000)
    unit = forms.CharField(label=_("计量单位"), max_length=10, required=False)


class FillForm(forms.Form):
    need = forms.ModelChoiceField(label=_("需求"), queryset=Need.objects.none())
    filled = forms.IntegerField(
        label=_("已到（平台派出的力量自动计数，不在此填）"), min_value=0, max_value=100_000
    )
    reason = forms.CharField(label=_("缺口原因"), max_length=120, required=False)

    def __init__(self, *given: Any, incident: Incident, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["need"].queryset = incident.needs.all()  # type: ignore[attr-defined]


class AttachForm(forms.Form):
    upload = forms.FileField(label=_("文件"))
    caption = forms.CharField(label=_("说明"), max_length=200, required=False)


class AssessForm(forms.Form):
    grade = forms.TypedChoiceField(
        label=_("等级"), coerce=int, empty_value=None, required=False,
        choices=lambda: [("", _("按人数和损失判定")), *[(k.value, named(v)) for k, v in catalogue.GRADES.items()]],
    )  # fmt: skip
    deaths = forms.IntegerField(label=_("死亡（含失踪）人数"), min_value=0, max_value=100_000)
    injured = forms.IntegerField(label=_("受伤人数"), min_value=0, max_value=100_000)
    loss_yuan = forms.IntegerField(label=_("直接经济损失（元）"), min_value=0, required=False)
    sensitive = forms.BooleanField(label=_("敏感事件"), required=False)


class ResponseForm(forms.Form):
    level = forms.TypedChoiceField(
        label=_("响应级别"),
        coerce=int,
        choices=lambda: [(k.value, named(v)) for k, v in reversed(rules.LEVELS.items())],
    )
    matter = forms.CharField(label=_("事项"), max_length=200)
    duration_hours = forms.IntegerField(label=_("预计期限（小时）"), min_value=1, max_value=1440)
    measures = forms.CharField(label=_("应对措施"), widget=forms.Textarea(attrs={"rows": 2}))
    city_number = forms.CharField(label=_("市级文号"), max_length=60, required=False)


class LiftForm(forms.Form):
    why = forms.CharField(label=_("解除依据"), max_length=200)


class ReportForm(forms.Form):
    sort = forms.ChoiceField(
        label=_("类别"), choices=lambda: [(k.value, named(v)) for k, v in rules.REPORTS.items()]
    )
    to = forms.CharField(label=_("报送单位"), max_length=120)
    text = forms.CharField(label=_("内容"), widget=forms.Textarea(attrs={"rows": 8}))


class HandoverForm(forms.Form):
    left = forms.CharField(label=_("移交事项"), widget=forms.Textarea(attrs={"rows": 2}))


class ReviewForm(forms.Form):
    cause = forms.CharField(label=_("原因"), widget=forms.Textarea(attrs={"rows": 2}))
    lessons = forms.CharField(label=_("经验教训"), widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        units = doers()
        for number in range(1, CORRECTIVE + 1):
            title = forms.CharField(label=_("整改任务") + f" {number}", max_length=180, required=False)
            owner = forms.ModelChoiceField(label=_("承办单位"), queryset=units, required=False)
            self.fields[f"title{number}"], self.fields[f"owner{number}"] = title, owner
            self.fields[f"ends{number}"] = forms.DateField(
                label=_("完成期限"), required=False, widget=DayInput()
            )

    def clean(self) -> dict[str, Any]:
        """What must change, as tasks; a row that is begun must be whole."""
        values = super().clean() or {}
        wanted = []
        for number in range(1, CORRECTIVE + 1):
            title, owner, ends = (values.pop(f"{name}{number}", None) for name in ("title", "owner", "ends"))
            if title and owner and ends:
                wanted.append(Wanted(title, owner, ends_on=ends))
            elif title or owner or ends:
                self.add_error(f"title{number}", _("整改任务须写明内容、承办单位和完成期限。"))
        return {**values, "corrective": wanted}
