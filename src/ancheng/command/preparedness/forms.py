"""Forms of assessments."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ancheng.command.preparedness import rules
from ancheng.command.preparedness.models import Assessment
from ancheng.kernel.language import named


class ScoreForm(forms.Form):
    """Points and evidence of the items that a person judges."""

    def __init__(self, data: Any, *, assessment: Assessment) -> None:
        super().__init__(data)
        items = rules.RUBRIC.in_force(assessment.counted_on).value
        self.items = [each for each in items if not each.counted]
        lines = {each.key: each for each in assessment.lines.all()}
        for each in self.items:
            line = lines.get(each.key)
            label = f"{named(each.label)}（0–{each.points}）"
            self.fields[f"points-{each.key}"] = forms.IntegerField(
                label=label,
                min_value=0,
                max_value=each.points,
                required=False,
                initial=line.points if line else None,
            )
            self.fields[f"evidence-{each.key}"] = forms.CharField(
                label=_("依据"), max_length=300, required=False, initial=line.evidence if line else ""
            )

    def given(self) -> dict[str, tuple[int | None, str]]:
        values = self.cleaned_data
        return {
            each.key: (values[f"points-{each.key}"], values[f"evidence-{each.key}"]) for each in self.items
        }
