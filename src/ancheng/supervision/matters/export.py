"""The list of a kind of matters as a table, just as the list shows it, with every fact of the kind."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from ancheng.base.asker import Asker
from ancheng.base.clock import beijing_day
from ancheng.kernel.exchange.tables import Column, TableSpec
from ancheng.kernel.exchange.tables import Kind as Cell
from ancheng.supervision.matters.queries import RELATED, Filter, narrowed
from ancheng.supervision.matters.registry import kind as kind_called


def spec(kind_name: str) -> TableSpec:
    """The columns of one kind."""
    kind = kind_called(kind_name)
    return TableSpec(
        columns=(
            Column("number", "编号", "Number"),
            Column("title", "名称", "Name"),
            Column("state", "状态", "State"),
            Column("owner", "责任单位", "Responsible"),
            Column("issuer", "监管单位", "Supervisor"),
            Column("subdistrict", "街道、地区", "Subdistrict"),
            Column("address", "地址", "Address"),
            Column("opened_at", "立项时间", "Opened", Cell.MOMENT),
            Column("due_on", "时限", "Due"),
            Column("late", "逾期", "Late"),
            Column("ended_at", "办结时间", "Ended", Cell.MOMENT),
            *(Column(f"f.{each.key}", each.heading, each.en) for each in kind.fields),
        ),
        title_zh=kind.zh,
        title_en=kind.en,
    )


def rows(asker: Asker, kind_name: str, asked: Filter, at: datetime) -> Iterator[dict[str, object]]:
    """Every row of the filtered list, in its order."""
    kind = kind_called(kind_name)
    found = narrowed(asker, kind_name, asked, at).order_by("-pk").select_related(*RELATED)
    for each in found.iterator(chunk_size=1000):
        yield {
            "number": each.number,
            "title": each.title,
            "state": each.state_label,
            "owner": str(each.owner_unit),
            "issuer": str(each.issuer_unit or ""),
            "subdistrict": str(each.subdistrict or ""),
            "address": each.address,
            "opened_at": each.opened_at,
            "due_on": str(beijing_day(each.due_at)) if each.due_at else "",
            "late": "是" if each.late(at) else "",
            "ended_at": each.ended_at,
            **{f"f.{field.key}": each.told(field.key) for field in kind.fields},
        }
