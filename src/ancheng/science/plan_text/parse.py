"""A plan's text read into groups, phases, safeguards and targets; nothing is invented, nothing is lost."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace

from ancheng.science.plan_text.clauses import Clause, find_clauses
from ancheng.science.plan_text.clean import CleanText, clean_text
from ancheng.science.plan_text.front import document_number, document_title
from ancheng.science.plan_text.model import Group, Kind, Plan
from ancheng.science.plan_text.outline import Block, outline
from ancheng.science.plan_text.parts import plan_items, plan_sections, plan_targets
from ancheng.science.plan_text.phases import find_phases, find_safeguards, without_signature
from ancheng.science.plan_text.reading import Reading, ancestors, block_title
from ancheng.science.plan_text.roles import FIRST_LEADS, Responsibility, read_clause, with_first_as_lead

_KEY_PROJECTS = re.compile(r"(?:重点|重大)(?:工程|项目)(?:建设|清单|安排|任务)?(?:[（(][^（）()]*[）)])?$")


def parse_plan(text: str) -> Plan:
    """Read the decoded text of a plan; spans are offsets into exactly this text."""
    clean = clean_text(text)
    blocks = outline(clean)
    clauses = [[] if block.row else find_clauses(clean, block.start, block.end) for block in blocks]
    reading = Reading(clean, blocks, clauses, leads_from=_lead_rule(clean, clauses))
    reading.titles = [block_title(clean, block, found) for block, found in zip(blocks, clauses, strict=True)]
    by_block = [_groups(reading, index) for index in range(len(blocks))]
    items = plan_items(reading, by_block)
    front = clean.text[: blocks[1].start] if len(blocks) > 1 else clean.text[:2000]
    return Plan(
        title=document_title(front),
        number=document_number(front),
        groups=tuple(group for found in by_block for group in found),
        phases=find_phases(items),
        safeguards=find_safeguards(items),
        targets=plan_targets(reading, by_block),
        sections=plan_sections(reading),
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


def _groups(reading: Reading, index: int) -> list[Group]:
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


def _with_words_below(reading: Reading, block: Block, group: Group, start: int) -> Group:
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


def _row_group(reading: Reading, index: int) -> list[Group]:
    row = reading.blocks[index].row
    if row is None or not row.clause:
        return []
    said = read_clause(row.clause)
    if not said.units:
        return []
    leads = _after(reading.leads_from, row.start)
    return [_group(reading, index, said, row.text, (row.start, None, row.end), leads=leads)]


def _group(
    reading: Reading,
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


def _kind(reading: Reading, index: int) -> Kind:
    above = ancestors(reading.blocks, index)
    if any(_KEY_PROJECTS.search(reading.titles[each]) for each in above):
        return Kind.KEY_PROJECT
    if any(reading.clauses[each] for each in above):
        return Kind.SUBTASK
    parent = reading.blocks[above[0]] if above else None
    style = reading.blocks[index].style
    if parent and ((style == "ar_paren" and parent.style == "ar_dot") or style == "circled"):
        return Kind.SUBTASK
    return Kind.TASK
