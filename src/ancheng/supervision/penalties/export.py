"""The list of cases as a table, just as the list shows it; statistics as a table."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet

from ancheng.kernel.exchange.tables import Column, TableSpec
from ancheng.kernel.exchange.tables import Kind as Cell
from ancheng.supervision.penalties.models import PenaltyCase
from ancheng.supervision.penalties.statistics import COLUMNS

CASES = TableSpec(
    columns=(
        Column("number", "案号", "Case number"),
        Column("enterprise", "当事人", "Party"),
        Column("matter", "案由", "Matter"),
        Column("clause", "违反条款", "Clause"),
        Column("procedure", "程序", "Procedure"),
        Column("unit", "办案单位", "Unit"),
        Column("state", "状态", "State"),
        Column("found_on", "发现日期", "Found", Cell.DATE),
        Column("filed_on", "立案日期", "Filed", Cell.DATE),
        Column("notified_on", "告知日期", "Notified", Cell.DATE),
        Column("decided_on", "决定日期", "Decided", Cell.DATE),
        Column("decision_number", "决定书文号", "Decision"),
        Column("penalty", "处罚内容", "Penalty"),
        Column("fine_yuan", "罚款（元）", "Fine (yuan)"),
        Column("paid_yuan", "已缴（元）", "Paid (yuan)"),
        Column("additional_yuan", "加处罚款（元）", "Added (yuan)"),
        Column("served_on", "送达日期", "Served", Cell.DATE),
        Column("executed_on", "执行完毕", "Executed", Cell.DATE),
        Column("publish_by", "应公开日期", "To be public by", Cell.DATE),
        Column("published_on", "公开日期", "Public", Cell.DATE),
        Column("lifted_on", "撤回公开", "Taken off", Cell.DATE),
    ),
    title_zh="行政处罚案件",
    title_en="Penalty cases",
)
STATISTICS = TableSpec(
    columns=(
        Column("unit", "办案单位", "Unit"),
        *(
            Column(key, zh, en)
            for key, zh, en in zip(
                COLUMNS,
                (
                    "立案",
                    "处罚决定",
                    "当场处罚",
                    "不予处罚",
                    "罚款（元）",
                    "已缴（元）",
                    "执行完毕",
                    "超期决定",
                    "超期公开",
                    "按期决定率%",
                    "按期公开率%",
                ),
                (
                    "Filed",
                    "Decided",
                    "On the spot",
                    "Spared",
                    "Fines (yuan)",
                    "Paid (yuan)",
                    "Executed",
                    "Decided late",
                    "Published late",
                    "Decided in time %",
                    "Published in time %",
                ),
                strict=True,
            )
        ),
    ),
    title_zh="行政处罚统计",
    title_en="Penalty statistics",
)
PLAIN = (
    "number",
    "matter",
    "clause",
    "found_on",
    "filed_on",
    "notified_on",
    "decided_on",
    "decision_number",
    "fine_yuan",
    "paid_yuan",
    "additional_yuan",
    "served_on",
    "executed_on",
    "publish_by",
    "published_on",
    "lifted_on",
)


def rows(found: QuerySet[PenaltyCase]) -> Iterator[dict[str, object]]:
    """Every row of the filtered list, in its order."""
    for each in found.order_by("-pk").select_related("enterprise", "owner_unit").iterator(chunk_size=2000):
        yield {
            **{name: getattr(each, name) for name in PLAIN},
            "enterprise": each.enterprise.name,
            "procedure": str(each.get_procedure_display()),
            "unit": str(each.owner_unit),
            "state": each.state_label,
            "penalty": each.kinds_label,
        }
