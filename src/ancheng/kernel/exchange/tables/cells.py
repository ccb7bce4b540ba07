"""What a cell may hold, one row of a sheet, and the grid of rows that every kind of file becomes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

Cell = str | int | float | bool | datetime | date | time | timedelta | None


@dataclass(frozen=True, slots=True)
class Row:
    """One row with its number as the spreadsheet program shows it."""

    number: int
    cells: tuple[Cell, ...]

    @property
    def empty(self) -> bool:
        return all(each is None or each == "" for each in self.cells)


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged range: first and last row (numbers as shown) and column (from 0), all included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Grid:
    """The rows of one sheet, readable again and again, with merged cells filled."""

    rows: Callable[[], Iterator[Row]]
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    # Empty columns before the first filled one, which rows leave out.
    first_column: int = 0
    merges: tuple[Merge, ...] = ()
    encoding: str = ""
    delimiter: str = ""


def column_letters(index: int) -> str:
    """The letters of a column counted from 0: 0 → A, 26 → AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
