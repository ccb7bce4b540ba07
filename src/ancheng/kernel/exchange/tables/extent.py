"""How far a sheet really reaches, found in its XML before a library lays it out in memory.

A reader that lays a sheet out as a rectangle takes gigabytes for two cells in opposite corners.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipInfo

from ancheng.kernel.exchange.tables.archive import unpacked_chunks
from ancheng.kernel.exchange.tables.limits import Limits, check_extent
from ancheng.kernel.exchange.tables.refusals import Encrypted, TooMuch

XLSX_TAG = re.compile(
    rb"<(?:\w+:)?(?:(?P<row>row)|(?P<cell>c)|(?P<merge>mergeCell))(?P<rest>\s[^<>]*?)?(?P<closed>/?)>"
)
XLSX_PLACE = re.compile(rb"""\sr\s*=\s*["']([A-Z]{0,3})(\d{1,9})["']""")
XLSX_ADDRESSED = re.compile(rb"""<(?:\w+:)?c\s(?:[^<>]*?\s)?r=["']([A-Z]{1,3})(\d{1,9})["'][^<>]*?(/?)>""")
XLSX_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
XLSX_ROW = re.compile(rb"""<(?:\w+:)?row\s(?:[^<>]*?\s)?r=["'](\d{1,9})["']""")
XLSX_MERGE = re.compile(rb"<(?:\w+:)?mergeCell\s")
ODS_TAG = re.compile(
    rb"<(?P<end>/?)table:(?:(?P<table>table)|(?P<row>table-row)|(?P<cell>(?:covered-)?table-cell))(?P<rest>\s[^<>]*?)?/?>"
)
ODS_ROWS = re.compile(rb"""number-rows-repeated\s*=\s*["'](\d{1,9})["']""")
ODS_COLUMNS = re.compile(rb"""number-columns-repeated\s*=\s*["'](\d{1,9})["']""")
LONGEST_TAG = 1 << 16


@dataclass(slots=True)
class Extent:
    """Rows and columns of a sheet: with formatted but empty cells, and those that hold something."""

    rows: int = 0
    columns: int = 0
    filled_rows: int = 0
    filled_columns: int = 0
    merges: int = 0


def check_xlsx(path: Path, parts: Iterable[ZipInfo], limits: Limits) -> dict[str, Extent]:
    """The extent of every part that is a sheet; unpacks all parts and refuses what is beyond the limits."""
    found: dict[str, Extent] = {}
    for part in parts:
        extent = xlsx_extent(path, part)
        if not extent.rows:
            continue
        check_extent(extent.filled_rows, extent.filled_columns, limits)
        if extent.merges > limits.merges:
            raise TooMuch(
                f"工作表有 {extent.merges} 处合并单元格，超过上限 {limits.merges} 处，请取消合并后重新上传。"
            )
        found[part.filename] = extent
    return found


def check_ods(path: Path, parts: Iterable[ZipInfo], limits: Limits) -> None:
    """Refuse an OpenDocument sheet with a password or a filled rectangle beyond the limits."""
    for part in parts:
        chunks = unpacked_chunks(path, part)
        if part.filename == "META-INF/manifest.xml":
            if b"encryption-data" in b"".join(chunks):
                raise Encrypted
        elif part.filename == "content.xml":
            for extent in ods_extents(chunks):
                check_extent(extent.filled_rows, extent.filled_columns, limits)
        else:
            for _ in chunks:
                pass


def xlsx_extent(path: Path, part: ZipInfo) -> Extent:
    """The extent told by the cells of one worksheet, with or without addresses."""
    return _addressed(unpacked_chunks(path, part)) or _counted(unpacked_chunks(path, part))


def _addressed(chunks: Iterable[bytes]) -> Extent | None:
    """The extent of a sheet in which every cell bears its address, as nearly all do; None if one does not."""
    extent = Extent()
    letters: dict[bytes, int] = {}
    for text in _whole_tags(chunks):
        places = XLSX_ADDRESSED.findall(text)
        if len(places) != len(XLSX_CELL.findall(text)):
            return None
        extent.merges += len(XLSX_MERGE.findall(text))
        for column, row, closed in set(places):
            if column not in letters:
                letters[column] = _column_number(column)
            _include(extent, int(row), letters[column], filled=not closed)
        rows = XLSX_ROW.findall(text)
        extent.rows = max(extent.rows, *map(int, rows)) if rows else extent.rows
    return extent


def _counted(chunks: Iterable[bytes]) -> Extent:
    """The extent of a sheet whose cells follow one another without addresses."""
    extent = Extent()
    row = column = 0
    for tag in (tag for text in _whole_tags(chunks) for tag in XLSX_TAG.finditer(text)):
        if tag.group("merge"):
            extent.merges += 1
            continue
        place = XLSX_PLACE.search(tag.group("rest") or b"")
        if tag.group("row"):
            row, column = int(place.group(2)) if place else row + 1, 0
            extent.rows = max(extent.rows, row)
        else:
            column = _column_number(place.group(1)) if place else column + 1
            row = int(place.group(2)) if place else row
            _include(extent, row, column, filled=not tag.group("closed"))
    return extent


def _include(extent: Extent, row: int, column: int, *, filled: bool) -> None:
    extent.rows, extent.columns = max(extent.rows, row), max(extent.columns, column)
    if filled:
        extent.filled_rows, extent.filled_columns = (
            max(extent.filled_rows, row),
            max(extent.filled_columns, column),
        )


def ods_extents(chunks: Iterable[bytes]) -> Iterator[Extent]:
    """The extent of each sheet of content.xml, with repeated rows and cells counted out."""
    extent, row, column, repeated = Extent(), 0, 0, 1
    for tag in (tag for text in _whole_tags(chunks) for tag in ODS_TAG.finditer(text)):
        rest = tag.group("rest") or b""
        if tag.group("table"):
            if tag.group("end"):
                yield extent
            extent, row = Extent(), 0
        elif tag.group("end"):
            continue
        elif tag.group("row"):
            found = ODS_ROWS.search(rest)
            repeated = int(found.group(1)) if found else 1
            row, column = row + repeated, 0
        else:
            found = ODS_COLUMNS.search(rest)
            column += int(found.group(1)) if found else 1
            if b"value-type" in rest:
                extent.filled_rows = max(extent.filled_rows, row)
                extent.filled_columns = max(extent.filled_columns, column)


def _whole_tags(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes cut so that no tag is torn apart."""
    rest = b""
    for chunk in chunks:
        text = rest + chunk
        cut = text.rfind(b"<")
        torn = cut >= 0 and len(text) - cut < LONGEST_TAG and text.find(b">", cut) < 0
        rest = text[cut:] if torn else b""
        yield text[:cut] if torn else text
    yield rest


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
