"""The uploaded sheet given back with every error beside its row and on its cell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import BinaryIO

from ancheng.kernel.exchange.tables.cells import Cell, Row
from ancheng.kernel.exchange.tables.check import CellError, CheckedRow
from ancheng.kernel.exchange.tables.sheets import LAST_ROW, Book, write_cell
from ancheng.kernel.exchange.tables.table import ERROR_HEADER, Table

# Each comment is a drawing that the spreadsheet program keeps in memory; the sentence stands in the last column anyway.
MOST_COMMENTS = 5_000


def annotate(table: Table, checked: Iterable[CheckedRow], fileobj: BinaryIO) -> int:
    """Write the sheet anew with a last column of errors, wrong cells red with a comment; returns rows in error."""
    errors = {each.number: each.errors for each in checked if each.errors}
    names = [each for each in table.header if each != ERROR_HEADER]
    kept = [index for index, name in enumerate(table.header) if name != ERROR_HEADER]
    book = Book(fileobj)
    sheet = book.book.add_worksheet(_sheet_name(table.name))
    offset = table.grid.first_column
    last = offset + len(names)
    sheet.set_column(last, last, 60)
    sheet.freeze_panes(min(table.header_row, LAST_ROW), 0)
    comments = 0
    for row in table.grid.rows():
        line = row.number - 1
        if row.number == table.header_row:
            for index, name in enumerate(names):
                sheet.write_string(line, offset + index, name, book.head)
            sheet.write_string(line, last, ERROR_HEADER, book.head)
            continue
        wrong = errors.get(row.number, ())
        marks = {names.index(each.header): each for each in wrong if each.header in names}
        _write_row(sheet, row, kept, marks, offset, book)
        for index, error in marks.items():
            if comments < MOST_COMMENTS:
                sheet.write_comment(line, offset + index, error.sentence)
                comments += 1
        if wrong:
            sentences = "\n".join(f"{n}. {each.sentence}" for n, each in enumerate(wrong, 1))
            write_cell(sheet, line, last, sentences, book, book.remark)
    book.close()
    return len(errors)


def _write_row(
    sheet: object, row: Row, kept: Sequence[int], marks: dict[int, CellError], offset: int, book: Book
) -> None:
    for index, source in enumerate(kept):
        cell: Cell = row.cells[source] if source < len(row.cells) else None
        form = book.wrong if index in marks else None
        if form is not None and hasattr(cell, "year"):
            form = book.wrong_day
        write_cell(sheet, row.number - 1, offset + index, cell, book, form)


def _sheet_name(name: str) -> str:
    plain = "".join(" " if each in "[]:*?/\\'" else each for each in name)[:31].strip()
    return plain or "数据"
