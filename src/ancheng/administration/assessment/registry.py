"""The rubrics that this installation knows, keyed by file name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from ancheng.administration.assessment.declare import Rubric
from ancheng.base.errors import Absent
from ancheng.base.registry import load

RUBRICS: Mapping[str, Rubric] = load("ancheng.administration.assessment.rubrics", "RUBRIC", Rubric)


def in_force(on: date) -> str:
    """The key of the newest rubric that holds on a day."""
    found = [(each.valid_from, key) for key, each in RUBRICS.items() if each.valid_from <= on]
    if not found:
        raise Absent("当日没有有效的自评标准。")
    return max(found)[1]
