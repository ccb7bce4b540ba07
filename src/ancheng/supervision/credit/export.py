"""The ledger as a table, its six stages as columns."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet

from ancheng.kernel.exchange.tables import Column, TableSpec
from ancheng.kernel.exchange.tables import Kind as Cell
from ancheng.supervision.credit.models import Listing

SPEC = TableSpec(
    columns=(
        Column("number", "编号", "Number"),
        Column("list", "名单", "List"),
        Column("enterprise", "企业", "Enterprise"),
        Column("code", "统一社会信用代码", "Credit code"),
        Column("behaviour", "列入情形", "Ground"),
        Column("unit", "采集单位", "Collected by"),
        Column("state", "状态", "State"),
        Column("collected_on", "采集", "Collected", Cell.DATE),
        Column("reported_on", "报送", "Reported", Cell.DATE),
        Column("reviewed_on", "会审", "Reviewed", Cell.DATE),
        Column("notified_on", "告知", "Notified", Cell.DATE),
        Column("submitted_on", "报批", "Submitted", Cell.DATE),
        Column("decision", "决定文号", "Decision"),
        Column("published_on", "推送", "Pushed", Cell.DATE),
        Column("expires_on", "期满", "Ends", Cell.DATE),
        Column("removed_on", "移出", "Removed", Cell.DATE),
    ),
    title_zh="失信联合惩戒对象台账",
    title_en="Ledger of joint punishment",
)
DATES = (
    "collected_on",
    "reported_on",
    "reviewed_on",
    "notified_on",
    "submitted_on",
    "published_on",
    "expires_on",
    "removed_on",
)


def rows(found: QuerySet[Listing]) -> Iterator[dict[str, object]]:
    """Every row of the filtered ledger."""
    for each in found.select_related("enterprise__enterprise").iterator(chunk_size=2000):
        yield {
            "number": each.number,
            "list": str(each.get_list_display()),
            "enterprise": each.enterprise.name,
            "code": getattr(getattr(each.enterprise, "enterprise", None), "credit_code", ""),
            "behaviour": each.behaviour_label,
            "unit": str(each.owner_unit),
            "state": each.state_label,
            "decision": each.decision,
            **{name: getattr(each, name) for name in DATES},
        }
