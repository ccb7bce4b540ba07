"""A table as uploaded: header and rows of the right sheet, whatever the file is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from ancheng.kernel.exchange.tables import delimited, workbook
from ancheng.kernel.exchange.tables.cells import Cell, Grid, Merge, Row, column_letters
from ancheng.kernel.exchange.tables.detect import FileKind, kind_of
from ancheng.kernel.exchange.tables.limits import Limits, check_size
from ancheng.kernel.exchange.tables.refusals import NoData
from ancheng.kernel.exchange.tables.spec import TableSpec, header_forms

PREVIEW_ROWS = 30
EXAMPLE_MARK = "【示例】"
ERROR_HEADER = "错误说明"
NUMBER_OR_DATE = re.compile(r"[\d\s.,:：/\-+%年月日eE]+")
DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Table:
    """Header and rows; iterating reads the rows below the header anew, without empty ones and examples."""

    name: str
    kind: FileKind
    header: tuple[str, ...]
    header_row: int
    grid: Grid

    def __iter__(self) -> Iterator[Row]:
        for row in self.grid.rows():
            if row.number > self.header_row and not row.empty and not is_example(row):
                yield row

    def records(self) -> Iterator[dict[str, Cell]]:
        """Rows by header; cells beyond the header are left out."""
        for row in self:
            yield dict(zip(self.header, _padded(row.cells, len(self.header)), strict=True))

    def preview(self, rows: int = 10) -> list[Row]:
        """The first rows, for the screen on which columns are mapped."""
        return list(islice(self, rows))


def read_table(
    path: Path,
    *,
    filename: str = "",
    spec: TableSpec | None = None,
    sheet: str | None = None,
    header_row: int | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Table:
    """The table in `path`; `filename` is only its name for people, what the file is shows in its bytes.

    `spec` helps to find the header below titles and remarks; `header_row` (from 1) names it outright.
    """
    check_size(path, limits)
    kind = kind_of(path)
    if kind is FileKind.TEXT:
        grid = delimited.open_grid(path, limits)
    else:
        grid = workbook.open_grid(path, kind, limits, sheet)
    number, header = find_header(grid, spec, header_row)
    return Table(grid.sheet or Path(filename or path.name).stem, kind, header, number, grid)


def is_example(row: Row) -> bool:
    """Whether a row is the marked example of a template."""
    first = next((each for each in row.cells if each is not None), None)
    return isinstance(first, str) and first.startswith(EXAMPLE_MARK)


def find_header(grid: Grid, spec: TableSpec | None, number: int | None = None) -> tuple[int, tuple[str, ...]]:
    """Number and names of the header row: as told, or by known names, or the first full row of labels."""
    rows = [row for row in islice(grid.rows(), PREVIEW_ROWS if number is None else number) if not row.empty]
    if number is not None:
        rows = [row for row in rows if row.number == number]
    if not rows:
        raise NoData("表格中没有数据，请填写后重新上传。")
    if number is not None:
        return number, _names(rows[0].cells)
    index = _known_header(rows, spec) if spec else None
    if index is not None:
        return rows[index].number, _names(rows[index].cells)
    index = _plausible_header(rows)
    below = rows[index + 1] if index + 1 < len(rows) else None
    if below is not None and _is_two_storeyed(rows[index], below, grid.merges):
        return below.number, _names(_joined(rows[index].cells, below.cells))
    return rows[index].number, _names(rows[index].cells)


def _known_header(rows: Sequence[Row], spec: TableSpec) -> int | None:
    scores = [
        sum(
            any(form in spec.spellings for form in header_forms(each))
            for each in row.cells
            if isinstance(each, str)
        )
        for row in rows
    ]
    best = max(scores)
    return scores.index(best) if best >= min(2, len(spec.columns)) else None


def _plausible_header(rows: Sequence[Row]) -> int:
    width = max(len(_distinct(row.cells)) for row in rows)
    for index, row in enumerate(rows):
        filled = [each for each in row.cells if each is not None]
        if len(_distinct(filled)) >= max(1, width * 0.6) and all(_is_label(each) for each in filled):
            return index
    raise NoData("没有找到表头。请在第一行填写各列名称（建议使用平台提供的模板），不要留空。")


def _is_two_storeyed(upper: Row, lower: Row, merges: Iterable[Merge]) -> bool:
    """Whether a label of `upper` is merged over several columns that `lower` names one by one."""
    wide = [each for each in merges if each.top == each.bottom == upper.number and each.right > each.left]
    labels = [each for each in lower.cells if each is not None]
    return bool(wide) and len(labels) >= len(upper.cells) * 0.6 and all(_is_label(each) for each in labels)


def _joined(upper: Sequence[Cell], lower: Sequence[Cell]) -> list[Cell]:
    return [
        low if top is None or top == low else top if low is None else f"{top}/{low}"
        for top, low in zip(upper, lower, strict=False)
    ]


def _is_label(cell: Cell) -> bool:
    return isinstance(cell, str) and not NUMBER_OR_DATE.fullmatch(cell)


def _distinct(cells: Iterable[Cell]) -> set[str]:
    return {str(each) for each in cells if each is not None}


def _names(cells: Sequence[Cell]) -> tuple[str, ...]:
    """Header names without line breaks, each once; a column without a name bears its letters."""
    names: list[str] = []
    for index, cell in enumerate(cells):
        plain = re.sub(r"\s+", " ", str(cell)).strip() if cell is not None else ""
        name = plain or f"（{column_letters(index)}列）"
        times = 1
        unique = name
        while unique in names:
            times += 1
            unique = f"{name}（{times}）"
        names.append(unique)
    return tuple(names)


def _padded(cells: Sequence[Cell], width: int) -> list[Cell]:
    return [*cells[:width], *([None] * (width - len(cells)))]
