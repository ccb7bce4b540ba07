"""Forms and filters of drills."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ancheng.base.asker import Asker
from ancheng.base.clock import beijing_day
from ancheng.command.contingency import queries as plans
from ancheng.command.contingency.forms import owners
from ancheng.command.contingency.models import Plan
from ancheng.command.drills import queries, rules
from ancheng.command.drills.actions import Wanting
from ancheng.command.drills.models import Breadth, Drill, Mode
from ancheng.command.drills.script import scripts
from ancheng.command.drills.workflows.drill import WORKFLOW
from ancheng.kernel.language import named
from ancheng.kernel.orgs.models import Unit
from ancheng.kernel.orgs.queries import responsible_units
from ancheng.kernel.pages import DayInput, Filters

ONLY = (("late", _("计划逾期未演")), ("mine", _("待我单位办理")), ("report", _("须报送未报送")))
WANTING_ROWS = 3


class DrillFilters(Filters):
    q = forms.CharField(label=_("名称、编号、单位"), max_length=80)
    year = forms.IntegerField(label=_("年度"), min_value=2000, max_value=2100)
    mode = forms.ChoiceField(label=_("形式"), choices=Mode.choices)
    breadth = forms.ChoiceField(label=_("内容"), choices=Breadth.choices)
    state = forms.ChoiceField(label=_("状态"), choices=[(each.key, each.label) for each in WORKFLOW.states])
    only = forms.ChoiceField(label=_("只看"), choices=ONLY)

    def narrowed(self, rows: Any, asker: Asker) -> Any:
        asked, now = self.asked(), timezone.now()
        text, only = asked.pop("q", ""), asked.pop("only", "")
        if text:
            rows = rows.filter(
                Q(title__icontains=text) | Q(number__icontains=text) | Q(owner_unit__name__icontains=text)
            )
        if only == "late":
            rows = rows.filter(state="planned", due_at__lt=now)
        elif only == "mine":
            rows = rows.filter(pk__in=queries.waiting(asker, now).values("pk"))
        elif only == "report":
            rows = rows.filter(plan__high_risk=True, reported_on=None, state__in=("held", "evaluated"))
        return rows.filter(**asked)


class ScheduleForm(forms.Form):
    title = forms.CharField(label=_("演练名称"), max_length=120)
    owner = forms.ModelChoiceField(label=_("组织单位"), queryset=Unit.objects.none())
    plan = forms.ModelChoiceField(label=_("依据的预案"), queryset=Plan.objects.none(), required=False)
    mode = forms.ChoiceField(label=_("形式"), choices=Mode.choices)
    breadth = forms.ChoiceField(label=_("内容"), choices=Breadth.choices)
    planned_on = forms.DateField(label=_("计划日期"), widget=DayInput())

    def __init__(self, data: Any, *, asker: Asker, plan: Plan | None = None) -> None:
        first = {"owner": plan.owner_unit_id if plan else asker.unit_id, "plan": plan}
        super().__init__(data, initial=first | ({"title": f"{plan.title}演练"} if plan else {}))
        self.fields["owner"].queryset = owners(asker)  # type: ignore[attr-defined]
        rows = plans.visible(asker).exclude(state="withdrawn").order_by("owner_unit__order", "title")
        self.fields["plan"].queryset = rows  # type: ignore[attr-defined]


class HoldForm(forms.Form):
    held_on = forms.DateField(label=_("实施日期"), widget=DayInput())
    people = forms.IntegerField(label=_("参演人数"), min_value=1)
    place = forms.CharField(label=_("地点"), max_length=120)
    course = forms.CharField(label=_("演练经过"), widget=forms.Textarea(attrs={"rows": 3}))


class EvaluateForm(forms.Form):
    """The evaluation sheet of the day, and rows for what was found wanting."""

    def __init__(self, data: Any, *, drill: Drill) -> None:
        super().__init__(data)
        self.items = rules.SHEET.in_force(beijing_day(timezone.now())).value
        units = responsible_units()
        for each in self.items:
            label = f"{named(each.label)}（{each.points}）"
            self.fields[f"points-{each.key}"] = forms.IntegerField(
                label=label, min_value=0, max_value=each.points
            )
            self.fields[f"remark-{each.key}"] = forms.CharField(
                label=_("说明"), max_length=200, required=False
            )
        for number in range(WANTING_ROWS):
            self.fields[f"wanting-{number}"] = forms.CharField(
                label=_("问题 %(n)s") % {"n": number + 1}, max_length=300, required=False
            )
            self.fields[f"unit-{number}"] = forms.ModelChoiceField(
                label=_("整改单位"), queryset=units, required=False, initial=drill.owner_unit_id
            )
            self.fields[f"due-{number}"] = forms.DateField(
                label=_("整改期限"), widget=DayInput(), required=False
            )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        found = []
        for number in range(WANTING_ROWS):
            if not given.get(f"wanting-{number}"):
                continue
            unit, due_on = given.get(f"unit-{number}"), given.get(f"due-{number}")
            if unit is None or due_on is None:
                self.add_error(f"due-{number}", _("请填写整改单位和整改期限。"))
                continue
            found.append(Wanting(given[f"wanting-{number}"], unit, due_on))
        return {
            "marks": {each.key: given[f"points-{each.key}"] for each in self.items if f"points-{each.key}" in given},
            "remarks": {each.key: given.get(f"remark-{each.key}", "") for each in self.items},
            "wanting": found,
        }  # fmt: skip


class ExerciseForm(forms.Form):
    key = forms.ChoiceField(label=_("演练脚本"))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["key"].choices = [(key, named(each.label)) for key, each in scripts().items()]  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    text = forms.CharField(label=_("采取的措施"), max_length=300)
