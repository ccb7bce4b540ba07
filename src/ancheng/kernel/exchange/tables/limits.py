"""How much one uploaded table may hold."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ancheng.kernel.exchange.tables.refusals import NoData, TooMuch

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes as uploaded and unpacked, and the extent of one sheet; product defaults, sized by measurement."""

    file_bytes: int = 100 * MEGABYTE
    unpacked_bytes: int = 800 * MEGABYTE
    # A sheet of repeated rows packs about 25:1; from 200:1 upwards nobody typed it.
    ratio: int = 200
    ratio_from_bytes: int = 20 * MEGABYTE
    parts: int = 5_000
    rows: int = 200_000
    columns: int = 500
    cells: int = 6_000_000
    merges: int = 200_000


def check_size(path: Path, limits: Limits) -> None:
    """Refuse an empty file and one that is larger than the limit, before a byte of it is read."""
    size = path.stat().st_size
    if size == 0:
        raise NoData("文件是空的，请选择有内容的表格文件。")
    if size > limits.file_bytes:
        raise TooMuch(
            f"文件大小为 {size / MEGABYTE:.0f} MB，超过上限 {limits.file_bytes // MEGABYTE} MB。"
            "请删除图片等无关内容，或拆分为多个文件后分次上传。"
        )


def check_extent(rows: int, columns: int, limits: Limits, sheet: str = "") -> None:
    """Refuse a sheet whose filled rectangle is larger than the limits."""
    named = f"工作表“{sheet}”" if sheet else "表格"
    cleanup = "请删除表格以外的多余内容，或拆分为多个文件后分次上传。"
    if rows > limits.rows:
        raise TooMuch(f"{named}有 {rows} 行，超过上限 {limits.rows} 行。{cleanup}")
    if columns > limits.columns:
        raise TooMuch(f"{named}有 {columns} 列，超过上限 {limits.columns} 列。{cleanup}")
    if rows * columns > limits.cells:
        raise TooMuch(f"{named}有 {rows} 行 × {columns} 列，超过上限 {limits.cells} 个单元格。{cleanup}")
