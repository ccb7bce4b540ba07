"""Workbooks (.xlsx, .xls, .ods) read through calamine, one sheet as a grid."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import python_calamine as calamine

from ancheng.kernel.exchange.tables.archive import check_archive
from ancheng.kernel.exchange.tables.cells import Cell, Grid, Merge, Row
from ancheng.kernel.exchange.tables.detect import FileKind
from ancheng.kernel.exchange.tables.extent import check_ods, check_xlsx
from ancheng.kernel.exchange.tables.limits import Limits, check_extent
from ancheng.kernel.exchange.tables.refusals import Corrupt, Encrypted, NoData

# Sheets that the platform itself adds to its templates.
OWN_SHEETS = frozenset({"填表说明", "选项", "Notes", "Choices"})


def open_grid(path: Path, kind: FileKind, limits: Limits, sheet: str | None = None) -> Grid:
    """The named sheet of a workbook, or the first visible one that holds data."""
    if kind is FileKind.XLSX:
        check_xlsx(path, check_archive(path, limits), limits)
    elif kind is FileKind.ODS:
        check_ods(path, check_archive(path, limits), limits)
    with _refusing():
        book = calamine.CalamineWorkbook.from_path(path)
        names = _readable(book)
        if sheet is not None and sheet not in names:
            raise NoData(f"工作簿中没有名为“{sheet}”的工作表，现有：{'、'.join(names)}。")
        for name in [sheet] if sheet is not None else names:
            found = book.get_sheet_by_name(name)
            if found.height and (sheet is not None or name not in OWN_SHEETS):
                return _grid(found, tuple(names), limits)
    raise NoData("工作簿中没有数据，请填写后重新上传。")


def _readable(book: calamine.CalamineWorkbook) -> list[str]:
    """Names of visible worksheets; all worksheets when everything is hidden."""
    sheets = [each for each in book.sheets_metadata if each.typ == calamine.SheetTypeEnum.WorkSheet]
    visible = [each.name for each in sheets if each.visible == calamine.SheetVisibleEnum.Visible]
    return visible or [each.name for each in sheets]


def _grid(sheet: calamine.CalamineSheet, names: tuple[str, ...], limits: Limits) -> Grid:
    check_extent(sheet.total_height + 1, sheet.total_width + 1, limits, sheet.name)
    first_column = sheet.start[1] if sheet.start else 0
    merges = tuple(
        Merge(top + 1, left - first_column, bottom + 1, right - first_column)
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
        if right >= first_column
    )

    def rows() -> Iterator[Row]:
        with _refusing():
            yield from fill_merges(_rows(sheet), merges)

    return Grid(rows, sheet.name, names, first_column, merges)


def _rows(sheet: calamine.CalamineSheet) -> Iterator[Row]:
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        yield Row(number, tuple(None if each == "" else each for each in cells))


def fill_merges(rows: Iterable[Row], merges: Iterable[Merge]) -> Iterator[Row]:
    """Rows in which every cell of a merged range holds the value of its upper left cell."""
    waiting = sorted(merges, key=lambda each: each.top, reverse=True)
    if not waiting:
        yield from rows
        return
    held: dict[int, tuple[Cell, int]] = {}  # column → value and last row of the range that covers it
    for row in rows:
        cells = list(row.cells)
        while waiting and waiting[-1].top <= row.number:
            merge = waiting.pop()
            left = max(merge.left, 0)
            value = cells[left] if merge.top == row.number and left < len(cells) else None
            if value is not None:
                held.update(
                    dict.fromkeys(range(left, min(merge.right, len(cells) - 1) + 1), (value, merge.bottom))
                )
        for column, (value, bottom) in list(held.items()):
            if row.number > bottom:
                del held[column]
            elif cells[column] is None:
                cells[column] = value
        yield Row(row.number, tuple(cells))


@contextmanager
def _refusing() -> Iterator[None]:
    """Turn the library's errors into sentences; a panic of its native code is no reason to stop either."""
    try:
        yield
    except calamine.PasswordError as fault:
        raise Encrypted from fault
    except (calamine.CalamineError, OSError, ValueError) as fault:
        raise Corrupt from fault
    except BaseException as fault:
        if type(fault).__name__ == "PanicException":
            raise Corrupt from fault
        raise
