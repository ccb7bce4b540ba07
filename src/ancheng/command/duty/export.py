"""The duty book as a table, just as the list shows it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ancheng.kernel.exchange.tables import Column, TableSpec
from ancheng.kernel.exchange.tables import Kind as Cell

BOOK = TableSpec(
    columns=(
        Column("at", "时间", "Time", Cell.MOMENT),
        Column("desk", "值班室", "Desk"),
        Column("kind", "类别", "Kind"),
        Column("text", "内容", "Text"),
        Column("source", "来电（来文）", "From"),
        Column("phone", "电话", "Phone"),
        Column("by_name", "记录人", "Written by"),
        Column("result", "办理结果", "Outcome"),
        Column("done_at", "办结时间", "Done", Cell.MOMENT),
    ),
    title_zh="值班记录",
    title_en="Duty book",
)


def book(rows: Any) -> Iterator[dict[str, Any]]:
    plain = ("at", "text", "source", "phone", "by_name", "result", "done_at")
    for each in rows.order_by("-pk").iterator(chunk_size=2000):
        yield {
            **{name: getattr(each, name) for name in plain},
            "desk": str(each.desk),
            "kind": str(each.get_kind_display()),
        }
