"""Entries of a catalogue between .po text, the binary .mo that gettext loads, and plain values; polib does the formats."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import polib

from ancheng.base.errors import Unreadable

HEADER = {
    "Project-Id-Version": "ancheng",
    "Language": "en",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}


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
    try:
        found = polib.pofile(text, encoding="utf-8", wrapwidth=0)
    except OSError as fault:
        raise Unreadable(f"译文目录中有一行无法识别：{fault}") from fault
    return [_message(each) for each in found if not each.obsolete]


def write_po(messages: Iterable[Message]) -> str:
    """A .po text in the order of the words, so that two hands who add to it seldom touch the same line."""
    return str(_file(sorted(messages, key=lambda one: one.key)))


def write_mo(messages: Iterable[Message]) -> bytes:
    """The translated entries as gettext's binary catalogue."""
    return bytes(_file(each for each in messages if each.translated).to_binary())


def _message(entry: polib.POEntry) -> Message:
    said = (
        tuple(entry.msgstr_plural[n] for n in sorted(entry.msgstr_plural))
        if entry.msgid_plural
        else (entry.msgstr,)
    )
    used = tuple(file for file, _line in entry.occurrences)
    return Message(entry.msgid, said, entry.msgid_plural or "", entry.msgctxt or "", used)


def _file(messages: Iterable[Message]) -> polib.POFile:
    made = polib.POFile(wrapwidth=0)
    made.metadata = dict(HEADER)
    for each in messages:
        entry = polib.POEntry(msgid=each.msgid, occurrences=[(file, "") for file in each.used_in])
        entry.msgctxt = each.context or None
        if each.plural:
            entry.msgid_plural = each.plural
            entry.msgstr_plural = dict(enumerate(each.msgstr))
        else:
            entry.msgstr = each.msgstr[0]
        made.append(entry)
    return made
