"""The ledger as a table."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, Q

from ancheng.administration.programme.models import Programme
from ancheng.administration.programme.queries import SOURCE
from ancheng.base.asker import Asker
from ancheng.kernel.exchange.tables import Choice, Column, Kind, TableSpec
from ancheng.kernel.files.models import Attachment
from ancheng.kernel.language import as_recorded
from ancheng.kernel.tasks import queries as tasks
from ancheng.kernel.tasks.models import Part, Task
from ancheng.kernel.tasks.workflows.task import WORKFLOW

STATES_EN = {
    "assigned": "Assigned",
    "planned": "Planned",
    "in_progress": "In progress",
    "submitted": "Evidence submitted",
    "checked": "Checked",
    "returned": "Returned",
    "done": "Done",
    "cancelled": "Cancelled",
}
PARTS_EN = {"lead": "Lead", "responsible": "Responsible", "cooperating": "Cooperating"}
LEDGER = TableSpec(
    columns=(
        Column("number", "编号", "Number"),
        Column("title", "任务", "Task"),
        Column("unit", "责任单位", "Unit"),
        Column(
            "part",
            "职责",
            "Part",
            Kind.CHOICE,
            choices=tuple(Choice(v, as_recorded(w), PARTS_EN[v]) for v, w in Part.choices),
        ),
        Column(
            "state",
            "状态",
            "State",
            Kind.CHOICE,
            choices=tuple(
                Choice(each.key, as_recorded(each.label), STATES_EN[each.key]) for each in WORKFLOW.states
            ),
        ),
        Column("progress", "进度", "Progress", Kind.INTEGER, unit="%"),
        Column("ends_on", "完成时限", "Due", Kind.DATE),
        Column("late", "是否逾期", "Late", Kind.BOOLEAN),
        Column("due_at", "当前环节时限", "Present step due", Kind.MOMENT),
        Column("evidence", "佐证份数", "Evidence files", Kind.INTEGER),
        Column("sent_back", "退回次数", "Times returned", Kind.INTEGER),
        Column("work_plan", "工作计划", "Work plan"),
        Column("result", "完成情况", "Result"),
    ),
    title_zh="任务台账",
    title_en="Ledger",
)


def ledger_rows(programme: Programme, asker: Asker, now: datetime) -> Iterator[dict[str, object]]:
    """One row per task of `programme` that `asker` may see, in the order of the plan."""
    order = {
        pk: number
        for number, pk in enumerate(programme.groups.order_by("order").values_list("pk", flat=True))
    }
    rows = list(
        tasks.of_sources(asker, SOURCE, order)
        .order_by("owner_unit__order", "owner_unit__name")
        .values_list("pk", "source_id")
    )
    rows.sort(key=lambda row: order[row[1]])
    evidence = _evidence([pk for pk, _ in rows])
    for start in range(0, len(rows), 500):
        ids = [pk for pk, _ in rows[start : start + 500]]
        found = tasks.visible(asker).in_bulk(ids)
        for pk in ids:
            yield _row(found[pk], evidence.get(str(pk), 0), now)


def _evidence(ids: list[int]) -> dict[str, int]:
    held = Attachment.objects.filter(
        subject_type="tasks.task", subject_id__in=[str(pk) for pk in ids], withdrawn_at=None
    )
    counts = held.values("subject_id").annotate(files=Count("pk", filter=Q(purpose="evidence")))
    return {row["subject_id"]: row["files"] for row in counts}


def _row(task: Task, evidence: int, now: datetime) -> dict[str, object]:
    return {
        "number": task.number,
        "title": task.title,
        "unit": task.owner_unit.name,
        "part": task.part,
        "state": task.state,
        "progress": task.progress,
        "ends_on": task.ends_on,
        "late": task.late(now),
        "due_at": task.due_at,
        "evidence": evidence,
        "sent_back": task.sent_back,
        "work_plan": task.work_plan,
        "result": task.result,
    }
