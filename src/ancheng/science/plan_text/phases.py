"""Phases of the work with their dates, and the safeguards that hold it up."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ancheng.science.plan_text.dates import Period, find_period
from ancheng.science.plan_text.model import Phase, Safeguard, Span

_STEPS = re.compile(r"步骤|(?:进度|时间|阶段|工作|实施)安排|阶段划分|实施阶段|工作阶段|工作进度|推进计划")
_SAFEGUARDS = re.compile(
    r"保障措施|组织保障|保障机制|(?:工作|实施|措施|服务)保障$|(?:工作|有关|相关|几点)要求|组织实施$|组织领导$|^(?:强化|加强)保障"
)
_STAGE = re.compile(r"阶段")
_DATED_BRACKET = re.compile(r"\s*[（(〔\[][^（）()]{2,40}[）)〕\]]")
_TAIL = re.compile(r"[。！？；：:;）)]\s*$")


@dataclass(frozen=True, slots=True)
class Item:
    """A numbered item as phases and safeguards look at it; `titles` are those of its ancestors."""

    section: str
    style: str
    title: str
    heading: str
    text: str
    span: Span
    depth: int
    titles: tuple[str, ...]
    has_children: bool
    has_groups: bool


def find_phases(items: list[Item]) -> tuple[Phase, ...]:
    """Items below 工作步骤 or named …阶段 that carry a date in their heading or first sentence."""
    found: list[Phase] = []
    for item in items:
        staged = bool(_STAGE.search(item.title)) or item.style == "stage"
        below_steps = any(_STEPS.search(title) for title in item.titles)
        if item.has_groups or not (staged or below_steps):
            continue
        period = find_period(item.heading)
        if period is None and (staged or below_steps):
            period = find_period(re.split(r"[。\n]", item.text.strip())[0][:80])
        if item.has_children and period is None:
            continue
        if period is None and not (staged and below_steps):
            continue
        dates = period or Period(None, None)
        found.append(Phase(item.section, _phase_title(item), dates.starts, dates.ends, item.text, item.span))
    return tuple(found)


def _phase_title(item: Item) -> str:
    """The name of the phase without its dates."""
    title = _DATED_BRACKET.sub(lambda m: "" if find_period(m[0]) else m[0], item.title).strip(" 　:：。、-—")
    return title or item.title


def find_safeguards(items: list[Item]) -> tuple[Safeguard, ...]:
    """The items below 保障措施 (or a heading of that meaning that assigns no tasks)."""
    found: list[Safeguard] = []
    for item in items:
        below = any(_is_safeguards(title, item) for title in item.titles[-1:])
        alone = _is_safeguards(item.title, item) and not item.has_children and item.depth <= 1
        if below or alone:
            found.append(Safeguard(item.section, item.title, without_signature(item.text), item.span))
    return tuple(found)


def _is_safeguards(title: str, item: Item) -> bool:
    if not _SAFEGUARDS.search(title) or len(title) > 24:
        return False
    return "保障" in title or not item.has_groups


def without_signature(text: str) -> str:
    """The text without the issuer, date and remarks that close a document."""
    lines = text.rstrip().split("\n")
    while len(lines) > 1 and len(lines[-1].strip()) <= 30 and not _TAIL.search(lines[-1].rstrip("）) ")):
        lines.pop()
    return "\n".join(lines).rstrip()
