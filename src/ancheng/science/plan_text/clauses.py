"""Where the responsibility clauses of a text stand: in brackets, or on a line of their own."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from ancheng.science.plan_text.clean import CleanText, fold
from ancheng.science.plan_text.headings import marker
from ancheng.science.plan_text.roles import DUE_TAIL, FIRST_LEADS, LABEL, Responsibility, read_clause

_LONGEST = 3000
_LABEL_WORD = r"(?:牵头|责任|主责|配合)"
_DUE = r"(?:完成|办结|落实|整改)?(?:时限|时间(?:节点)?|期限)"
_OPENING_LABEL = re.compile(rf"\s*(?:(?:{LABEL})\s*(?:[:\t]|(?=\S))|{_LABEL_WORD}\s*:)")
_INNER_LABEL = re.compile(rf"[;；，,。、\s](?:{LABEL}|{_LABEL_WORD})\s*:")
_ENDS_IN_VERB = re.compile(
    r"(?:负责|牵头|配合|落实|实施|承担|参与|参加|协助|办理|推进|支持|抓落实|做好(?:相关|有关)?工作)[。;；]?\s*$"
)
_OWN_LINE = re.compile(rf"(?:^|(?<=\n)|(?<=[。;]))[ \t]*(?:[—•·*●◆▪-]\s*)?(?=(?:{LABEL})\s*[:\t])")
_NEXT_LABEL_LINE = re.compile(rf"\s*(?:[—•·*●◆▪-]\s*)?(?:{LABEL}|{_DUE})\s*[:\t]")
_SAME = re.compile(rf"\s*(?:{LABEL})\s*:?\s*(?:同上|同前)\s*")


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause at [start, end) of the clean text with what it says; None repeats the one before."""

    start: int
    end: int
    said: Responsibility | None
    first_leads_here: bool
    first_leads_onward: bool


def find_clauses(clean: CleanText, start: int, end: int) -> list[Clause]:
    """The clauses between two offsets in the order of the text."""
    found = _in_brackets(clean, start, end)
    starts = [each.start for each in found]
    lines: list[Clause] = []
    for match in _OWN_LINE.finditer(clean.folded, start, end):
        before = bisect_right(starts, match.end()) - 1
        if (before >= 0 and match.end() < found[before].end) or (lines and match.end() < lines[-1].end):
            continue
        clause = _own_line(clean, match.end(), end)
        if clause is not None:
            lines.append(clause)
    return sorted(found + lines, key=lambda each: each.start)


def _pairs(folded: str, start: int, end: int) -> dict[int, int]:
    """Opening to closing bracket, innermost first; kinds may be mixed, strays are ignored."""
    pairs: dict[int, int] = {}
    waiting: list[int] = []
    for match in re.compile(r"[()\[\]]").finditer(folded, start, end):
        if match[0] in "([":
            waiting.append(match.start())
        elif waiting:
            pairs[waiting.pop()] = match.start()
    return pairs


def _in_brackets(clean: CleanText, start: int, end: int) -> list[Clause]:
    pairs = _pairs(clean.folded, start, end)
    found: list[Clause] = []
    reached = start
    for match in re.compile(r"[(\[]").finditer(clean.folded, start, end):
        opening = match.start()
        if opening < reached:
            continue
        labelled = bool(_OPENING_LABEL.match(clean.folded, opening + 1, end))
        closing = pairs.get(opening)
        if closing is None:
            closing = _unclosed(clean.folded, opening, end) if labelled else None
        if closing is None or closing - opening > _LONGEST:
            continue
        clause = _bracket(clean, opening, closing, end, labelled=labelled)
        if clause is not None:
            found.append(clause)
            reached = clause.end
    return found


def _unclosed(folded: str, opening: int, end: int) -> int:
    """A labelled clause whose closing bracket was forgotten ends with its sentence or line."""
    stop = re.compile(r"[。\n]").search(folded, opening, end)
    return stop.start() if stop else end


def _bracket(clean: CleanText, opening: int, closing: int, end: int, *, labelled: bool) -> Clause | None:
    folded = clean.folded[opening + 1 : closing]
    content = clean.text[opening + 1 : closing]
    stated = FIRST_LEADS.search(folded)
    labelled = labelled or bool(_INNER_LABEL.search(folded))
    if not labelled:
        bare = DUE_TAIL.sub("", FIRST_LEADS.sub("", folded))
        if not _ENDS_IN_VERB.search(bare) or not _stands_apart(clean.folded, opening, closing, end):
            return None
    stop = min(closing + 1, end) if clean.folded[closing : closing + 1] in (")", "]") else closing
    if _SAME.fullmatch(folded):
        return Clause(opening, stop, None, False, False)
    said = read_clause(content)
    colon = re.search(r"[:\t]", folded)
    if not said.units or (not (labelled and colon) and not said.plausible):
        return None
    return Clause(opening, stop, said, bool(stated), bool(stated and stated["onward"]))


def _stands_apart(folded: str, opening: int, closing: int, end: int) -> bool:
    """A clause without a label stands at the end of a sentence or paragraph, never inside one."""
    before = (
        folded[:opening].rstrip(" \t")[-1:]
        if opening < 200
        else folded[opening - 200 : opening].rstrip(" \t")[-1:]
    )
    after = folded[closing + 1 : min(end, closing + 20)].lstrip(" \t")[:1]
    return before in "。；;！!？?，,\n)" or after in "。；;\n"


def _own_line(clean: CleanText, start: int, end: int) -> Clause | None:
    """Lines such as 牵头单位：… and 配合单位：… that follow each other make one clause."""
    stop = _line_end(clean.folded, start, end)
    parts = [clean.text[start:stop]]
    while stop < end and clean.folded[stop] != "。":
        more = _further_units(clean, parts[-1], stop, end)
        if more > stop:
            parts[-1] += "\n" + clean.text[stop:more].strip()
            stop = more
            continue
        following = _NEXT_LABEL_LINE.match(clean.folded, stop, end)
        if following is None or "\n" not in following[0] or _repeats(clean.folded[start:stop], following[0]):
            break
        begin = stop
        stop = _line_end(clean.folded, following.end(), end)
        parts.append(clean.text[begin:stop].strip(" \t\n—•·*●◆▪-"))
    content = "；".join(parts)
    if len(content) > _LONGEST:
        return None
    said = read_clause(content)
    if not said.plausible:
        return None
    stated = FIRST_LEADS.search(content)
    return Clause(start, stop, said, bool(stated), bool(stated and stated["onward"]))


def _further_units(clean: CleanText, above: str, stop: int, end: int) -> int:
    """The end of the next line where it goes on with the list of units above it, else `stop`."""
    line_end = _line_end(clean.folded, stop + 1, end)
    line = clean.text[stop + 1 : line_end].strip()
    open_list = above.rstrip().endswith(("、", "，", ",")) or re.search("[、，,]", line)
    if not line or not open_list or len(line) > _LONGEST or clean.folded[line_end : line_end + 1] == "。":
        return stop
    if marker(fold(line)) is not None or re.search(LABEL, line):
        return stop
    return line_end if read_clause(line).plausible else stop


def _line_end(folded: str, start: int, end: int) -> int:
    stop = re.compile(r"[。\n]").search(folded, start, end)
    return stop.start() if stop else end


def _repeats(before: str, label: str) -> bool:
    """Whether the next line opens another clause of the same label rather than continuing this one."""
    return label.strip(" \t\n:—•·*●◆▪-") in before
