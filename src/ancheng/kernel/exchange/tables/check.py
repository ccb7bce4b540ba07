"""Every row of a table against its declaration, with all errors at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ancheng.base.errors import Refusal
from ancheng.kernel.exchange.tables.cells import Cell, Row
from ancheng.kernel.exchange.tables.spec import Column, TableSpec
from ancheng.kernel.exchange.tables.table import Table
from ancheng.kernel.exchange.tables.values import Value, WrongCell, doubt, read_cell


class WrongMapping(Refusal):
    """Columns of the file that do not cover what the table must contain."""

    status = 422


@dataclass(frozen=True, slots=True)
class CellError:
    """What is wrong in one column of a row; `header` is the file's own name of the column."""

    column: str
    sentence: str
    header: str = ""


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """One row: values by column key, all its errors, and doubts that do not stop it."""

    number: int
    values: dict[str, Value]
    errors: tuple[CellError, ...] = ()
    doubts: tuple[CellError, ...] = ()

    @property
    def sound(self) -> bool:
        return not self.errors


@dataclass(frozen=True, slots=True)
class _Place:
    """A column of the declaration and where the file has it."""

    column: Column
    header: str
    index: int


def validate_rows(table: Table, spec: TableSpec, mapping: Mapping[str, str]) -> Iterator[CheckedRow]:
    """Each row of `table` checked by `spec`; `mapping` is header → column key and must cover what is required."""
    places = _places(table, spec, mapping)
    seen: dict[str, dict[Value, int]] = {each.column.key: {} for each in places if each.column.unique}
    return (_checked(row, places, seen) for row in table)


def check_mapping(header: Sequence[str], spec: TableSpec, mapping: Mapping[str, str]) -> None:
    """Refuse a mapping with unknown, doubled, absent or missing columns."""
    unknown = [key for key in mapping.values() if key not in spec.by_key]
    if unknown:
        raise WrongMapping(f"列对应关系中有未知的列：{'、'.join(unknown)}，请重新选择。")
    if len(set(mapping.values())) != len(mapping):
        raise WrongMapping("有两列对应到了同一项内容，请在列对应中只保留一列。")
    absent = [name for name in mapping if name not in header]
    if absent:
        raise WrongMapping(f"文件中没有这些列：{'、'.join(absent)}，请重新上传或重新选择列对应。")
    missing = [each.label_zh for each in spec.columns if each.required and each.key not in mapping.values()]
    if missing:
        raise WrongMapping(f"文件缺少必填列：{'、'.join(missing)}。请补充这些列，或在列对应中指定。")


def _places(table: Table, spec: TableSpec, mapping: Mapping[str, str]) -> list[_Place]:
    check_mapping(table.header, spec, mapping)
    return [
        _Place(spec.by_key[mapping[header]], header, index)
        for index, header in enumerate(table.header)
        if header in mapping
    ]


def _checked(row: Row, places: list[_Place], seen: dict[str, dict[Value, int]]) -> CheckedRow:
    values: dict[str, Value] = {}
    errors: list[CellError] = []
    doubts: list[CellError] = []
    for place in places:
        column = place.column
        cell: Cell = row.cells[place.index] if place.index < len(row.cells) else None
        try:
            value = read_cell(cell, column)
            _demand(value, column, seen, row.number)
        except WrongCell as fault:
            errors.append(CellError(column.key, fault.sentence, place.header))
            continue
        values[column.key] = value
        if column.unit == "%" and (sentence := doubt(cell, column)):
            doubts.append(CellError(column.key, sentence, place.header))
    return CheckedRow(row.number, values, tuple(errors), tuple(doubts))


def _demand(value: Value, column: Column, seen: dict[str, dict[Value, int]], number: int) -> None:
    if value is None:
        if column.required:
            raise WrongCell(f"“{column.label_zh}”是必填项，请填写。")
        return
    if column.unique:
        first = seen[column.key].setdefault(value, number)
        if first != number:
            raise WrongCell(f"“{column.label_zh}”的值“{value}”与第 {first} 行重复，请核对后保留一行。")
