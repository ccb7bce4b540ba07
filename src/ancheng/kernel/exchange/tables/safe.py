"""Text that a spreadsheet program must show and never run, and that comes back as it was."""

from __future__ import annotations

import re

# A cell of CSV that begins so is taken for a formula (OWASP, CSV Injection), wide forms included.
FORMULA = re.compile(r"'*[=+\-@\t\r＝＋－＠]")
GUARDED = re.compile(r"''*[=+\-@\t\r＝＋－＠]")
# A number and a lone dash start like a formula but cannot be one.
HARMLESS = re.compile(r"[+\-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+\-]?\d+)?%?|-+")
CELL_LENGTH = 32_767
CUT = "…（内容过长，已截断）"


def guarded(text: str) -> str:
    """`text` for a cell of CSV: an apostrophe before what would be taken for a formula."""
    if FORMULA.match(text) and not HARMLESS.fullmatch(text):
        return "'" + text
    return text


def unguarded(text: str) -> str:
    """The text that `guarded` was given."""
    return text[1:] if GUARDED.match(text) and not HARMLESS.fullmatch(text[1:]) else text


def storable(text: str) -> str:
    """`text` as a cell of a workbook can hold it: at most 32,767 characters, no halves of surrogate pairs."""
    whole = text.encode("utf-8", "replace").decode("utf-8") if not text.isascii() else text
    return whole if len(whole) <= CELL_LENGTH else whole[: CELL_LENGTH - len(CUT)] + CUT
