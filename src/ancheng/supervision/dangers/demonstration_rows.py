"""Writing a drawn history of many cases at once: the rows that the verbs would have written, by COPY."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Model

from ancheng.base.asker import Asker
from ancheng.base.realm import Realm
from ancheng.base.working_days import due
from ancheng.kernel.audit.models import subject_type
from ancheng.kernel.workflow.actions import rung_at
from ancheng.kernel.workflow.calendar import calendar
from ancheng.kernel.workflow.declare import OWNER, Workflow

ENTRY = (
    "at", "actor_id", "actor_name", "unit_id", "unit_name", "role", "verb", "subject_type", "subject_id",
    "subject_label", "from_state", "to_state", "why", "before", "after", "realm", "previous_hash", "hash",
)  # fmt: skip
CLOCK = (
    "subject_type", "subject_id", "subject_label", "workflow", "state", "awaited", "unit_id", "clause", "realm",
    "started_at", "due_at", "pause_reason", "stopped_at", "rung", "next_rung_at",
)  # fmt: skip


@dataclass(slots=True)
class Shadow:
    """What a workflow's clocks ask of a case, without a row behind it."""

    pk: int
    label: str
    owner_unit_id: int
    issuer_unit_id: int | None
    state: str = ""
    state_since: datetime | None = None
    due_at: datetime | None = None
    grade: str = ""
    due_on: Any = None
    # Where the running clock stands in the journal; None when none runs.
    clock: int | None = None


@dataclass
class Journal:
    """Audit rows and clocks of drawn cases, kept until they are written together."""

    now: datetime
    entries: list[tuple[Any, ...]] = field(default_factory=list)
    clocks: list[list[Any]] = field(default_factory=list)

    def note(
        self, model: type[Model], pk: int, label: str, verb: str, by: Asker, at: datetime,
        *, states: tuple[str, str] = ("", ""), why: str = "", after: Mapping[str, Any] | None = None,
    ) -> None:  # fmt: skip
        """One audit row."""
        told = json.dumps(after or {}, ensure_ascii=False)
        self.entries.append(
            (at, by.person_id, by.name, by.unit_id, by.unit_name, by.role or "", verb, subject_type(model),
             str(pk), label[:300], *states, why, "{}", told, Realm.ACTUAL.value, "", "")
        )  # fmt: skip

    def open(
        self, model: type[Model], workflow: Workflow, case: Shadow, verb: str, by: Asker, at: datetime
    ) -> None:
        self.note(model, case.pk, case.label, verb, by, at, states=("", workflow.start))
        self._enter(model, workflow, case, workflow.start, at)

    def take(
        self, model: type[Model], workflow: Workflow, case: Shadow, verb: str, by: Asker, at: datetime,
        why: str = "",
    ) -> None:  # fmt: skip
        """One step of the table; a history that the table does not permit is a fault of the drawing."""
        step = workflow.step(verb)
        if case.state not in step.sources or at > self.now or (case.state_since and at < case.state_since):
            raise ValueError(f"{case.label}: {verb} from {case.state} at {at}")
        states = (case.state, step.target)
        self.note(model, case.pk, case.label, str(step.label), by, at, states=states, why=why)
        if case.clock is not None:
            self.clocks[case.clock][12] = at
            self.clocks[case.clock][14] = None
        self._enter(model, workflow, case, step.target, at)

    def _enter(self, model: type[Model], workflow: Workflow, case: Shadow, state: str, at: datetime) -> None:
        case.state, case.state_since, case.due_at, case.clock = state, at, None, None
        step = workflow.timed_step(state)
        within = step.within(case) if step and callable(step.within) else step.within if step else None
        if step is None or within is None:
            return
        due_at = within if isinstance(within, datetime) else due(within, at, calendar())
        unit = case.owner_unit_id if step.party == OWNER else case.issuer_unit_id
        clause = "" if isinstance(within, datetime) else within.clause
        case.due_at, case.clock = due_at, len(self.clocks)
        self.clocks.append(
            [subject_type(model), case.pk, case.label[:300], workflow.name, state, str(step.label), unit, clause,
             Realm.ACTUAL.value, at, due_at, "", None, 0, workflow]
        )  # fmt: skip

    def write(self) -> None:
        """Copy the rows, oldest first; rungs that were reached long ago do not ring again."""
        for row in self.clocks:
            if row[12] is None:
                row[13], row[14] = self._rungs(row[14], row[10])
        copy_in("workflow_clock", CLOCK, self.clocks)
        copy_in("audit_entry", ENTRY, sorted(self.entries, key=lambda row: row[0]))

    def _rungs(self, workflow: Workflow, due_at: datetime) -> tuple[int, datetime | None]:
        for number in range(len(workflow.ladder)):
            at = rung_at(workflow.ladder, number, due_at)
            if at and at > self.now:
                return number, at
        return len(workflow.ladder), None


def allocate(model: type[Model], count: int) -> list[int]:
    """So many new primary keys."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [row[0] for row in cursor.fetchall()]


def copy_in(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    quoted = ", ".join(f'"{each}"' for each in columns)
    with connection.cursor() as cursor, cursor.copy(f'COPY "{table}" ({quoted}) FROM STDIN') as copy:
        for row in rows:
            copy.write_row(row)
