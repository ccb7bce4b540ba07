"""Files as they arrive: encodings, wrong kinds, and a clear sentence for what cannot be read."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import pytest

from ancheng.base.errors import Refusal, TooLarge, Unreadable
from ancheng.science.plan_text import DocumentKind, read_document
from ancheng.science.plan_text import read as reading

TEXT = "一、主要任务\n（一）排查隐患。全面排查安全隐患。（责任单位：区应急局）\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-32"])
def test_a_text_is_read_in_every_encoding_in_use(encoding: str) -> None:
    document = read_document(TEXT.encode(encoding), "方案.txt")
    assert document.text == TEXT
    assert document.kind is DocumentKind.TEXT


def test_paragraphs_are_the_lines_that_say_something() -> None:
    document = read_document("甲\r\n\r\n  \r\n乙\n".encode(), "方案.txt")
    assert [document.text[a:b] for a, b in document.paragraphs] == ["甲", "乙"]


def test_line_ends_are_left_as_they_are_so_that_offsets_hold(tmp_path: Path) -> None:
    path = tmp_path / "方案.txt"
    path.write_bytes("一、甲\r\n二、乙\r\n".encode())
    assert read_document(path).text == "一、甲\r\n二、乙\r\n"


def test_the_content_and_not_the_name_decides_what_a_file_is() -> None:
    assert read_document(TEXT.encode(), "方案.pdf").kind is DocumentKind.TEXT


def archive(files: dict[str, bytes], *, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return buffer.getvalue()


def encrypted_archive() -> bytes:
    """An archive whose entries carry the flag of encryption."""
    content = bytearray(archive({"[Content_Types].xml": b"x", "word/document.xml": b"y"}))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        position = content.find(signature)
        while position >= 0:
            content[position + offset] |= 1
            position = content.find(signature, position + 4)
    return bytes(content)


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
REFUSED = {
    "empty": (b"", "空文件"),
    "only spaces": (b" \r\n\t ", "空文件"),
    "only a byte order mark": (b"\xef\xbb\xbf\n", "没有文字"),
    "binary": (b"\x7fELF\x02\x01\x00\x00" * 20, "不是文本文件"),
    "control characters": (bytes(range(1, 9)) * 20, "不是文本文件"),
    "picture": (b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "图片"),
    "rar": (b"Rar!\x1a\x07\x00" + b"x" * 50, "压缩包"),
    "rtf": (b"{\\rtf1\\ansi hello}", "RTF"),
    "broken utf-16": (b"\xff\xfe\x00\xd8\x41", "编码"),
    "shift-jis": ("安全都市の実施計画について、次のとおり通知します。".encode("shift-jis"), "编码"),
    "latin": ("résumé àéîõü çñ".encode("latin-1") * 3, "编码"),
    "old word": (OLE + b"\x00" * 600, "旧版"),
    "encrypted word": (OLE + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le"), "密码"),
    "zip": (archive({"a.txt": b"hello"}), "不是 Word 文档"),
    "broken zip": (b"PK\x03\x04" + b"\x00" * 100, "已损坏"),
    "encrypted zip": (encrypted_archive(), "密码"),
    "word without content": (archive({"[Content_Types].xml": b"<x/>", "word/document.xml": b"<"}), "已损坏"),
    "broken pdf": (b"%PDF-1.7\nnothing of the kind", "已损坏"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_file_that_cannot_be_read_is_refused_with_one_sentence(what: str) -> None:
    content, hint = REFUSED[what]
    with pytest.raises(Unreadable) as caught:
        read_document(content, "某方案.docx")
    assert hint in caught.value.sentence
    assert "\n" not in caught.value.sentence
    assert "某方案.docx" in caught.value.sentence


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = archive({"[Content_Types].xml": b"x", "word/document.xml": b"0" * 70_000_000})
    assert len(bomb) < 200_000
    with pytest.raises(TooLarge, match="压缩炸弹"):
        read_document(bomb, "方案.docx")


def test_thousands_of_entries_are_refused() -> None:
    files = {f"word/{index}.xml": b"" for index in range(6000)}
    with pytest.raises(TooLarge):
        read_document(archive(files, compression=zipfile.ZIP_STORED), "方案.docx")


def test_a_file_above_the_limit_is_refused_without_being_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "方案.txt"
    path.write_bytes(b"x" * 2000)
    monkeypatch.setattr(reading, "LARGEST_FILE_BYTES", 1000)
    monkeypatch.setattr(Path, "read_bytes", lambda self: pytest.fail("the file was read"))
    with pytest.raises(TooLarge):
        read_document(path)


def test_a_text_as_long_as_a_library_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LONGEST_TEXT", 100)
    with pytest.raises(TooLarge, match="万字"):
        read_document(("安全" * 60).encode(), "方案.txt")


@pytest.mark.parametrize("name", ["没有这个文件.txt", "bad\x00name"])
def test_a_missing_file_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(Refusal):
        read_document(tmp_path / name)


def test_a_folder_is_no_document(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="文件夹"):
        read_document(tmp_path)


def test_a_pipe_is_no_document_and_is_not_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(Unreadable, match="普通文件"):
        read_document(pipe)
