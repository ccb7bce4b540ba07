"""The text a reader sees (without junk of converters), and the way back to offsets of the original."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from ancheng.science.plan_text.model import Span

_JUNK = re.compile(
    r"\[bookmark:[^\]\n]{0,80}\]"
    r"|[\ufeff\u200b-\u200f\u202a-\u202e\u2060-\u2064\u00ad\r\x00-\x08\x0e-\x1f]"
)
_LINE_BREAKS = str.maketrans({"\x0b": "\n", "\x0c": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n"})
# One character for one character, so that an offset in the folded text is an offset in the clean text.
_FOLD = str.maketrans(
    "（）［］【】％＞＜＝＋．：；\u3000\xa0―–－−~～∼﹣≧≦﹥﹤",
    "()[][]%><=+.:;  ————————≥≤><",
) | {0xFF10 + digit: str(digit) for digit in range(10)}
_WIDE = re.compile(r"[^\x00-\xff]")
_ENDS_A_PARAGRAPH = tuple("。！？：；!?:;”）)》")


@dataclass(frozen=True, slots=True)
class CleanText:
    """`text` for showing and `folded` for matching have equal length; offsets map to the original."""

    text: str
    folded: str
    starts: tuple[int, ...]
    origins: tuple[int, ...]

    def origin(self, offset: int) -> int:
        """Where the character at `offset` stands in the original text."""
        piece = bisect_right(self.starts, offset) - 1
        return self.origins[piece] + offset - self.starts[piece]

    def span(self, start: int, end: int) -> Span:
        """The original span of [start, end), which must not be empty unless the text is."""
        if end <= start:
            here = self.origin(start) if start < len(self.text) else self.origin(max(start - 1, 0))
            return here, here
        return self.origin(start), self.origin(end - 1) + 1


def fold(text: str) -> str:
    """Full-width brackets, digits, signs and dashes as their half-width forms, character by character."""
    return text.translate(_FOLD)


def clean_text(text: str) -> CleanText:
    """Drop bookmarks and invisible characters, and join lines that were broken at a fixed width."""
    text = re.sub(r"\r(?!\n)", "\n", text).translate(_LINE_BREAKS)
    junk = [match.span() for match in _JUNK.finditer(text)]
    return _without(text, sorted(junk + _wrapping_newlines(text)))


def _without(text: str, holes: list[Span]) -> CleanText:
    pieces: list[str] = []
    starts: list[int] = [0]
    origins: list[int] = [0]
    length = position = 0
    for begin, end in holes:
        if begin > position:
            starts.append(length)
            origins.append(position)
            pieces.append(text[position:begin])
            length += begin - position
        position = max(position, end)
    starts.append(length)
    origins.append(position)
    pieces.append(text[position:])
    kept = "".join(pieces)
    return CleanText(kept, fold(kept), tuple(starts), tuple(origins))


def display_width(line: str) -> float:
    """Width in full-width characters: a half-width character counts one half."""
    wide = len(_WIDE.findall(line))
    return wide + (len(line) - wide) / 2


def _wrapping_newlines(text: str) -> list[Span]:
    """Newlines that only break a line at a fixed width; none where the text is not hard-wrapped."""
    from ancheng.science.plan_text.headings import marker

    lines = [(match.start(), match.end()) for match in re.finditer(r"[^\n]*(?:\n|$)", text)]
    widths = [display_width(text[a:b].rstrip()) for a, b in lines]
    filled = [width for width in widths if width]
    if len(filled) < 8 or not 12 <= max(filled) <= 60:
        return []
    edge = max(filled) - 2.5
    if sum(width >= edge for width in filled) < 0.5 * len(filled):
        return []
    found: list[Span] = []
    for index in range(len(lines) - 1):
        end = lines[index][1]
        following = text[slice(*lines[index + 1])]
        if widths[index] < edge or not widths[index + 1] or following[:1] in " \u3000\t":
            continue
        full_stop = text[: end - 1].rstrip().endswith(_ENDS_A_PARAGRAPH)
        if full_stop and marker(fold(following)) is not None:
            continue
        found.append((end - 2 if text[end - 2 : end - 1] == "\r" else end - 1, end))
    return found
