"""The list of a register as a table: the same columns as its template, so that it can be imported again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from ancheng.administration.registers.models import Row
from ancheng.administration.registers.queries import RELATED, Filter, narrowed
from ancheng.administration.registers.registry import register as register_called
from ancheng.base.asker import Asker
from ancheng.kernel.exchange.tables import Column, Kind, TableSpec
from ancheng.kernel.language import named


def spec(name: str) -> TableSpec:
    """The columns of a register, with what the platform adds."""
    declared = register_called(name)
    added = (
        Column("code", "编号", "Number"),
        Column("subdistrict", "街道、地区", "Subdistrict"),
        Column("due_on", "到期日", "Due", Kind.DATE),
        Column("closed_on", "办结日期", "Closed", Kind.DATE),
    )
    # The unit of measurement in the reader's language; a list demands nothing.
    columns = (replace(each, unit=named(each.unit), required=False) for each in declared.spec.columns)
    return TableSpec((*columns, *added), title_zh=declared.zh, title_en=declared.en)


def rows(asker: Asker, name: str, asked: Filter, today: date) -> Iterator[dict[str, Any]]:
    """Every row of the filtered list, newest first."""
    found = narrowed(asker, name, asked, today).order_by("-pk").select_related(*RELATED)
    for each in found.iterator(chunk_size=1000):
        yield {
            "unit": str(each.unit),
            **{field.key: value(each, field) for field in each.declared.fields},
            "code": each.code,
            "subdistrict": str(each.subdistrict or ""),
            "due_on": each.due_on,
            "closed_on": each.closed_on,
        }


def value(row: Row, field: Column) -> Any:
    """A value as a cell holds it: days as days, choices in words."""
    stated = row.attributes.get(field.key)
    if stated is None:
        return None
    if field.kind is Kind.DATE:
        return date.fromisoformat(stated)
    return row.told(field.key) if field.kind in (Kind.CHOICE, Kind.BOOLEAN) else stated
