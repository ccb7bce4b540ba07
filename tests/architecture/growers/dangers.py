"""Dangers, one of them listed, for the pages of the desk and of the enterprise."""

from datetime import date

from ancheng.base.roles import Role
from ancheng.supervision.dangers import actions, listing_actions
from ancheng.supervision.dangers.models import Level
from ancheng.supervision.dangers.values import Finding, Grade, Source
from tests.factories import NOW, make_person, seat_of

COUNTS = {
    "dangers:list": 11,
    "dangers:detail": 10,
    "dangers:peek": 4,
    "dangers:new": 4,
    "dangers:account": 11,
    "dangers:checklists": 4,
    "dangers:listings": 5,
    "dangers:listing": 9,
    "dangers:statistics": 6,
    "dangers:offenders": 5,
    "portal:enterprises": 5,
    "portal:enterprise": 18,
    "portal:enterprise_dangers": 6,
    "portal:enterprise_assets": 5,
}


def grow(district, number):
    by = seat_of(district.person)
    finding = Finding(
        f"疏散通道堆放货物{number}", district.street.pk, Source.INSPECTION, Grade.MAJOR,
        enterprise_id=district.enterprise.pk, clause="《消防法》第二十八条",
    )  # fmt: skip
    danger = actions.report(finding=finding, by=by, at=NOW)
    actions.grade(danger=danger, to=Grade.MAJOR, clause="", why="对照判定标准属于重大隐患", by=by, at=NOW)
    actions.order(
        danger=danger, requirement="立即清理通道", interim="停止营业，撤出人员", due_on=date(2027, 1, 20), by=by, at=NOW
    )  # fmt: skip
    district.danger = danger
    other = seat_of(make_person(Role.OFFICE, district.office))
    district.listing = listing_actions.propose(
        danger=danger, level=Level.DISTRICT, reason="整改难度大，需要督办", due_on=date(2027, 2, 20), by=other, at=NOW
    )  # fmt: skip


def arguments(district):
    return {
        "dangers:detail": [district.danger.pk],
        "dangers:peek": [district.danger.pk],
        "dangers:listing": [district.listing.pk],
        "portal:enterprise": [district.enterprise.pk],
        "portal:enterprise_dangers": [district.enterprise.pk],
        "portal:enterprise_assets": [district.enterprise.pk],
    }
