"""A text PDF as running text: lines that only the page width broke are joined again."""

from __future__ import annotations

import ctypes
import re
import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ancheng.base.errors import TooLarge, Unreadable
from ancheng.science.plan_text.clean import fold
from ancheng.science.plan_text.headings import marker

_MOST_PAGES = 600
_PAGE_NUMBER = re.compile(r"^[\s—–\-－]*第?\s*\d{1,4}\s*(?:页)?(?:[/共]\s*\d{1,4}\s*页?)?[\s—–\-－]*$")
_SENTENCE_END = tuple("。！？；：!?;:")


@dataclass(frozen=True, slots=True)
class _Line:
    """One printed line with its left and right edge and the size of its letters, in points."""

    text: str
    left: float
    right: float
    size: float
    last_of_page: bool


def pdf_text(content: bytes, name: str) -> str:
    """The text layer of a PDF; refuses encrypted, damaged and scanned documents."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise Unreadable(f"“{name}”设有密码，请取消密码后重新保存再导入。") from error
        raise Unreadable(f"“{name}”已损坏或不是 PDF 文件，请重新导出后再导入。") from error
    try:
        if len(document) > _MOST_PAGES:
            raise TooLarge(f"“{name}”超过 {_MOST_PAGES} 页，不像一份实施方案，请确认后重新选择。")
        lines = [line for index in range(len(document)) for line in _page_lines(document, index)]
    except pypdfium2.PdfiumError as error:
        raise Unreadable(f"“{name}”有页面已损坏，请重新导出后再导入。") from error
    finally:
        document.close()
    if sum(len(line.text.strip()) for line in lines) < 10:
        raise Unreadable(f"“{name}”是扫描件，没有文字层，请先做文字识别（OCR）或提供 Word 版。")
    return "\n".join(_paragraphs(lines))


def _page_lines(document: Any, index: int) -> Iterator[_Line]:
    page = document[index]
    try:
        text_page = page.get_textpage()
        try:
            found = [line for line in _lines(text_page) if not _PAGE_NUMBER.match(line.text)]
        finally:
            text_page.close()
    finally:
        page.close()
    for number, line in enumerate(found):
        yield _Line(line.text, line.left, line.right, line.size, number == len(found) - 1)


def _lines(text_page: Any) -> Iterator[_Line]:
    """The printed lines of a page, from the characters and where they stand."""
    import pypdfium2.raw as pdfium

    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    letters: list[str] = []
    lefts: list[float] = []
    rights: list[float] = []
    sizes: list[float] = []
    for index in range(text_page.count_chars()):
        code = pdfium.FPDFText_GetUnicode(text_page, index)
        letter = chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else ""
        if letter in "\r\n":
            if letter == "\n" or not letter:
                yield from _line(letters, lefts, rights, sizes)
                letters, lefts, rights, sizes = [], [], [], []
            continue
        letters.append(letter)
        if not letter.isspace() and pdfium.FPDFText_GetCharBox(text_page, index, left, right, bottom, top):
            lefts.append(left.value)
            rights.append(right.value)
            sizes.append(pdfium.FPDFText_GetFontSize(text_page, index))
    yield from _line(letters, lefts, rights, sizes)


def _line(letters: list[str], lefts: list[float], rights: list[float], sizes: list[float]) -> Iterator[_Line]:
    text = "".join(letters).replace("\ufffe", "").strip()
    if text and lefts:
        yield _Line(text, min(lefts), max(rights), statistics.median(sizes), False)


def _paragraphs(lines: list[_Line]) -> Iterator[str]:
    """Join a line to the next where it is filled to the right edge and the next is not indented."""
    if not lines:
        return
    left_edge = statistics.mode([round(line.left) for line in lines])
    right_edge = _right_edge(lines)
    paragraph = ""
    for index, line in enumerate(lines):
        paragraph = _joined(paragraph, line.text)
        following = lines[index + 1] if index + 1 < len(lines) else None
        if following is None or not _runs_on(line, following, left_edge, right_edge):
            yield paragraph
            paragraph = ""


def _right_edge(lines: list[_Line]) -> float:
    rights = sorted(line.right for line in lines)
    return rights[min(len(rights) - 1, int(len(rights) * 0.9))]


def _runs_on(line: _Line, following: _Line, left_edge: float, right_edge: float) -> bool:
    size = max(line.size, following.size, 6.0)
    if line.right < right_edge - 1.8 * size or abs(line.size - following.size) > 2.5:
        return False
    if following.left > left_edge + 1.2 * size:
        return False
    heading = marker(fold(following.text)) is not None
    return not (heading and line.text.endswith((*_SENTENCE_END, ")", "）")))


def _joined(before: str, after: str) -> str:
    """Two halves of a sentence; a space only between Latin words."""
    if (
        before
        and before[-1].isascii()
        and before[-1].isalnum()
        and after[:1].isascii()
        and after[:1].isalpha()
    ):
        return f"{before} {after}"
    return before + after
