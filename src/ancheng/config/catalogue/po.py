"""Reading and writing .po text, and the binary .mo that gettext loads; no program of the machine is needed."""

from __future__ import annotations

import ast
import re
import struct
from collections.abc import Iterable
from dataclasses import dataclass

from ancheng.base.errors import Unreadable

HEADER = (
    "Project-Id-Version: ancheng\n"
    "Language: en\n"
    "MIME-Version: 1.0\n"
    "Content-Type: text/plain; charset=UTF-8\n"
    "Content-Transfer-Encoding: 8bit\n"
    "Plural-Forms: nplurals=2; plural=(n != 1);\n"
)
LINE = re.compile(r'(?:(msgctxt|msgid|msgid_plural|msgstr)(?:\[(\d+)\])?\s+)?("(?:[^"\\]|\\.)*")\s*$')
MAGIC = 0x950412DE
JOINED = "\x04"


@dataclass(frozen=True, slots=True)
class Message:
    """One entry: the words in the program, how the other language says them, and the files that use them."""

    msgid: str
    msgstr: tuple[str, ...] = ("",)
    plural: str = ""
    context: str = ""
    used_in: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, str, str]:
        return self.context, self.msgid, self.plural

    @property
    def translated(self) -> bool:
        return all(self.msgstr) and len(self.msgstr) == (2 if self.plural else 1)


def read_po(text: str) -> list[Message]:
    """The entries of a .po text without its header; obsolete (`#~`) entries are left out."""
    found = []
    for block in re.split(r"\n\s*\n", text):
        entry = _read_block(block)
        if entry and entry.msgid:
            found.append(entry)
    return found


def _read_block(block: str) -> Message | None:
    parts: dict[str, str] = {}
    used: list[str] = []
    at = ""
    for line in block.splitlines():
        if line.startswith("#:"):
            used += line[2:].split()
        if not line.strip() or line.startswith("#"):
            continue
        match = LINE.match(line.strip())
        if match is None or not (match[1] or at):
            raise Unreadable(f"译文目录中有一行无法识别：{line[:80]}")
        at = f"{match[1]}{match[2] or ''}" if match[1] else at
        parts[at] = parts.get(at, "") + ast.literal_eval(match[3])
    if "msgid" not in parts:
        return None
    plural = parts.get("msgid_plural", "")
    said = (parts.get("msgstr0", ""), parts.get("msgstr1", "")) if plural else (parts.get("msgstr", ""),)
    return Message(parts["msgid"], said, plural, parts.get("msgctxt", ""), tuple(used))


def write_po(messages: Iterable[Message]) -> str:
    """A .po text in the order of the words, so that two hands who add to it seldom touch the same line."""
    blocks = ['msgid ""\nmsgstr ""\n' + "\n".join(_quoted(line) for line in HEADER.splitlines(keepends=True))]
    for each in sorted(messages, key=lambda one: one.key):
        lines = [f"#: {file}" for file in each.used_in]
        lines += [f"msgctxt {_quoted(each.context)}"] if each.context else []
        lines.append(f"msgid {_quoted(each.msgid)}")
        if each.plural:
            lines.append(f"msgid_plural {_quoted(each.plural)}")
            lines += [f"msgstr[{n}] {_quoted(said)}" for n, said in enumerate(each.msgstr)]
        else:
            lines.append(f"msgstr {_quoted(each.msgstr[0])}")
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + "\n"


def _quoted(text: str) -> str:
    for plain, escaped in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\t", "\\t"), ("\r", "\\r")):
        text = text.replace(plain, escaped)
    return f'"{text}"'


def write_mo(messages: Iterable[Message]) -> bytes:
    """The translated entries as gettext's binary catalogue: sorted keys, then values, each ended by a zero byte."""
    pairs = {b"": HEADER.encode()}
    for each in messages:
        if each.translated:
            key = each.msgid + (f"\0{each.plural}" if each.plural else "")
            key = f"{each.context}{JOINED}{key}" if each.context else key
            pairs[key.encode()] = "\0".join(each.msgstr).encode()
    keys = sorted(pairs)
    values = [pairs[key] for key in keys]
    first = 7 * 4
    texts = first + 16 * len(keys)
    tables, body = b"", b""
    for group in (keys, values):
        for each_text in group:
            tables += struct.pack("<II", len(each_text), texts + len(body))
            body += each_text + b"\0"
    head = struct.pack("<7I", MAGIC, 0, len(keys), first, first + 8 * len(keys), 0, 0)
    return head + tables + body
