"""Accidents, reported upwards."""

from datetime import timedelta

from ancheng.supervision.accidents import actions
from ancheng.supervision.accidents.values import FirstReport
from tests.factories import NOW, seat_of

COUNTS = {"accidents:list": 6, "accidents:detail": 13, "accidents:peek": 4, "accidents:new": 3}


def grow(district, number):
    first = FirstReport(
        title=f"第{number}号工地高处坠落事故", sort="building", occurred_at=NOW, known_at=NOW,
        received_at=NOW + timedelta(minutes=40), brief="作业人员从脚手架坠落，送医后死亡。", deaths=1, injured=0,
        enterprise_id=district.enterprise.pk,
    )  # fmt: skip
    district.accident = actions.receive(first=first, by=seat_of(district.person), at=NOW + timedelta(hours=1))


def arguments(district):
    return {"accidents:detail": [district.accident.pk], "accidents:peek": [district.accident.pk]}
