"""Rows of the ledger and ratings."""

from ancheng.supervision.credit import actions
from tests.factories import NOW, make_enterprise, seat_of

COUNTS = {"credit:list": 6, "credit:detail": 8, "credit:peek": 4, "credit:new": 3, "credit:ratings": 5}


def grow(district, number):
    by = seat_of(district.person)
    enterprise = make_enterprise(district.street)
    district.credit = actions.collect(
        enterprise=enterprise, list_="serious", behaviour="licence", facts="未取得安全生产许可擅自生产，见笔录。", by=by, at=NOW
    )  # fmt: skip
    actions.gather(enterprise_ids=[district.enterprise.pk, enterprise.pk], by=by, at=NOW)


def arguments(district):
    return {"credit:detail": [district.credit.pk], "credit:peek": [district.credit.pk]}
