"""Rows written as they come, in constant memory: workbook and CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, BinaryIO

from ancheng.base.clock import beijing
from ancheng.kernel.exchange.tables.safe import guarded
from ancheng.kernel.exchange.tables.sheets import LAST_ROW, Book, write_cell
from ancheng.kernel.exchange.tables.spec import Column, Kind, TableSpec

Record = Mapping[str, object]
BATCH_BYTES = 64 * 1024
WIDTHS = {Kind.TEXT: 22, Kind.CREDIT_CODE: 22, Kind.MOMENT: 20}


def stream_xlsx(spec: TableSpec, rows: Iterable[Record], fileobj: BinaryIO, *, language: str = "zh") -> int:
    """Write `rows` (values by column key) as a workbook and return how many; continues on further sheets."""
    book = Book(fileobj)
    try:
        sheet = _sheet(book, spec, 1, language)
        written, line = 0, 0
        for record in rows:
            if line == LAST_ROW:
                sheet, line = _sheet(book, spec, written // LAST_ROW + 1, language), 0
            line += 1
            for index, column in enumerate(spec.columns):
                write_cell(sheet, line, index, shown(record.get(column.key), column, language), book)
            written += 1
    finally:
        book.close()
    return written


def _sheet(book: Book, spec: TableSpec, number: int, language: str) -> Any:
    title = (spec.title(language) or ("Data" if language.startswith("en") else "数据"))[:24]
    for forbidden in "[]:*?/\\'":
        title = title.replace(forbidden, " ")
    sheet = book.book.add_worksheet(title if number == 1 else f"{title}（{number}）")
    for index, column in enumerate(spec.columns):
        sheet.set_column(index, index, WIDTHS.get(column.kind, 14))
    for index, column in enumerate(spec.columns):
        sheet.write_string(
            0, index, column.heading(language), book.head_required if column.required else book.head
        )
    sheet.freeze_panes(1, 0)
    return sheet


def csv_lines(spec: TableSpec, rows: Iterable[Record], *, language: str = "zh") -> Iterator[bytes]:
    """The pieces of a CSV file in UTF-8 with mark, as Excel in Chinese opens it without asking."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    buffer.write("\ufeff")
    writer.writerow([each.heading(language) for each in spec.columns])
    for record in rows:
        writer.writerow([_csv_text(shown(record.get(each.key), each, language)) for each in spec.columns])
        if buffer.tell() >= BATCH_BYTES:
            yield buffer.getvalue().encode("utf-8", "replace")
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode("utf-8", "replace")


def stream_csv(spec: TableSpec, rows: Iterable[Record], fileobj: BinaryIO, *, language: str = "zh") -> None:
    """Write `rows` as CSV."""
    for piece in csv_lines(spec, rows, language=language):
        fileobj.write(piece)


def shown(value: object, column: Column, language: str) -> object:
    """A value as people read it: words for choices and truth, everything else as it is."""
    if column.kind is Kind.CHOICE and isinstance(value, str):
        return next((each.label(language) for each in column.choices if each.value == value), value)
    if isinstance(value, bool):
        words = ("Yes", "No") if language.startswith("en") else ("是", "否")
        return words[0] if value else words[1]
    return value


def _csv_text(value: object) -> str:
    match value:
        case None:
            return ""
        case datetime():
            return (beijing(value) if value.tzinfo else value).strftime("%Y-%m-%d %H:%M:%S")
        case date():
            return value.isoformat()
        case float():
            return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
        case str():
            return guarded(value)
        case _:
            return guarded(str(value))
