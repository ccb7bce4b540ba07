"""What assessment reads of indicators: how far each unit is from each target at the end of a month."""

from __future__ import annotations

import math
from datetime import date

from ancheng.administration.indicators.models import Result
from ancheng.administration.indicators.queries import threshold
from ancheng.administration.indicators.registry import INDICATORS
from ancheng.administration.indicators.rules import Sort, Verdict, judge


def known() -> frozenset[str]:
    """The numbers of all indicators."""
    return frozenset(INDICATORS)


def answered_by() -> dict[str, frozenset[str]]:
    """Indicator → short names of the units that the plan makes responsible for it."""
    return {key: frozenset(each.responsible) for key, each in INDICATORS.items()}


def kept_months() -> set[date]:
    return set(Result.objects.order_by().values_list("month", flat=True).distinct())


def counted(month: date) -> dict[tuple[str, int], tuple[int, bool]]:
    """Indicator and unit → records that are missing, and whether the target is missed; no data is left out."""
    targets = {key: threshold(each, month).value for key, each in INDICATORS.items()}
    found = {}
    for each in Result.objects.filter(month=month, part=""):
        declared = INDICATORS.get(each.indicator)
        if declared is None or each.denominator <= 0:
            continue
        gap = each.denominator - each.numerator if declared.sort == Sort.RATIO else 0
        failed = judge(declared.sort, each.amount, targets[each.indicator]) == Verdict.FAILED
        found[each.indicator, each.unit_id] = (max(math.ceil(gap), 0), failed)
    return found
