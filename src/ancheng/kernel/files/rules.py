"""What a file really is, whatever its name says, and how its name may be shown."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from ancheng.base.errors import Refusal, TooLarge, Unreadable

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OLE = "application/x-ole-storage"
ZIP = "application/zip"
TEXT = "text/plain"
IMAGES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
OFFICE = frozenset({PDF, DOCX, XLSX, OLE, TEXT})

# Extensions that a content may carry; any other name is a disguise.
EXTENSIONS: dict[str, tuple[str, ...]] = {
    PDF: ("pdf",),
    DOCX: ("docx",),
    XLSX: ("xlsx",),
    OLE: ("doc", "xls", "wps", "et"),
    ZIP: ("zip",),
    TEXT: ("txt", "csv", "tsv", "json", "geojson", "md"),
    "image/png": ("png",),
    "image/jpeg": ("jpg", "jpeg"),
    "image/gif": ("gif",),
    "image/webp": ("webp",),
    "video/mp4": ("mp4", "mov", "m4v"),
}
READABLE = {
    PDF: "PDF",
    DOCX: "Word",
    XLSX: "Excel",
    OLE: "旧版 Word/Excel",
    ZIP: "ZIP",
    TEXT: "文本",
    "image/png": "PNG",
    "image/jpeg": "JPEG",
    "image/gif": "GIF",
    "image/webp": "WebP",
    "video/mp4": "MP4",
}


@dataclass(frozen=True, slots=True)
class Purpose:
    """What may be attached for a purpose: types and the greatest size."""

    types: frozenset[str]
    most_bytes: int


MEGABYTE = 10**6
PURPOSES: dict[str, Purpose] = {
    "evidence": Purpose(OFFICE | IMAGES | {ZIP, "video/mp4"}, 100 * MEGABYTE),
    "photo": Purpose(IMAGES, 20 * MEGABYTE),
    "plan": Purpose(frozenset({PDF, DOCX, TEXT}), 50 * MEGABYTE),
    "table": Purpose(frozenset({XLSX, OLE, TEXT}), 200 * MEGABYTE),
    "boundary": Purpose(frozenset({ZIP, TEXT}), 50 * MEGABYTE),
    "template": Purpose(frozenset({DOCX}), 10 * MEGABYTE),
    "knowledge": Purpose(frozenset({PDF, DOCX, TEXT}), 20 * MEGABYTE),
    "attachment": Purpose(OFFICE | IMAGES | {ZIP}, 100 * MEGABYTE),
}


def sniff(head: bytes, *, zip_names: frozenset[str] = frozenset()) -> str | None:
    """The media type that the first bytes (and, in a ZIP, the entries) betray; None where none is known."""
    if head.startswith(b"%PDF-"):
        return PDF
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        if any(name.startswith("word/") for name in zip_names):
            return DOCX
        if any(name.startswith("xl/") for name in zip_names):
            return XLSX
        return ZIP
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return OLE
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head[:6] in (b"GIF87a", b"GIF89a"):
        return "image/gif"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:8] == b"ftyp":
        return "video/mp4"
    return TEXT if _is_text(head) else None


def _is_text(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    if b"\x00" in head:
        return False
    for encoding in ("utf-8", "gb18030"):
        try:
            text = head.decode(encoding)
        except UnicodeDecodeError as fault:
            # The sample may end in the middle of a character.
            if fault.start < len(head) - 4:
                continue
            text = head[: fault.start].decode(encoding)
        start = text.lstrip().lower()
        return not start.startswith(("<!doctype html", "<html", "<svg", "<script", "<?php", "#!"))
    return False


def display_name(name: str) -> str:
    """The client's file name as mere text: no folder, no control characters, at most 200 characters."""
    base = name.replace("\\", "/").rsplit("/", 1)[-1]
    clean = "".join(
        each for each in base if unicodedata.category(each) not in ("Cc", "Cf", "Cs", "Zl", "Zp")
    ).strip()
    if len(clean) > 200:
        stem, dot, extension = clean.rpartition(".")
        clean = f"{stem[: 199 - len(extension)]}.{extension}" if dot and len(extension) < 10 else clean[:200]
    return clean if clean.strip(". ") else "未命名"


def check_size(*, name: str, size: int, purpose: str) -> None:
    """Refuse an empty file and one over the limit of `purpose`."""
    allowed = PURPOSES[purpose]
    if size == 0:
        raise Unreadable(f"“{name}”是空文件，请检查后重新上传。")
    if size > allowed.most_bytes:
        raise TooLarge(
            f"“{name}”大小为 {size / MEGABYTE:.1f} MB，超过 {allowed.most_bytes // MEGABYTE} MB 的上限，请压缩或分批上传。"
        )


def check_type(*, name: str, media_type: str | None, purpose: str) -> str:
    """The media type, when such a file may be attached for `purpose`; else a refusal that says what to do."""
    allowed = PURPOSES[purpose]
    kinds = "、".join(READABLE[each] for each in EXTENSIONS if each in allowed.types)
    if media_type is None or media_type not in allowed.types:
        raise Refusal(f"“{name}”不是可接受的文件类型，请上传 {kinds} 文件。")
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    if extension not in EXTENSIONS[media_type]:
        raise Refusal(f"“{name}”的内容是 {READABLE[media_type]}，与扩展名不符，请用原文件重新上传。")
    return media_type
