"""Many cases without clocks at once, as machines move them: the same table, compare-and-set and audit rows as `move`.

Nothing is announced: what thousands of sensors say in a second is told by whoever calls, in one sentence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from ancheng.base.asker import Asker
from ancheng.base.errors import Misconfigured
from ancheng.kernel.audit.actions import entry, record_all
from ancheng.kernel.copying import copy_in
from ancheng.kernel.language import in_record_language
from ancheng.kernel.workflow.models import Case

BATCH = 5000


@transaction.atomic
@in_record_language
def open_many(*, cases: Sequence[Case], verb: str, by: Asker, at: datetime) -> None:
    """Write new cases of one kind by COPY, each with its audit row."""
    if not cases:
        return
    _without_clocks(type(cases[0]))
    for case in cases:
        case.state, case.state_since, case.due_at = case.WORKFLOW.start, at, None
        case.derive_scope()
    for start in range(0, len(cases), BATCH):
        copy_in(cases[start : start + BATCH])
    record_all(entry(by=by, at=at, verb=verb, subject=each, to_state=each.state) for each in cases)


@transaction.atomic
@in_record_language
def move_many(
    *,
    model: type[Case],
    ids: Sequence[int],
    verb: str,
    by: Asker,
    at: datetime,
    why: str = "",
    changes: Mapping[str, Any] | None = None,
) -> list[Case]:
    """Take one step with every case of `ids` that stands where the step begins; returns those that moved."""
    _without_clocks(model)
    step = model.WORKFLOW.step(verb)
    cases = list(
        model.every.select_for_update().filter(pk__in=list(ids), state__in=step.sources).order_by("pk")
    )
    if not cases:
        return []
    model.every.filter(pk__in=[each.pk for each in cases]).update(
        state=step.target, state_since=at, **(changes or {})
    )
    rows = []
    for case in cases:
        before, case.state, case.state_since = case.state, step.target, at
        for name, value in (changes or {}).items():
            setattr(case, name, value)
        rows.append(
            entry(
                by=by,
                at=at,
                verb=step.label,
                subject=case,
                from_state=before,
                to_state=step.target,
                why=why,
                after=changes,
            )
        )
    record_all(rows)
    return cases


def _without_clocks(model: type[Case]) -> None:
    if not model.WORKFLOW.untimed:
        raise Misconfigured(f"workflow {model.WORKFLOW.name} has clocks; its cases are moved one by one")
