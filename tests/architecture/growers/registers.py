"""Rows of registers."""

from datetime import timedelta

from ancheng.administration.registers import actions
from ancheng.administration.registers.actions import Stated
from tests.factories import NOW, seat_of

COUNTS = {
    "registers:index": 4,
    "registers:list": 17,
    "registers:overdue": 12,
    "registers:detail": 5,
    "registers:peek": 4,
    "registers:new": 3,
    "registers:edit": 5,
}


def grow(district, number):
    held_on = (NOW - timedelta(days=200 + number)).date().isoformat()
    values = {
        "level": "subdistrict",
        "meeting": "safety",
        "chair": "head",
        "held_on": held_on,
        "subject": "部署",
    }
    stated = Stated(district.street, values)
    district.row = actions.keep(name="leaders_meetings", stated=stated, by=seat_of(district.person), at=NOW)


def arguments(district):
    row = [district.row.pk]
    named = ["leaders_meetings"]
    return {
        "registers:list": named,
        "registers:new": named,
        "registers:detail": row,
        "registers:peek": row,
        "registers:edit": row,
    }
