"""The tree of numbered items of a plan: every character of the text belongs to exactly one block."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from ancheng.science.plan_text.clean import CleanText
from ancheng.science.plan_text.headings import Marker, marker
from ancheng.science.plan_text.tables import Row, find_rows

UNNUMBERED = "正文"
_KEY_WORDS = re.compile(r"(?:重点|重大)(?:工程|项目)")
_ANNEX_LINE = re.compile(r"\s*附\s*(?:件|录|表)\s*(\d{0,2}|[一二三四五六七八九十]{0,2})\s*:?\s*$")
_ANNEX_LIST = re.compile(r"\s*附\s*件\s*:\s*1\s*[.、]")
_SENTENCE = re.compile(r"[。；;！？!?：:，,]\s*$")


@dataclass(frozen=True, slots=True)
class Block:
    """One item with its own text [start, end) in the clean text; `body` is where its words begin."""

    section: str
    style: str
    value: int
    depth: int
    parent: int | None
    start: int
    body: int
    end: int
    row: Row | None = None

    @property
    def is_annex(self) -> bool:
        """Whether the block is the heading of an annex, not a numbered item."""
        return self.style == "annex"


@dataclass(slots=True)
class _Open:
    """A block whose end is not known yet."""

    section: str
    style: str
    value: int
    label: str
    depth: int
    parent: int | None
    start: int
    body: int
    row: Row | None = None


def outline(clean: CleanText) -> tuple[Block, ...]:
    """The blocks in the order of the text; the first holds what stands before any number."""
    builder = _Builder(clean)
    return builder.blocks()


class _Builder:
    def __init__(self, clean: CleanText) -> None:
        self.clean = clean
        self.lines = [match.span() for match in re.finditer(r"[^\n]+", clean.folded) if match[0].strip()]
        self.rows = find_rows(clean)
        self.found = [_Open(UNNUMBERED, "preface", 0, "", 0, None, 0, 0)]
        self.stack: list[int] = []
        self.annexes: Counter[str] = Counter()

    def blocks(self) -> tuple[Block, ...]:
        pending_annex: int | None = None
        listing = 0
        for index, (start, end) in enumerate(self.lines):
            line = self.clean.folded[start:end]
            if start in self.rows:
                self._row(self.rows[start], start)
                continue
            if pending_annex is not None:
                self._annex(pending_annex, line)
                pending_annex = None
                if self._heading(line) is None:
                    continue
            elif _ANNEX_LINE.match(line) and self.stack:
                pending_annex = start
                continue
            found = self._heading(line)
            listing = self._lists_annexes(line, found, listing)
            if found is None or listing:
                continue
            if self._restarts(found):
                self._annex_before(index)
            self._item(found, start)
        return self._closed()

    def _lists_annexes(self, line: str, found: Marker | None, listing: int) -> int:
        """The number of the annex that this line lists (附件：1.清单 and the lines below), else zero."""
        if _ANNEX_LIST.match(line):
            return 1
        follows = listing and found and found.style == "ar_dot" and found.value == listing + 1
        return listing + 1 if follows and not _SENTENCE.search(line) else 0

    def _heading(self, line: str) -> Marker | None:
        found = marker(line)
        if found is None or not found.needs_sequence or found.value == 1:
            return found
        previous = [self.found[each] for each in self.stack if self.found[each].style == found.style]
        return found if previous and previous[-1].value == found.value - 1 else None

    def _restarts(self, found: Marker) -> bool:
        """Whether the outermost numbering begins again at one."""
        numbered = [self.found[each] for each in self.stack if self.found[each].style != "annex"]
        root = numbered[0] if numbered else None
        return bool(root and root.style == found.style and found.value == 1 and root.value >= 2)

    def _annex_before(self, index: int) -> None:
        """The unnumbered title line just above a restarted numbering names the annex."""
        start, end = self.lines[index - 1]
        line = self.clean.folded[start:end]
        if self.found[-1].start >= start or len(line.strip()) > 45 or _SENTENCE.search(line):
            return
        self._annex(start, line)

    def _annex(self, start: int, title: str) -> None:
        word = _KEY_WORDS.search(title)
        number = _ANNEX_LINE.match(self.clean.folded[start : self._line_end(start)])
        label = word[0] if word else "附件" + (number[1] if number else "")
        used = self.annexes[label]
        self.annexes[label] += 1
        section = label if not used else f"{label}〔{used + 1}〕"
        self.found.append(_Open(section, "annex", 0, label, 0, None, start, start))
        self.stack = [len(self.found) - 1]

    def _line_end(self, start: int) -> int:
        end = self.clean.folded.find("\n", start)
        return len(self.clean.folded) if end < 0 else end

    def _item(self, found: Marker, start: int) -> None:
        styles = [self.found[each].style for each in self.stack]
        if found.style in styles:
            del self.stack[styles.index(found.style) :]
        self._push(found.style, found.value, found.label, start, start + found.end)

    def _row(self, row: Row, start: int) -> None:
        styles = [self.found[each].style for each in self.stack]
        if "row" in styles:
            del self.stack[styles.index("row") :]
        self._push("row", 0, row.label, start, start, row)

    def _push(
        self, style: str, value: int, label: str, start: int, body: int, row: Row | None = None
    ) -> None:
        labels = [self._prefix(each) for each in self.stack]
        if style.startswith("decimal"):
            # 1.2 repeats the number of its parent 1, which therefore is not written twice.
            while labels and (label.startswith(labels[-1] + ".")):
                labels.pop()
        section = "".join(labels) + label
        parent = self.stack[-1] if self.stack else None
        self.found.append(_Open(section, style, value, label, len(self.stack), parent, start, body, row))
        self.stack.append(len(self.found) - 1)

    def _prefix(self, index: int) -> str:
        return self.found[index].section if self.found[index].style == "annex" else self.found[index].label

    def _closed(self) -> tuple[Block, ...]:
        ends = [each.start for each in self.found[1:]] + [len(self.clean.text)]
        return tuple(
            Block(one.section, one.style, one.value, one.depth, one.parent, one.start, one.body, end, one.row)
            for one, end in zip(self.found, ends, strict=True)
        )
