"""The list of inspections as a table, just as the list shows it; statistics as a table."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet

from ancheng.kernel.exchange.tables import Column, TableSpec
from ancheng.kernel.exchange.tables import Kind as Cell
from ancheng.supervision.enforcement.models import Inspection
from ancheng.supervision.enforcement.queries import ROW
from ancheng.supervision.enforcement.statistics import Figures

INSPECTIONS = TableSpec(
    columns=(
        Column("number", "编号", "Number"),
        Column("subject", "检查对象", "Subject"),
        Column("source", "来源", "Source"),
        Column("item", "检查事项", "Item"),
        Column("basis", "检查依据", "Basis"),
        Column("unit", "实施部门", "Department"),
        Column("subdistrict", "街道、地区", "Subdistrict"),
        Column("state", "状态", "State"),
        Column("planned_on", "计划完成日期", "Planned"),
        Column("recorded_at", "记录时间", "Recorded", Cell.MOMENT),
        Column("passed", "合格项", "Passed"),
        Column("failed", "不合格项", "Failed"),
        Column("by_phone", "移动执法", "By phone"),
        Column("order_due_on", "整改期限", "Rectify by"),
        Column("published_at", "公示时间", "Published", Cell.MOMENT),
    ),
    title_zh="执法检查",
    title_en="Inspections",
)
STATISTICS = TableSpec(
    columns=(
        Column("name", "部门", "Department"),
        Column("inspections", "检查次数", "Inspections"),
        Column("penalised", "处罚次数", "Penalised"),
        Column("penalty_rate", "执法检查处罚率", "Penalty rate"),
        Column("by_phone", "移动执法次数", "By phone"),
        Column("phone_rate", "信息化率", "Informatised"),
        Column("failed", "发现问题的检查", "With findings"),
        Column("ordered", "责令整改", "Ordered"),
        Column("passed_rate", "复查合格率", "Re-check passed"),
        Column("failed_items", "不合格项", "Failed items"),
        Column("repeated_items", "一年内重复", "Again within a year"),
        Column("repeat_rate", "重复率", "Repeat rate"),
        Column("unpublished_late", "逾期未公示", "Publication late"),
    ),
    title_zh="执法统计",
    title_en="Enforcement statistics",
)


def rows(found: QuerySet[Inspection]) -> Iterator[dict[str, object]]:
    """Every row of the filtered list, in its order."""
    for each in found.order_by("-pk").select_related(*ROW).iterator(chunk_size=2000):
        yield {
            "number": each.number,
            "subject": str(each.enterprise or each.asset or ""),
            "source": str(each.get_source_display()),
            "item": each.item.title,
            "basis": each.item.basis,
            "unit": str(each.owner_unit),
            "subdistrict": str(each.subdistrict or ""),
            "state": each.state_label,
            "planned_on": str(each.planned_on),
            "recorded_at": each.recorded_at,
            "passed": each.passed,
            "failed": each.failed,
            "by_phone": {True: "是", False: "否", None: ""}[each.by_phone],
            "order_due_on": str(each.order_due_on or ""),
            "published_at": each.published_at,
        }


def statistics(lines: list[Figures]) -> Iterator[dict[str, object]]:
    for each in lines:
        yield {column.key: getattr(each, column.key) for column in STATISTICS.columns}
