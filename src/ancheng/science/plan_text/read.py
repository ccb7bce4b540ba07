"""A plan document (.txt, .docx, text PDF) as one text with its paragraphs, or a sentence why not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from ancheng.base.errors import TooLarge, Unreadable
from ancheng.science.plan_text.decode import decode
from ancheng.science.plan_text.model import Span

LARGEST_FILE_BYTES = 50 * 1024 * 1024
LONGEST_TEXT = 3_000_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")


class DocumentKind(StrEnum):
    """What the file is, judged by its content and not by its name."""

    TEXT = "text"
    WORD = "docx"
    PDF = "pdf"


@dataclass(frozen=True, slots=True)
class DocumentText:
    """The decoded text, the spans of its non-empty paragraphs, and what kind of file it came from."""

    text: str
    paragraphs: tuple[Span, ...]
    kind: DocumentKind


def read_document(path_or_bytes: str | Path | bytes, filename: str | None = None) -> DocumentText:
    """Read a plan document; raises Unreadable or TooLarge with a sentence that says what to do."""
    if isinstance(path_or_bytes, bytes):
        content, name = path_or_bytes, Path(filename or "上传的文件").name
    else:
        path = Path(path_or_bytes)
        content, name = _content(path), Path(filename or path).name
    if len(content) > LARGEST_FILE_BYTES:
        raise _too_large(name)
    if not content.strip(b"\x00 \t\r\n"):
        raise Unreadable(f"“{name}”是空文件，请确认后重新选择。")
    text, kind = _text(content, name)
    if len(text) > LONGEST_TEXT:
        raise TooLarge(
            f"“{name}”的文字超过 {LONGEST_TEXT // 10000} 万字，不像一份实施方案，请确认后重新选择。"
        )
    if not text.strip("\ufeff \t\r\n\u3000\u200b"):
        raise Unreadable(f"“{name}”里没有文字，请确认后重新选择。")
    paragraphs = tuple(match.span() for match in re.finditer(r"[^\r\n]+", text) if match[0].strip())
    return DocumentText(text, paragraphs, kind)


def _too_large(name: str) -> TooLarge:
    return TooLarge(f"“{name}”超过 {LARGEST_FILE_BYTES // 1024 // 1024} MB，请去掉图片或拆分后再导入。")


def _content(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise Unreadable(f"“{path}”是文件夹，请指定一个方案文件。")
        if not path.exists():
            raise Unreadable(f"找不到文件“{path}”，请检查路径。")
        if not path.is_file():
            raise Unreadable(f"“{path}”不是普通文件，请指定一个方案文件。")
        if path.stat().st_size > LARGEST_FILE_BYTES:
            raise _too_large(path.name)
        return path.read_bytes()
    except PermissionError as error:
        raise Unreadable(f"没有读取“{path}”的权限，请检查文件权限。") from error
    except (OSError, ValueError) as error:
        raise Unreadable(f"无法读取“{path!s}”，请检查路径和磁盘。".replace("\x00", "")) from error


def _text(content: bytes, name: str) -> tuple[str, DocumentKind]:
    # The libraries for Word and PDF are loaded only for such files: a plain text stays fast.
    if b"%PDF-" in content[:1024]:
        from ancheng.science.plan_text.pdf import pdf_text

        return pdf_text(content, name), DocumentKind.PDF
    if content.startswith(b"PK"):
        from ancheng.science.plan_text.word import word_text

        return word_text(content, name), DocumentKind.WORD
    if content.startswith(_OLE):
        if _ENCRYPTED_STREAM in content:
            raise Unreadable(f"“{name}”设有密码，请在 Word 中取消密码后重新保存再导入。")
        raise Unreadable(f"“{name}”是旧版 Office 文件，请用 Word 或 WPS 另存为 .docx 后再导入。")
    return decode(content, name), DocumentKind.TEXT
