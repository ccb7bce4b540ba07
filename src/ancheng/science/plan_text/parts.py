"""What a read plan holds besides its groups: items, targets and the tree of sections."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ancheng.science.plan_text.model import Group, Section, Target
from ancheng.science.plan_text.outline import UNNUMBERED, Block
from ancheng.science.plan_text.phases import Item
from ancheng.science.plan_text.reading import Reading, ancestors
from ancheng.science.plan_text.targets import Found, find_targets


def plan_items(reading: Reading, by_block: list[list[Group]]) -> list[Item]:
    """The numbered items, each with its place in the tree, for finding phases and safeguards."""
    with_groups = _with_groups(reading, by_block)
    parents = {block.parent for block in reading.blocks}
    items: list[Item] = []
    for index, block in enumerate(reading.blocks):
        if block.style in ("preface", "annex", "row"):
            continue
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
                titles=tuple(reading.titles[each] for each in reversed(ancestors(reading.blocks, index))),
                has_children=index in parents,
                has_groups=index in with_groups,
            )
        )
    return items


def _with_groups(reading: Reading, by_block: list[list[Group]]) -> set[int]:
    """The blocks that hold a responsibility group themselves or below."""
    found: set[int] = set()
    for index, groups in enumerate(by_block):
        if groups:
            found.add(index)
            found.update(ancestors(reading.blocks, index))
    return found


def _end_of_words(text: str, block: Block) -> int:
    return block.start + len(text[block.start : block.end].rstrip())


def _body_text(reading: Reading, block: Block, index: int) -> str:
    """The words of an item below its title; the title itself where there are no others."""
    body = reading.clean.text[block.body : block.end].strip()
    rest = body.removeprefix(reading.titles[index]).lstrip("。：:；\u3000 \n")
    return rest or body


def plan_targets(reading: Reading, by_block: list[list[Group]]) -> tuple[Target, ...]:
    """The promised figures with the section and group in which they stand."""
    found: list[Target] = []
    for index, block in enumerate(reading.blocks):
        for each in _found_targets(reading, index):
            span = reading.clean.span(each.start, each.end)
            owner = next((g for g in by_block[index] if g.span[0] <= span[0] < g.span[1]), None)
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


def _found_targets(reading: Reading, index: int) -> Iterator[Found]:
    """The targets of one block; a quote never runs across a responsibility clause."""
    block, position = reading.blocks[index], reading.blocks[index].start
    for clause in reading.clauses[index]:
        yield from find_targets(reading.clean, position, clause.start)
        position = clause.end
    yield from find_targets(reading.clean, position, block.end)


def plan_sections(reading: Reading) -> tuple[Section, ...]:
    """The tree of numbered items, in the order of the text."""
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
