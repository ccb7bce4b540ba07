"""Delimited text (.csv, .tsv): encoding, delimiter, rows."""

from __future__ import annotations

import codecs
import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from ancheng.kernel.exchange.tables.cells import Grid, Row
from ancheng.kernel.exchange.tables.detect import looks_utf16
from ancheng.kernel.exchange.tables.limits import Limits, check_extent
from ancheng.kernel.exchange.tables.refusals import NoData
from ancheng.kernel.exchange.tables.safe import unguarded

CHUNK = 1 << 20
SAMPLE_ROWS = 50
DELIMITERS = (",", "\t", ";", "|", "，")
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def open_grid(path: Path, limits: Limits) -> Grid:
    """The rows of a delimited text, its encoding and delimiter found by reading it."""
    encoding = encoding_of(path)
    delimiter = delimiter_of(path, encoding)
    _count(path, encoding, delimiter, limits)
    return Grid(lambda: _rows(path, encoding, delimiter), encoding=encoding, delimiter=delimiter)


def encoding_of(path: Path) -> str:
    """utf-8-sig, utf-16 or gb18030: the first one as which the whole file makes sense."""
    with path.open("rb") as file:
        head = file.read(4096)
    for mark, name in MARKS:
        if head.startswith(mark):
            return _proved(path, name)
    if b"\0" in head and looks_utf16(head):
        return _proved(path, "utf-16-le" if head[1::2].count(0) else "utf-16-be")
    for name in ("utf-8", "gb18030"):
        if _decodes(path, name):
            return name
    raise _no_encoding()


def _proved(path: Path, encoding: str) -> str:
    if not _decodes(path, encoding):
        raise _no_encoding()
    return encoding


def _no_encoding() -> NoData:
    return NoData("无法识别文件的文字编码。请用 Excel 打开，另存为“CSV UTF-8（逗号分隔）”后重新上传。")


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as file:
        try:
            while chunk := file.read(CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeError:
            return False
    return True


def delimiter_of(path: Path, encoding: str) -> str:
    """The delimiter under which most of the first rows have the same number of cells, and the most cells."""
    best, best_score = ",", (0, 0)
    for delimiter in DELIMITERS:
        widths = Counter(_widths(path, encoding, delimiter))
        several = {width: times for width, times in widths.items() if width > 1}
        if several:
            width, times = max(several.items(), key=lambda each: (each[1], each[0]))
            if (times, width) > best_score:
                best, best_score = delimiter, (times, width)
    return best


def _widths(path: Path, encoding: str, delimiter: str) -> Iterator[int]:
    # A wrong delimiter may make nonsense of quotes: that only speaks against it.
    with path.open(encoding=encoding, newline="") as file:
        try:
            for number, cells in enumerate(csv.reader(file, delimiter=delimiter, strict=True)):
                if number >= SAMPLE_ROWS:
                    return
                if cells:
                    yield len(cells)
        except csv.Error:
            return


def _count(path: Path, encoding: str, delimiter: str, limits: Limits) -> None:
    """Refuse, before anything is taken in, more rows or columns than the limits and quotes without a pair."""
    rows = columns = 0
    for row in _rows(path, encoding, delimiter):
        rows, columns = max(rows, row.number), max(columns, len(row.cells))
        if rows > limits.rows or columns > limits.columns:
            break
    check_extent(rows, columns, limits)
    if not rows:
        raise NoData("文件中没有数据，请填写后重新上传。")


def _rows(path: Path, encoding: str, delimiter: str) -> Iterator[Row]:
    with path.open(encoding=encoding, newline="") as file:
        reader = csv.reader(file, delimiter=delimiter, strict=True)
        try:
            for number, cells in enumerate(reader, start=1):
                yield Row(number, tuple(unguarded(each) if each else None for each in cells))
        except csv.Error as fault:
            raise NoData(
                f"文件第 {reader.line_num} 行附近的引号不配对或内容过长，无法分列。请用 Excel 打开核对后另存为 .xlsx。"
            ) from fault
