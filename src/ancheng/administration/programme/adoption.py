"""What adopting a programme does to the tasks: new ones are given out, work already done is kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from ancheng.administration.programme.models import Group, Programme, ProgrammeState
from ancheng.administration.programme.queries import SOURCE
from ancheng.administration.programme.reading import read_back
from ancheng.administration.programme.rules import Duty, duties
from ancheng.base.asker import Asker
from ancheng.kernel.audit.actions import entry, record_all
from ancheng.kernel.notices.actions import tell
from ancheng.kernel.orgs.models import Unit, UnitKind
from ancheng.kernel.people.queries import people_in
from ancheng.kernel.tasks.actions import assign, cancel
from ancheng.kernel.tasks.models import Task
from ancheng.science.plan_text import PlanDifference, compare

DUTY_FIELDS = ("title", "text", "part", "ends_on", "number")


@dataclass(slots=True)
class Effect:
    """What an adoption will do, before it is done."""

    new: list[tuple[Group, Duty]] = field(default_factory=list)
    kept: list[tuple[Task, Group, Duty]] = field(default_factory=list)
    ended: list[Task] = field(default_factory=list)


def difference(programme: Programme) -> PlanDifference | None:
    """How a draft differs from the programme that it will supersede; None for a first version."""
    old = programme.supersedes
    return compare(read_back(old), read_back(programme)) if old else None


def effect(programme: Programme) -> Effect:
    """Which tasks would be given out, kept and ended."""
    groups = list(programme.groups.filter(dropped_why="").prefetch_related("named"))
    members = _members()
    wanted = {group: duties(_linked(group), members) for group in groups}
    earlier = _earlier_tasks(programme)
    found = Effect()
    for group, its_duties in wanted.items():
        tasks = earlier.pop(group.pk, {})
        for duty in its_duties:
            task = tasks.pop(duty.unit_id, None)
            if task:
                found.kept.append((task, group, duty))
            else:
                found.new.append((group, duty))
        found.ended += tasks.values()
    for tasks in earlier.values():
        found.ended += tasks.values()
    return found


def carry_out(programme: Programme, *, by: Asker, at: datetime) -> int:
    """Give out, keep and end tasks as `effect` says; returns how many are new."""
    found = effect(programme)
    units = Unit.objects.in_bulk({duty.unit_id for _, duty in found.new})
    issuer = Unit.objects.get(pk=by.unit_id)
    tasks = [_task(programme, group, duty, units[duty.unit_id], issuer) for group, duty in found.new]
    assign(tasks=tasks, by=by, at=at)
    _keep(programme, found.kept, by=by, at=at)
    for task in found.ended:
        if not task.ended and task.state in task.WORKFLOW.step("cancel").sources:
            cancel(task=task, why=f"《{programme.title}》修订后不再列入", by=by, at=at)
    if programme.supersedes_id:
        Programme.every.filter(pk=programme.supersedes_id).update(state=ProgrammeState.SUPERSEDED)
    _tell(programme, tasks, by=by, at=at)
    return len(tasks)


def _task(programme: Programme, group: Group, duty: Duty, unit: Unit, issuer: Unit) -> Task:
    return Task(
        title=group.title,
        text=group.text,
        number=group.key,
        part=duty.part,
        owner_unit=unit,
        issuer_unit=issuer,
        source_type=SOURCE,
        source_id=group.pk,
        source_label=programme.title[:200],
        ends_on=group.due_on or programme.ends_on,
        realm=programme.realm,
    )


def _keep(programme: Programme, kept: Iterable[tuple[Task, Group, Duty]], *, by: Asker, at: datetime) -> None:
    rows, tasks = [], []
    for task, group, duty in kept:
        before = {name: getattr(task, name) for name in DUTY_FIELDS}
        task.source_id, task.source_label = group.pk, programme.title[:200]
        task.title, task.text, task.number, task.part = group.title, group.text, group.key, duty.part
        if not task.ended and not task.ends_on:
            task.ends_on = group.due_on or programme.ends_on
        tasks.append(task)
        after = {name: getattr(task, name) for name in DUTY_FIELDS if getattr(task, name) != before[name]}
        if after:
            rows.append(
                entry(
                    by=by,
                    at=at,
                    verb="方案修订",
                    subject=task,
                    before={name: before[name] for name in after},
                    after=after,
                )
            )
    Task.every.bulk_update(tasks, [*DUTY_FIELDS, "source_id", "source_label"], batch_size=500)
    record_all(rows)


def _linked(group: Group) -> list[tuple[int, str]]:
    return [(each.unit_id, each.part) for each in group.named.all() if each.unit_id and not each.ignored_why]


def _members() -> dict[int, list[int]]:
    """The members of every collective."""
    found: dict[int, list[int]] = {}
    for unit in Unit.objects.filter(kind=UnitKind.COLLECTIVE).prefetch_related("members"):
        found[unit.pk] = [each.pk for each in unit.members.all() if each.closed_on is None]
    return found


def _earlier_tasks(programme: Programme) -> dict[int, dict[int, Task]]:
    """The tasks of the superseded version by the new group that continues theirs (old group if none does)."""
    changes = difference(programme)
    if changes is None or programme.supersedes is None:
        return {}
    new_ids = {(group.section, group.ordinal): group.pk for group in programme.groups.all()}
    continued = {
        change.old.key: new_ids[change.new.key]
        for change in (*changes.unchanged, *changes.changed, *changes.moved)
        if change.new.key in new_ids
    }
    old_keys = {group.pk: (group.section, group.ordinal) for group in programme.supersedes.groups.all()}
    found: dict[int, dict[int, Task]] = {}
    tasks = Task.every.filter(source_type=SOURCE, source_id__in=old_keys).exclude(state="cancelled")
    for task in tasks.select_related("owner_unit", "issuer_unit"):
        continued_by = continued.get(old_keys[task.source_id], -task.source_id)
        found.setdefault(continued_by, {})[task.owner_unit_id] = task
    return found


def _tell(programme: Programme, tasks: list[Task], *, by: Asker, at: datetime) -> None:
    counts: dict[int, int] = {}
    for task in tasks:
        counts[task.owner_unit_id] = counts.get(task.owner_unit_id, 0) + 1
    for unit_id, count in counts.items():
        people = list(people_in([unit_id], at.astimezone().date()))
        if people:
            tell(
                people=people,
                kind="programme.assigned",
                title=f"《{programme.title}》交办任务 {count} 项",
                url="/tasks/mine/",
                body="请在10个工作日内制定工作计划。",
                subject=programme,
                level="attention",
                by=by,
                at=at,
                key=f"programme:{programme.pk}:{unit_id}",
            )
