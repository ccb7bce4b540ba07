"""A plan half read: its text, its blocks, their clauses and titles, and the standing lead rule."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from ancheng.science.plan_text.clauses import Clause
from ancheng.science.plan_text.clean import CleanText
from ancheng.science.plan_text.outline import Block
from ancheng.science.plan_text.roles import Responsibility

_TITLE_STOP = re.compile(r"[。！？；\n\t]")
_ANNEX_LABEL = re.compile(r"^\s*附\s*(?:件|录|表)\s*[\d一二三四五六七八九十]{0,2}\s*[:：]?\s*\n")
_LONGEST_TITLE = 60


@dataclass(slots=True)
class Reading:
    """What has been read so far: the text, its blocks and their titles, and the standing lead rule."""

    clean: CleanText
    blocks: tuple[Block, ...]
    clauses: list[list[Clause]]
    titles: list[str] = field(default_factory=list)
    ordinals: Counter[str] = field(default_factory=Counter)
    leads_from: int | None = None
    previous: Responsibility | None = None


def ancestors(blocks: tuple[Block, ...], index: int) -> list[int]:
    """The blocks above one, nearest first."""
    found: list[int] = []
    parent = blocks[index].parent
    while parent is not None:
        found.append(parent)
        parent = blocks[parent].parent
    return found


def block_title(clean: CleanText, block: Block, clauses: list[Clause]) -> str:
    """The name of an item: its first words up to a stop, a colon or its clause."""
    if block.row:
        return re.sub(r"\s+", " ", block.row.title)
    if block.style == "preface":
        return ""
    stop = min([clause.start for clause in clauses if clause.start > block.body] + [block.end])
    line = clean.text[block.body : stop].strip()
    if block.is_annex:
        line = _ANNEX_LABEL.sub("", line).strip()
    if match := _TITLE_STOP.search(line):
        line = line[: match.start()]
    head, colon, rest = line.partition("：")
    if colon and rest.strip() and 2 <= len(head) <= 30:
        line = head
    head, _, rest = line.partition("\u3000")
    if rest and 2 <= len(head.strip()) <= 25:
        line = head
    line = line.strip(" \u3000：:，,、")
    if len(line) > _LONGEST_TITLE:
        line = re.split(r"[，,]", line)[0]
    return line if len(line) <= _LONGEST_TITLE else line[: _LONGEST_TITLE - 1] + "…"
