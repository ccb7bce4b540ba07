"""What a file is, by its bytes and not by its name."""

from __future__ import annotations

import zipfile
from enum import StrEnum
from pathlib import Path

from ancheng.kernel.exchange.tables.refusals import Corrupt, Encrypted, WrongType

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = (b"PK\x03\x04", b"PK\x05\x06")
KNOWN_OTHERS = {
    b"%PDF": "该文件是 PDF",
    b"\x89PNG": "该文件是图片",
    b"\xff\xd8\xff": "该文件是图片",
    b"GIF8": "该文件是图片",
    b"Rar!": "该文件是 RAR 压缩包",
    b"7z\xbc\xaf": "该文件是 7z 压缩包",
    b"\x1f\x8b": "该文件是 gzip 压缩包",
    b"{\\rtf": "该文件是 RTF 文档",
}
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


class FileKind(StrEnum):
    """The forms of table that are read."""

    XLSX = "xlsx"
    XLS = "xls"
    ODS = "ods"
    TEXT = "text"


def kind_of(path: Path) -> FileKind:
    """The kind of table in `path`; refuses what is none, with the reason."""
    with path.open("rb") as file:
        head = file.read(4096)
    if head.startswith(OLE):
        return _compound(path)
    if head.startswith(ZIP):
        return _archive(path)
    for magic, what in KNOWN_OTHERS.items():
        if head.startswith(magic):
            raise WrongType(what)
    _refuse_markup(head)
    # Text has no zero bytes, except UTF-16, which shows by its mark or by zeros in every second place.
    if b"\0" in head and not head.startswith(UTF16_MARKS) and not looks_utf16(head):
        raise WrongType
    return FileKind.TEXT


def looks_utf16(head: bytes) -> bool:
    """Whether bytes without a mark have their zeros in every second place only, and many of them."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    return min(even, odd) == 0 and max(even, odd) * 4 > len(head) / 2


def _compound(path: Path) -> FileKind:
    """Old Excel files and encrypted new ones are both compound documents; their streams bear UTF-16 names."""
    content = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise Encrypted
    if any(name.encode("utf-16-le") in content for name in ("Workbook", "Book")):
        return FileKind.XLS
    raise WrongType("该文件不是 Excel 工作簿")


def _archive(path: Path) -> FileKind:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, UnicodeError) as fault:
        raise Corrupt from fault
    if "xl/workbook.bin" in names:
        raise WrongType("该文件是二进制工作簿（.xlsb），请另存为 .xlsx")
    if "word/document.xml" in names or "ppt/presentation.xml" in names:
        raise WrongType("该文件是 Word 或 PowerPoint 文档")
    if "[Content_Types].xml" in names:
        return FileKind.XLSX
    if "content.xml" in names:
        return FileKind.ODS
    raise WrongType("该文件是压缩包，不是表格")


def _refuse_markup(head: bytes) -> None:
    """Many older systems export a web page under the name .xls."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html", b"<table", b"<head", b"<meta")):
        raise WrongType("该文件实际是网页（HTML），只是扩展名为表格，请用 Excel 打开后另存为 .xlsx")
    if start.startswith(b"<?xml"):
        raise WrongType("该文件是 XML，请用 Excel 打开后另存为 .xlsx")
