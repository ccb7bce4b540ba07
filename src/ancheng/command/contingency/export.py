"""Contingency plans as a table, just as the list shows them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ancheng.kernel.exchange.tables import Column, TableSpec
from ancheng.kernel.exchange.tables import Kind as Cell

PLANS = TableSpec(
    columns=(
        Column("number", "编号", "Number"),
        Column("title", "名称", "Title"),
        Column("tier", "层级", "Tier"),
        Column("form", "类型", "Form"),
        Column("matter", "事件类别", "Matter"),
        Column("owner", "编制单位", "Unit"),
        Column("issuer", "备案单位", "Filed with"),
        Column("state", "状态", "State"),
        Column("filing_number", "备案编号", "Filing number"),
        Column("published_on", "公布日期", "Published", Cell.DATE),
        Column("expires_on", "有效期至", "Expires", Cell.DATE),
        Column("last_drill_on", "最近演练", "Last drill", Cell.DATE),
    ),
    title_zh="预案",
    title_en="Contingency plans",
)


def plans(rows: Any) -> Iterator[dict[str, Any]]:
    plain = ("number", "title", "filing_number", "published_on", "expires_on", "last_drill_on")
    for each in rows.order_by("-pk").iterator(chunk_size=2000):
        yield {
            **{name: getattr(each, name) for name in plain},
            "tier": str(each.get_tier_display()),
            "form": str(each.get_form_display()),
            "matter": str(each.get_matter_display()),
            "owner": str(each.owner_unit),
            "issuer": str(each.issuer_unit or ""),
            "state": each.state_label,
        }
