"""Bytes of a text file to text: UTF-8, UTF-16 with a mark, GB 18030; a refusal for anything else."""

from __future__ import annotations

import re

from ancheng.base.errors import Unreadable

_HAN = re.compile(r"[\u4e00-\u9fff]")
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_FOREIGN = (
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"II*\x00", "图片"),
    (b"Rar!", "压缩包"),
    (b"7z\xbc\xaf", "压缩包"),
    (b"\x1f\x8b", "压缩包"),
    (b"{\\rtf", "RTF 文档"),
)
_UNKNOWN_ENCODING = "无法识别“{name}”的文字编码，请用记事本另存为 UTF-8 编码的 .txt 文件后再导入。"
_BINARY = "“{name}”不是文本文件，请提供 .txt、.docx 或带文字层的 PDF 格式的方案。"


def decode(content: bytes, name: str) -> str:
    """The text of a .txt file, unchanged but for a byte order mark."""
    for magic, what in _FOREIGN:
        if content.startswith(magic):
            raise Unreadable(f"“{name}”是{what}，请提供 .txt、.docx 或带文字层的 PDF 格式的方案。")
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            try:
                return _text(content.decode(encoding), name)
            except UnicodeDecodeError as error:
                raise Unreadable(_UNKNOWN_ENCODING.format(name=name)) from error
    if b"\x00" in content:
        raise Unreadable(_BINARY.format(name=name))
    try:
        return _text(content.decode("utf-8"), name)
    except UnicodeDecodeError:
        return _text(_gb18030(content, name), name)


def _text(text: str, name: str) -> str:
    controls = len(re.findall(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]", text))
    if controls > len(text) / 50:
        raise Unreadable(_BINARY.format(name=name))
    return text


def _gb18030(content: bytes, name: str) -> str:
    """GB 18030 accepts nearly any bytes, so the result must also look like Chinese in common use."""
    try:
        text = content.decode("gb18030")
    except UnicodeDecodeError as error:
        raise Unreadable(_UNKNOWN_ENCODING.format(name=name)) from error
    han = _HAN.findall(text)
    common = sum(_is_common(each) for each in han)
    other = len(re.findall(r"[^\x00-\x7f]", text)) - len(han)
    if not han or common < 0.7 * len(han) or other > 2 * len(han):
        raise Unreadable(_UNKNOWN_ENCODING.format(name=name))
    return text


def _is_common(character: str) -> bool:
    """Whether the character is one of the 3,755 of GB 2312 level one."""
    try:
        return 0xB0 <= character.encode("gb2312")[0] <= 0xD7
    except UnicodeEncodeError:
        return False
