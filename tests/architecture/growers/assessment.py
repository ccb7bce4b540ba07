"""Assessments of units."""

from datetime import date

from ancheng.administration.assessment.actions import open_round
from ancheng.administration.assessment.models import Assessment, Line, OwnItem, OwnRubric
from ancheng.administration.assessment.registry import RUBRICS
from ancheng.administration.assessment.sheet import plain, rows_of
from ancheng.administration.indicators.models import Result
from ancheng.administration.indicators.rules import month_ends
from ancheng.base.clock import beijing_day
from ancheng.kernel.workflow.actions import open_cases
from tests.factories import NOW, make_unit, seat_of

COUNTS = {"assessment:index": 6, "assessment:detail": 8, "assessment:rubrics": 6}


def grow(district, number):
    by, month = seat_of(district.person), month_ends(beijing_day(NOW), 2)[0]
    own = OwnRubric.objects.create(
        title="细则", source="测试", valid_from=date(2100, 1, 1), at=NOW, by_name="测试员"
    )
    row = next(iter(rows_of(RUBRICS["pilot"])))
    OwnItem.objects.create(rubric=own, no="1", row=plain({**row, "no": "1", "weight": 100}))
    if number == 0:
        Result.objects.create(
            indicator="IND-004",
            month=month,
            unit=district.street,
            numerator=3,
            denominator=4,
            computed_at=NOW,
        )
        district.assessment = open_round(month=month, by=by, at=NOW)[0]
        return
    one = Assessment(owner_unit=make_unit(), issuer_unit=district.office, rubric="pilot", month=month)
    open_cases(cases=[one], verb="组织考评自评", by=by, at=NOW)
    Line.objects.bulk_create(Line(assessment=one, item=item, counted=1) for item in one.declared.items)


def arguments(district):
    return {"assessment:detail": [district.assessment.pk]}
