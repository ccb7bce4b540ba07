"""From a plan's groups to the tasks that follow from them: pure values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from ancheng.science.plan_text import Phase

STRONGEST = {"lead": 0, "responsible": 1, "cooperating": 2}


@dataclass(frozen=True, slots=True)
class Duty:
    """That a unit has a part in a group."""

    unit_id: int
    part: str


def duties(named: Iterable[tuple[int, str]], members: Mapping[int, Iterable[int]]) -> list[Duty]:
    """One duty per unit: collectives expanded, a unit named twice keeps its strongest part."""
    found: dict[int, str] = {}
    for unit_id, part in named:
        for each in members.get(unit_id, (unit_id,)):
            if each not in found or STRONGEST[part] < STRONGEST[found[each]]:
                found[each] = part
    return [Duty(unit_id, part) for unit_id, part in found.items()]


def tasks_end(phases: Iterable[Phase]) -> tuple[date | None, str]:
    """The day by which tasks are due, and the rule that gave it.

    The end of the phase that is called implementation (实施); where none is, the latest end of any phase.
    """
    dated = [phase for phase in phases if phase.ends]
    implementing = [phase for phase in dated if "实施" in phase.title]
    if implementing:
        phase = implementing[0]
        return phase.ends, f"取“{phase.title}”的结束日期"
    if dated:
        latest = max(dated, key=lambda phase: phase.ends or date.min)
        return latest.ends, f"方案没有实施阶段，取最晚阶段“{latest.title}”的结束日期"
    return None, "方案没有写明阶段日期，任务暂不设完成时限"
