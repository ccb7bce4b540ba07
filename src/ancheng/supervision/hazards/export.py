"""The list of hazards as a table, just as the list shows it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from ancheng.base.asker import Asker
from ancheng.kernel.exchange.tables import Column, TableSpec
from ancheng.kernel.exchange.tables import Kind as Cell
from ancheng.supervision.hazards.filters import Filter
from ancheng.supervision.hazards.queries import RELATED, narrowed

HAZARDS = TableSpec(
    columns=(
        Column("number", "编号", "Number"),
        Column("name", "单元名称", "Unit"),
        Column("enterprise", "企业", "Enterprise"),
        Column("sort", "单元类型", "Sort"),
        Column("state", "状态", "State"),
        Column("level", "级别", "Level"),
        Column("s", "S", "S", Cell.DECIMAL),
        Column("r", "R", "R", Cell.DECIMAL),
        Column("people", "500米内人数", "People within 500 m", Cell.INTEGER),
        Column("substances", "危险化学品（吨）", "Substances (t)"),
        Column("subdistrict", "街道、地区", "Subdistrict"),
        Column("address", "地址", "Address"),
        Column("filing_number", "备案编号", "Filing number"),
        Column("filed_at", "备案时间", "Filed", Cell.MOMENT),
        Column("reassess_due_on", "重新评估期限", "Reassess by"),
        Column("plan", "专项应急预案", "Special plan"),
        Column("special_drill_due_on", "专项预案演练期限", "Special drill due"),
        Column("on_site_drill_due_on", "现场处置方案演练期限", "On-site drill due"),
        Column("responsibles", "责任人", "Responsible"),
    ),
    title_zh="重大危险源",
    title_en="Major hazards",
)


def rows(asker: Asker, asked: Filter, at: datetime) -> Iterator[dict[str, object]]:
    """Every row of the filtered list, in its order."""
    found = narrowed(asker, asked, at).order_by("-pk").select_related(*RELATED)
    for each in found.prefetch_related("substances", "responsibles").iterator(chunk_size=500):
        yield {
            "number": each.number,
            "name": each.name,
            "enterprise": str(each.enterprise),
            "sort": str(each.get_sort_display()),
            "state": each.state_label,
            "level": each.level,
            "s": round(each.s, 4),
            "r": round(each.r, 4),
            "people": each.people,
            "substances": "；".join(str(line) for line in each.substances.all()),
            "subdistrict": str(each.subdistrict or ""),
            "address": each.address,
            "filing_number": each.filing_number,
            "filed_at": each.filed_at,
            "reassess_due_on": _day(each.reassess_due_on),
            "plan": str(each.plan or ""),
            "special_drill_due_on": _day(each.special_drill_due_on),
            "on_site_drill_due_on": _day(each.on_site_drill_due_on),
            "responsibles": "；".join(f"{held} {held.phone}" for held in each.responsibles.all()),
        }


def _day(day: object) -> str:
    return str(day) if day else ""
