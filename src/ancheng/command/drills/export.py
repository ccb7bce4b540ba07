"""Drills as a table, just as the list shows them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ancheng.kernel.exchange.tables import Column, TableSpec
from ancheng.kernel.exchange.tables import Kind as Cell
from ancheng.kernel.language import named

DRILLS = TableSpec(
    columns=(
        Column("number", "编号", "Number"),
        Column("title", "演练名称", "Title"),
        Column("owner", "组织单位", "Unit"),
        Column("plan", "预案", "Contingency plan"),
        Column("mode", "形式", "Mode"),
        Column("breadth", "内容", "Breadth"),
        Column("state", "状态", "State"),
        Column("planned_on", "计划日期", "Planned", Cell.DATE),
        Column("held_on", "实施日期", "Held", Cell.DATE),
        Column("people", "参演人数", "People", Cell.INTEGER),
        Column("points", "评估得分", "Points", Cell.INTEGER),
        Column("conclusion", "评估结论", "Conclusion"),
        Column("reported_on", "报送日期", "Reported", Cell.DATE),
    ),
    title_zh="应急演练",
    title_en="Drills",
)


def drills(rows: Any) -> Iterator[dict[str, Any]]:
    plain = ("number", "title", "planned_on", "held_on", "people", "points", "reported_on")
    for each in rows.order_by("-pk").iterator(chunk_size=2000):
        yield {
            **{name: getattr(each, name) for name in plain},
            "owner": str(each.owner_unit),
            "plan": each.plan.number if each.plan else "",
            "mode": str(each.get_mode_display()),
            "breadth": str(each.get_breadth_display()),
            "state": each.state_label,
            "conclusion": named(each.conclusion) if each.conclusion else "",
        }
