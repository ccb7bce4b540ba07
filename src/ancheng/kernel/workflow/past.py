"""Writing many cases with their known past at once: rows, clocks and audit rows in bulk, each case written once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection, transaction

from ancheng.base.asker import Asker
from ancheng.kernel.audit.actions import entry, record_all
from ancheng.kernel.audit.models import Entry
from ancheng.kernel.copying import copy_in
from ancheng.kernel.workflow.actions import new_clock
from ancheng.kernel.workflow.models import Case, Clock
from ancheng.kernel.workflow.replay import Moved, take

BATCH = 1000


@dataclass(frozen=True, slots=True)
class Past:
    """A case that is not written yet, who opened it when, and the steps it took since."""

    case: Case
    by: Asker
    at: datetime
    moves: Sequence[Moved] = field(default_factory=tuple)


@transaction.atomic
def write_past(*, pasts: Iterable[Past], verb: str, until: datetime) -> list[Case]:
    """Write cases of one kind as they stand after their steps, with every clock and audit row on the way.

    As with `replay` nothing is announced, and a step that the table does not permit refuses the whole.
    """
    known = list(pasts)
    if not known:
        return []
    clocks: list[Clock] = []
    rows: list[Entry] = []
    _number([each.case for each in known])
    for each in known:
        case = each.case
        case.state, case.state_since = case.WORKFLOW.start, each.at
        rows.append(entry(by=each.by, at=each.at, verb=verb, subject=case, to_state=case.state))
        clock = new_clock(case, each.at)
        for moved in each.moves:
            rows.append(take(case, moved, until))
            if clock:
                clock.stopped_at, clock.next_rung_at = moved.at, None
                clocks.append(clock)
            clock = new_clock(case, moved.at)
        case.due_at = clock.due_at if clock else None
        clocks += [clock] if clock else []
        case.derive_scope()
    type(known[0].case).every.bulk_create([each.case for each in known], batch_size=BATCH)
    copy_in(clocks)
    record_all(sorted(rows, key=lambda row: row.at))
    return [each.case for each in known]


def _number(cases: Sequence[Case]) -> None:
    """Draw the keys first: clocks and audit rows point to cases that are written after them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [cases[0]._meta.db_table, len(cases)],
        )
        for case, (key,) in zip(cases, cursor.fetchall(), strict=True):
            case.pk = key
