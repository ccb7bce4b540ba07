"""What the programme's pages ask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.db.models import QuerySet

from ancheng.administration.programme.models import Group, GroupUnit, Programme, ProgrammeState
from ancheng.base.asker import Asker
from ancheng.base.words import msgid
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.kernel.tasks import queries as tasks
from ancheng.kernel.tasks.models import Task

SOURCE = "programme.group"


def visible(asker: Asker) -> QuerySet[Programme]:
    return cast(
        "QuerySet[Programme]",
        Programme.objects.visible_to(asker).exclude(state=ProgrammeState.DISCARDED).order_by("-uploaded_at"),
    )


def unknown_names(programme: Programme) -> list[str]:
    """The unit names of a programme that mean nothing yet, in the order of the text."""
    rows = GroupUnit.objects.filter(
        group__programme=programme, group__dropped_why="", unit=None, ignored_why=""
    ).order_by("group__order", "order")
    return list(dict.fromkeys(rows.values_list("name", flat=True)))


def groups(programme: Programme) -> QuerySet[Group]:
    return programme.groups.prefetch_related("named", "named__unit").order_by("order")


def tasks_of(programme: Programme) -> QuerySet[Task]:
    """All tasks that the groups of `programme` asked for."""
    return Task.every.filter(source_type=SOURCE, source_id__in=programme.groups.values("pk"))


@dataclass(frozen=True, slots=True)
class Cell:
    """One unit's task in one group; `tone` is good, late, soon or neutral."""

    task_id: int
    state: str
    letter: str
    tone: str


@dataclass(frozen=True, slots=True)
class Row:
    unit: Unit
    cells: list[Cell | None]
    tally: tasks.Tally


LETTERS = {
    "assigned": msgid("交"),
    "planned": msgid("划"),
    "in_progress": msgid("推"),
    "submitted": msgid("报"),
    "checked": msgid("核"),
    "returned": msgid("退"),
    "done": "✓",
    "cancelled": msgid("销"),
}
DEPARTMENTS = (
    UnitKind.DEPARTMENT,
    UnitKind.BRANCH,
    UnitKind.VERTICAL,
    UnitKind.INSTITUTION,
    UnitKind.COORDINATION,
)
TERRITORIES = (UnitKind.SUBDISTRICT, UnitKind.ZONE)


def matrix(
    programme: Programme, columns: Sequence[Group], kinds: Sequence[str], asker: Asker, now: datetime
) -> list[Row]:
    """Units × groups: the state of each task that `asker` may see; None where a unit has no part."""
    numbers = {group.pk: number for number, group in enumerate(columns)}
    found = (
        tasks.of_sources(asker, SOURCE, numbers)
        .exclude(state="cancelled")
        .filter(owner_unit__kind__in=kinds)
        .select_related(None)
        .values_list("owner_unit_id", "source_id", "pk", "state", "due_at")
    )
    cells: dict[int, list[Cell | None]] = {}
    for unit_id, source_id, task_id, state, due_at in found:
        row = cells.setdefault(unit_id, [None] * len(columns))
        tone = "good" if state == "done" else "late" if due_at and due_at < now else "neutral"
        row[numbers[source_id]] = Cell(task_id, state, LETTERS[state], tone)
    units = Unit.objects.filter(pk__in=cells).order_by("order", "name")
    return [Row(unit, cells[unit.pk], _tally(cells[unit.pk])) for unit in units]


def _tally(cells: Sequence[Cell | None]) -> tasks.Tally:
    held = [each for each in cells if each]
    return tasks.Tally(
        total=len(held),
        open=sum(each.state != "done" for each in held),
        late=sum(each.tone == "late" for each in held),
        submitted=sum(each.state == "submitted" for each in held),
        done=sum(each.state == "done" for each in held),
    )


@dataclass(frozen=True, slots=True)
class Ranked:
    place: int
    unit: Unit
    tally: tasks.Tally


def ranking(programme: Programme, asker: Asker, now: datetime) -> list[Ranked]:
    """Units by late tasks (fewest first), then by share done; equal standing shares a place."""
    rows = tasks.of_sources(asker, SOURCE, programme.groups.values_list("pk", flat=True))
    counts = tasks.tally_by(rows, "owner_unit_id", now)
    units = Unit.objects.in_bulk(counts)
    ordered = sorted(counts.items(), key=lambda item: (_standing(item[1]), units[item[0]].order))
    ranked: list[Ranked] = []
    for number, (unit_id, tally) in enumerate(ordered, start=1):
        same = bool(ranked) and _standing(ranked[-1].tally) == _standing(tally)
        ranked.append(Ranked(ranked[-1].place if same else number, units[unit_id], tally))
    return ranked


def _standing(tally: tasks.Tally) -> tuple[float, float]:
    if not tally.total:
        return (0.0, 0.0)
    return (tally.late / tally.total, -tally.done / tally.total)


def counts(programme: Programme) -> dict[str, int]:
    """The figures of the review page."""
    named = GroupUnit.objects.filter(group__programme=programme, group__dropped_why="", ignored_why="")
    return {
        "groups": programme.groups.filter(dropped_why="").count(),
        "units": named.values("name").distinct().count(),
        "unknown": len(unknown_names(programme)),
        "targets": programme.targets.count(),
        "phases": programme.phases.count(),
        "safeguards": programme.safeguards.count(),
        "key_projects": programme.groups.filter(dropped_why="", kind="key_project")
        .values("section")
        .distinct()
        .count(),
    }


def count_drafts(asker: Asker) -> int:
    return visible(asker).filter(state=ProgrammeState.DRAFT).count()


def group_states(group: Group, asker: Asker) -> QuerySet[Task]:
    return tasks.of_sources(asker, SOURCE, [group.pk]).order_by("part", "owner_unit__order", "pk")
