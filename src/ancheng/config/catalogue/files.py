"""The catalogue's files: merged with what the program says, compiled when they have changed."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from ancheng.config.catalogue.po import Message, read_po, write_mo, write_po

PACKAGE = Path(__file__).resolve().parents[2]
LOCALE = PACKAGE / "locale"
ENGLISH = LOCALE / "en/LC_MESSAGES/django.po"


def merged(said: Iterable[Message], known: Iterable[Message]) -> list[Message]:
    """What the program says now, with the translations that are known; what it no longer says is dropped."""
    before = {each.key: each.msgstr for each in known}
    return [replace(each, msgstr=before.get(each.key, each.msgstr)) for each in said]


def catalogue(file: Path = ENGLISH) -> list[Message]:
    """The entries of a catalogue file; none where there is no file yet."""
    return read_po(file.read_text("utf-8")) if file.exists() else []


def save(messages: Iterable[Message], file: Path = ENGLISH) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(write_po(messages), "utf-8")


def stale(folder: Path = LOCALE) -> list[Path]:
    """The .po files whose .mo is missing or older."""
    return [
        each
        for each in sorted(folder.glob("*/LC_MESSAGES/*.po"))
        if not (made := each.with_suffix(".mo")).exists() or made.stat().st_mtime_ns < each.stat().st_mtime_ns
    ]


def compile_stale(folder: Path = LOCALE) -> list[Path]:
    """Compile what has changed; returns the .mo files that were written."""
    written = []
    for each in stale(folder):
        made = each.with_suffix(".mo")
        # Two runs may compile at once: each writes a file of its own and renames it, so nobody reads a half.
        half = made.with_name(f".{made.name}.{os.getpid()}")
        half.write_bytes(write_mo(catalogue(each)))
        half.replace(made)
        written.append(made)
    return written
