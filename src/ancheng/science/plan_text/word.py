"""A Word document as text: paragraphs with their automatic numbers, tables as tab-separated lines."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from ancheng.base.errors import TooLarge, Unreadable
from ancheng.science.plan_text.word_numbering import Numbering

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SKIPPED = {_FALLBACK, f"{_W}del", f"{_W}moveFrom", f"{_W}pPr", f"{_W}txbxContent", f"{_W}instrText"}
_LARGEST_UNPACKED = 200 * 1024 * 1024
_LARGEST_PART = 60 * 1024 * 1024
_MOST_ENTRIES = 5000
_LARGEST_RATIO = 200


def word_text(content: bytes, name: str) -> str:
    """The running text of a .docx; refuses what is no Word document, encrypted, or a zip bomb."""
    _check_archive(content, name)
    from docx import Document

    try:
        document = Document(io.BytesIO(content))
        numbering = Numbering(document)
        return "\n".join(_lines(document.element.body, numbering))
    except (Unreadable, TooLarge):
        raise
    except (MemoryError, RecursionError) as error:
        raise TooLarge(f"“{name}”结构过大，请另存为简化的 .docx 后再导入。") from error
    except Exception as error:  # the library raises many kinds of its own for a damaged file
        raise _damaged(name) from error


def _damaged(name: str) -> Unreadable:
    return Unreadable(f"“{name}”已损坏或不是 Word 文档，请用 Word 打开并另存为 .docx 后再导入。")


def _check_archive(content: bytes, name: str) -> None:
    """Look at the directory of the archive before anything is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            if any(entry.flag_bits & 0x1 for entry in entries):
                raise Unreadable(f"“{name}”设有密码，请取消密码后重新保存再导入。")
            _check_sizes(entries, len(content), name)
            names = {entry.filename for entry in entries}
            if "[Content_Types].xml" not in names or "word/document.xml" not in names:
                raise Unreadable(f"“{name}”不是 Word 文档，请提供 .txt、.docx 或带文字层的 PDF 格式的方案。")
    except (zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError, OSError) as error:
        raise _damaged(name) from error


def _check_sizes(entries: list[zipfile.ZipInfo], packed: int, name: str) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    largest = max((entry.file_size for entry in entries), default=0)
    swollen = unpacked > 10 * 1024 * 1024 and unpacked > _LARGEST_RATIO * packed
    if len(entries) > _MOST_ENTRIES or unpacked > _LARGEST_UNPACKED or largest > _LARGEST_PART or swollen:
        raise TooLarge(f"“{name}”解压后过大，可能是压缩炸弹，已拒绝导入。")


def _lines(body: Any, numbering: Numbering) -> Iterator[str]:
    for child in body:
        if child.tag == f"{_W}p":
            yield from _paragraph(child, numbering)
        elif child.tag == f"{_W}tbl":
            yield from _table(child, numbering)
        elif child.tag == f"{_W}sdt":
            for inner in child.iterfind(f"{_W}sdtContent"):
                yield from _lines(inner, numbering)
        elif child.tag in (f"{_W}ins", f"{_W}moveTo", f"{_W}customXml", f"{_W}smartTag"):
            yield from _lines(child, numbering)


def _paragraph(paragraph: Any, numbering: Numbering) -> Iterator[str]:
    words = "".join(_words(paragraph))
    number = numbering.number(paragraph)
    if words.strip() and number:
        words = number + words
    yield words
    for box in paragraph.iter(f"{_W}txbxContent"):
        if not any(parent.tag == _FALLBACK for parent in box.iterancestors()):
            yield from _lines(box, numbering)


def _words(element: Any) -> Iterator[str]:
    for child in element:
        if child.tag in _SKIPPED:
            continue
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag == f"{_W}tab":
            yield "\t"
        elif child.tag in (f"{_W}br", f"{_W}cr"):
            yield "\n"
        elif child.tag == f"{_W}noBreakHyphen":
            yield "-"
        else:
            yield from _words(child)


def _table(table: Any, numbering: Numbering) -> Iterator[str]:
    """One line per row; a table of one column is running text."""
    above: dict[int, str] = {}
    for row in table.iterfind(f"{_W}tr"):
        cells = [cell for cell in row.iter(f"{_W}tc") if next(cell.iterancestors(f"{_W}tr")) is row]
        if len(cells) == 1:
            yield from _lines(cells[0], numbering)
            continue
        texts: list[str] = []
        for column, cell in enumerate(cells):
            text = re.sub(r"\s+", " ", " ".join(_lines(cell, numbering))).strip()
            if _continues_above(cell):
                text = above.get(column, text)
            above[column] = text
            texts.append(text)
        yield "\t".join(texts)


def _continues_above(cell: Any) -> bool:
    """A cell merged with the one above repeats its words, so that every row reads by itself."""
    merge = cell.find(f"{_W}tcPr/{_W}vMerge")
    return merge is not None and merge.get(f"{_W}val") != "restart"
