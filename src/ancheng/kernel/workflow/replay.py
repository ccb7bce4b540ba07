"""Writing a known history of many cases at once: the same table, clocks and audit rows as `move`, in bulk."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from ancheng.base.asker import Asker
from ancheng.base.errors import Refusal
from ancheng.kernel.audit.actions import entry, record_all
from ancheng.kernel.audit.models import Entry
from ancheng.kernel.copying import change_in, copy_in
from ancheng.kernel.workflow.actions import new_clock
from ancheng.kernel.workflow.models import Case, Clock


@dataclass(frozen=True, slots=True)
class Moved:
    """One step that was taken in the past."""

    verb: str
    by: Asker
    at: datetime
    why: str = ""


@transaction.atomic
def replay(
    *, histories: Iterable[tuple[Case, Sequence[Moved]]], fields: Sequence[str] = (), until: datetime
) -> int:
    """Carry cases that were just opened through their past steps; returns the number of steps.

    Nothing is announced and nobody is told: it is history. `fields` are further columns to save.
    A step that the table does not permit, or that lies after `until`, refuses the whole.
    """
    cases: list[Case] = []
    ended: list[Clock] = []
    begun: list[Clock] = []
    rows: list[Entry] = []
    for case, moves in histories:
        clock = Clock.objects.of(case).filter(stopped_at=None).first() if moves else None
        for moved in moves:
            rows.append(take(case, moved, until))
            if clock:
                clock.stopped_at, clock.next_rung_at = moved.at, None
                (ended if clock.pk else begun).append(clock)
            clock = new_clock(case, moved.at)
        if clock and not clock.pk:
            begun.append(clock)
        if moves:
            case.due_at = clock.due_at if clock else None
            cases.append(case)
    _write(cases, fields, ended, begun, rows)
    return len(rows)


def take(case: Case, moved: Moved, until: datetime) -> Entry:
    """Move `case` in memory by one past step; its audit row, not yet written."""
    step = case.WORKFLOW.step(moved.verb)
    if case.state not in step.sources or moved.at > until or moved.at < case.state_since:
        raise Refusal(f"历史记录与流程不符：{case} 在“{case.state_label}”时不能“{step.label}”。")
    before = case.state
    case.state, case.state_since = step.target, moved.at
    return entry(
        by=moved.by,
        at=moved.at,
        verb=step.label,
        subject=case,
        from_state=before,
        to_state=step.target,
        why=moved.why,
    )


def _write(
    cases: list[Case], fields: Sequence[str], ended: list[Clock], begun: list[Clock], rows: list[Any]
) -> None:
    if not cases:
        return
    change_in(ended, ["stopped_at", "next_rung_at"])
    copy_in(begun)
    change_in(cases, ["state", "state_since", "due_at", *fields])
    record_all(sorted(rows, key=lambda row: row.at))
