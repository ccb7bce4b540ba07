"""A plan's text read into groups, phases, safeguards and targets; nothing is invented, nothing is lost."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from ancheng.science.plan_text.clauses import Clause, find_clauses
from ancheng.science.plan_text.clean import CleanText, clean_text
from ancheng.science.plan_text.front import document_number, document_title
from ancheng.science.plan_text.model import Group, Kind, Plan, Section, Target
from ancheng.science.plan_text.outline import UNNUMBERED, Block, outline
from ancheng.science.plan_text.phases import Item, find_phases, find_safeguards, without_signature
from ancheng.science.plan_text.roles import FIRST_LEADS, Responsibility, read_clause, with_first_as_lead
from ancheng.science.plan_text.targets import Found, find_targets

_KEY_PROJECTS = re.compile(r"(?:重点|重大)(?:工程|项目)(?:建设|清单|安排|任务)?(?:[（(][^（）()]*[）)])?$")
_TITLE_STOP = re.compile(r"[。！？；\n\t]")
_ANNEX_LABEL = re.compile(r"^\s*附\s*(?:件|录|表)\s*[\d一二三四五六七八九十]{0,2}\s*[:：]?\s*\n")
_LONGEST_TITLE = 60


@dataclass(slots=True)
class _Reading:
    """What has been read so far: the text, its blocks and their titles, and the standing lead rule."""

    clean: CleanText
    blocks: tuple[Block, ...]
    clauses: list[list[Clause]]
    titles: list[str] = field(default_factory=list)
    ordinals: Counter[str] = field(default_factory=Counter)
    leads_from: int | None = None
    previous: Responsibility | None = None


def parse_plan(text: str) -> Plan:
    """Read the decoded text of a plan; spans are offsets into exactly this text."""
    clean = clean_text(text)
    blocks = outline(clean)
    clauses = [[] if block.row else find_clauses(clean, block.start, block.end) for block in blocks]
    reading = _Reading(clean, blocks, clauses, leads_from=_lead_rule(clean, clauses))
    reading.titles = [_title(clean, block, found) for block, found in zip(blocks, clauses, strict=True)]
    groups = tuple(group for index in range(len(blocks)) for group in _groups(reading, index))
    items = _items(reading, groups)
    front = clean.text[: blocks[1].start] if len(blocks) > 1 else clean.text[:2000]
    return Plan(
        title=document_title(front),
        number=document_number(front),
        groups=groups,
        phases=find_phases(items),
        safeguards=find_safeguards(items),
        targets=_targets(reading, groups),
        sections=_sections(reading),
    )


def _lead_rule(clean: CleanText, clauses: list[list[Clause]]) -> int | None:
    """From which offset on the first unit of every clause leads (列第一位者为牵头单位，下同)."""
    flat = [clause for found in clauses for clause in found]
    starts = [clause.start for clause in flat]
    for match in FIRST_LEADS.finditer(clean.folded):
        position = bisect_right(starts, match.start()) - 1
        inside = flat[position] if position >= 0 and match.start() < flat[position].end else None
        if inside is None:
            return match.start()
        if inside.first_leads_onward:
            return inside.start
    return None


def _title(clean: CleanText, block: Block, clauses: list[Clause]) -> str:
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


def _groups(reading: _Reading, index: int) -> list[Group]:
    block = reading.blocks[index]
    if block.row:
        return _row_group(reading, index)
    groups: list[Group] = []
    begin, words = block.start, block.body
    for clause in reading.clauses[index]:
        said = clause.said or reading.previous
        if said is None:
            continue
        reading.previous = said
        text = reading.clean.text[words : clause.start].strip()
        span_start = _skip_blank(reading.clean.text, begin, clause.start)
        leads = clause.first_leads_here or _after(reading.leads_from, clause.start)
        groups.append(_group(reading, index, said, text, (span_start, clause.start, clause.end), leads=leads))
        begin = words = _skip_stops(reading.clean.text, clause.end, block.end)
    if len(groups) == 1:
        return [_with_words_below(reading, block, groups[0], words)]
    return groups


def _with_words_below(reading: _Reading, block: Block, group: Group, start: int) -> Group:
    """A clause that follows the title at once answers for the words below it."""
    words = without_signature(reading.clean.text[start : block.end]).strip()
    if group.text.rstrip("。：: \n") != group.title or not words:
        return group
    end = start + len(words)
    return replace(
        group, text=f"{group.text}\n{words}", span=(group.span[0], reading.clean.span(start, end)[1])
    )


def _after(position: int | None, offset: int) -> bool:
    return position is not None and offset >= position


def _skip_blank(text: str, start: int, end: int) -> int:
    while start < end and text[start].isspace():
        start += 1
    return start


def _skip_stops(text: str, start: int, end: int) -> int:
    """Past the full stop that some plans put behind the bracket."""
    while start < end and (text[start].isspace() or text[start] in "。；;，,"):
        start += 1
    return start


def _row_group(reading: _Reading, index: int) -> list[Group]:
    row = reading.blocks[index].row
    if row is None or not row.clause:
        return []
    said = read_clause(row.clause)
    if not said.units:
        return []
    leads = _after(reading.leads_from, row.start)
    return [_group(reading, index, said, row.text, (row.start, None, row.end), leads=leads)]


def _group(
    reading: _Reading,
    index: int,
    said: Responsibility,
    text: str,
    offsets: tuple[int, int | None, int],
    *,
    leads: bool,
) -> Group:
    block, (start, clause_start, end) = reading.blocks[index], offsets
    reading.ordinals[block.section] += 1
    clause = (
        reading.clean.text[clause_start:end]
        if clause_start is not None
        else (block.row.clause if block.row else "")
    )
    return Group(
        section=block.section,
        ordinal=reading.ordinals[block.section],
        kind=_kind(reading, index),
        title=reading.titles[index],
        text=text or reading.titles[index],
        units=with_first_as_lead(said.units) if leads else said.units,
        open_ended=said.open_ended,
        span=reading.clean.span(start, end),
        clause=clause,
        due=said.due,
    )


def _ancestors(blocks: tuple[Block, ...], index: int) -> list[int]:
    found: list[int] = []
    parent = blocks[index].parent
    while parent is not None:
        found.append(parent)
        parent = blocks[parent].parent
    return found


def _kind(reading: _Reading, index: int) -> Kind:
    ancestors = _ancestors(reading.blocks, index)
    if any(_KEY_PROJECTS.search(reading.titles[each]) for each in ancestors):
        return Kind.KEY_PROJECT
    if any(reading.clauses[each] for each in ancestors):
        return Kind.SUBTASK
    parent = reading.blocks[ancestors[0]] if ancestors else None
    style = reading.blocks[index].style
    if parent and ((style == "ar_paren" and parent.style == "ar_dot") or style == "circled"):
        return Kind.SUBTASK
    return Kind.TASK


def _items(reading: _Reading, groups: tuple[Group, ...]) -> list[Item]:
    with_groups = {group.section for group in groups}
    parents = {block.parent for block in reading.blocks}
    items: list[Item] = []
    for index, block in enumerate(reading.blocks):
        if block.style in ("preface", "annex", "row"):
            continue
        ancestors = _ancestors(reading.blocks, index)
        below = [each.section for each in reading.blocks if each.section.startswith(block.section)]
        heading, _, _ = reading.clean.text[block.body : block.end].partition("\n")
        items.append(
            Item(
                section=block.section,
                style=block.style,
                title=reading.titles[index],
                heading=re.split(r"[。；]", heading)[0],
                text=_body_text(reading, block, index),
                span=reading.clean.span(block.start, _end_of_words(reading.clean.text, block)),
                depth=block.depth,
                titles=tuple(reading.titles[each] for each in reversed(ancestors)),
                has_children=index in parents,
                has_groups=any(each in with_groups for each in below),
            )
        )
    return items


def _end_of_words(text: str, block: Block) -> int:
    return block.start + len(text[block.start : block.end].rstrip())


def _body_text(reading: _Reading, block: Block, index: int) -> str:
    """The words of an item below its title; the title itself where there are no others."""
    body = reading.clean.text[block.body : block.end].strip()
    rest = body.removeprefix(reading.titles[index]).lstrip("。：:；\u3000 \n")
    return rest or body


def _targets(reading: _Reading, groups: tuple[Group, ...]) -> tuple[Target, ...]:
    found: list[Target] = []
    for index, block in enumerate(reading.blocks):
        for each in _found_targets(reading, index):
            span = reading.clean.span(each.start, each.end)
            owner = next((g for g in groups if g.span[0] <= span[0] < g.span[1]), None)
            found.append(
                Target(
                    section=block.section,
                    quote=reading.clean.text[each.start : each.end],
                    operator=each.operator,
                    value=each.value,
                    unit=each.unit,
                    span=span,
                    ordinal=owner.ordinal if owner else None,
                )
            )
    return tuple(found)


def _found_targets(reading: _Reading, index: int) -> Iterator[Found]:
    """The targets of one block; a quote never runs across a responsibility clause."""
    block, position = reading.blocks[index], reading.blocks[index].start
    for clause in reading.clauses[index]:
        yield from find_targets(reading.clean, position, clause.start)
        position = clause.end
    yield from find_targets(reading.clean, position, block.end)


def _sections(reading: _Reading) -> tuple[Section, ...]:
    return tuple(
        Section(
            id=block.section,
            title=reading.titles[index],
            depth=block.depth,
            parent=reading.blocks[block.parent].section if block.parent is not None else None,
            span=reading.clean.span(block.start, _end_of_words(reading.clean.text, block)),
        )
        for index, block in enumerate(reading.blocks)
        if block.section != UNNUMBERED or reading.clauses[index]
    )
