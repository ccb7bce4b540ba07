"""Writing cells of a workbook: text stays text, days are days, each kind has its format."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any, BinaryIO

import xlsxwriter

from ancheng.base.clock import beijing
from ancheng.kernel.exchange.tables.safe import storable

DAY_FORMAT, MOMENT_FORMAT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss"
LAST_ROW = 1_048_575
# Nobody may turn a cell into a formula, a link or a number by what it says.
OPTIONS: dict[str, object] = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "remove_timezone": True,
}


class Book:
    """An open workbook and the formats that its sheets share."""

    def __init__(self, target: BinaryIO, *, constant_memory: bool = True) -> None:
        self.book = xlsxwriter.Workbook(target, {**OPTIONS, "constant_memory": constant_memory})
        # The same content gives the same bytes.
        self.book.set_properties({"created": datetime(2000, 1, 1)})  # noqa: DTZ001
        self.day = self.book.add_format({"num_format": DAY_FORMAT})
        self.moment = self.book.add_format({"num_format": MOMENT_FORMAT})
        self.text = self.book.add_format({"num_format": "@"})
        self.head = self._head("#E8EEF7")
        self.head_required = self._head("#FBE5D6")
        self.wrong = self.book.add_format({"bg_color": "#FFC7CE", "font_color": "#9C0006"})
        self.wrong_day = self.book.add_format({"bg_color": "#FFC7CE", "num_format": DAY_FORMAT})
        self.remark = self.book.add_format({"font_color": "#9C0006", "text_wrap": True, "valign": "top"})
        self.example = self.book.add_format({"italic": True, "font_color": "#7F7F7F", "num_format": "@"})
        self.wrapped = self.book.add_format({"text_wrap": True, "valign": "top"})

    def _head(self, colour: str) -> Any:
        return self.book.add_format(
            {
                "bold": True,
                "bg_color": colour,
                "border": 1,
                "text_wrap": True,
                "valign": "vcenter",
                "num_format": "@",
            }
        )

    def close(self) -> None:
        self.book.close()


def write_cell(sheet: Any, row: int, column: int, value: object, book: Book, form: Any = None) -> None:
    """Write one value as what it is; text is always written as text, moments as Beijing time."""
    match value:
        case None:
            if form is not None:
                sheet.write_blank(row, column, None, form)
        case "" if form is None:
            # A cell that says nothing is not there: a quarter of the cells of a long list.
            return
        case bool():
            sheet.write_boolean(row, column, value, form)
        case int() | float() if abs(value) < 1e15:
            sheet.write_number(row, column, value, form)
        case datetime():
            local = beijing(value).replace(tzinfo=None) if value.tzinfo else value
            sheet.write_datetime(row, column, local, form or book.moment)
        case date():
            sheet.write_datetime(row, column, value, form or book.day)
        case time() | timedelta():
            sheet.write_string(row, column, str(value), form)
        case _:
            sheet.write_string(row, column, storable(str(value)), form)
