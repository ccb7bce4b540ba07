"""Verbs on tasks; the state changes through `move` alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import F

from ancheng.base.asker import Asker
from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.base.roles import Role
from ancheng.kernel.audit.actions import record
from ancheng.kernel.documents.actions import produce
from ancheng.kernel.documents.models import Document
from ancheng.kernel.files.models import Attachment
from ancheng.kernel.files.queries import attachments
from ancheng.kernel.language import in_record_language
from ancheng.kernel.tasks.models import Milestone, Report, Task
from ancheng.kernel.tasks.notice import notice_context
from ancheng.kernel.tasks.rules import PlannedStep, check_plan, check_report
from ancheng.kernel.tasks.workflows.task import CHECKERS
from ancheng.kernel.workflow.actions import may_take, move, open_cases, set_due

EVIDENCE = "evidence"


@transaction.atomic
def assign(*, tasks: Sequence[Task], by: Asker, at: datetime) -> None:
    """Give tasks to their owner units."""
    for each in tasks:
        each.created_at = at
    open_cases(cases=tasks, verb="交办", by=by, at=at)


@transaction.atomic
def make_plan(*, task: Task, text: str, milestones: Sequence[PlannedStep], by: Asker, at: datetime) -> None:
    """Set down how and by when the unit will do it."""
    check_plan(text, milestones, ends_on=task.ends_on)
    move(task, "plan", by=by, at=at, changes={"work_plan": text})
    _write_milestones(task, milestones)


@transaction.atomic
@in_record_language
def amend_plan(*, task: Task, text: str, milestones: Sequence[PlannedStep], by: Asker, at: datetime) -> None:
    """Change the work plan of a task under way; milestones already reached stay."""
    _only_doers(task, by)
    check_plan(text, milestones, ends_on=task.ends_on)
    if task.state not in ("planned", "in_progress", "returned"):
        raise Conflict(f"该任务处于“{task.state_label}”，不能修改工作计划。")
    before = {"work_plan": task.work_plan, "milestones": [str(each) for each in task.milestones.all()]}
    Task.every.filter(pk=task.pk).update(work_plan=text)
    task.milestones.filter(done_on=None).delete()
    _write_milestones(task, milestones)
    record(
        by=by,
        at=at,
        verb="调整工作计划",
        subject=task,
        before=before,
        after={"work_plan": text, "milestones": [each.title for each in milestones]},
    )


@transaction.atomic
def start(*, task: Task, by: Asker, at: datetime) -> None:
    move(task, "start", by=by, at=at)


@transaction.atomic
def reach_milestone(*, milestone: Milestone, on: date, by: Asker, at: datetime) -> None:
    """Note that a milestone was reached."""
    _only_doers(milestone.task, by)
    if not Milestone.objects.filter(pk=milestone.pk, done_on=None).update(done_on=on):
        raise Conflict("该节点已标记完成。")
    record(
        by=by,
        at=at,
        verb="完成节点",
        subject=milestone.task,
        after={"milestone": milestone.title, "done_on": on},
    )


@transaction.atomic
@in_record_language
def report(*, task: Task, text: str, progress: int, by: Asker, at: datetime) -> Report:
    """Say how far it is."""
    _only_doers(task, by)
    if task.state not in ("in_progress", "planned", "returned"):
        raise Conflict(f"该任务处于“{task.state_label}”，不能填报进展。")
    check_report(text, progress, before=task.progress)
    if task.state == "planned":
        move(task, "start", by=by, at=at)
    row = Report.objects.create(
        task=task, at=at, by_id=by.person_id, by_name=by.name, progress=progress, text=text
    )
    record(
        by=by,
        at=at,
        verb="填报进展",
        subject=task,
        why=text,
        before={"progress": task.progress},
        after={"progress": progress},
    )
    Task.every.filter(pk=task.pk).update(progress=progress)
    task.progress = progress
    return row


@transaction.atomic
def submit(*, task: Task, result: str, by: Asker, at: datetime) -> None:
    """Hand in the evidence for the check; without any there is nothing to check."""
    if len(result.strip()) < 10:
        raise Refusal("请概述完成情况（不少于10个字）。")
    if not evidence(task):
        raise Refusal("请先上传至少一份佐证材料，再报送核验。")
    move(task, "submit", by=by, at=at, changes={"result": result, "progress": 100})


@transaction.atomic
def check(*, task: Task, by: Asker, at: datetime, opinion: str = "") -> None:
    """Find the evidence sufficient."""
    _not_own_work(task, by)
    move(task, "check", by=by, at=at, why=opinion)


@transaction.atomic
def finish(*, task: Task, by: Asker, at: datetime, opinion: str = "") -> None:
    move(task, "finish", by=by, at=at, why=opinion)


@transaction.atomic
def send_back(*, task: Task, why: str, by: Asker, at: datetime) -> None:
    """Return the evidence with what is missing."""
    move(task, "send_back", by=by, at=at, why=why)
    Task.every.filter(pk=task.pk).update(sent_back=F("sent_back") + 1)


@transaction.atomic
def resume(*, task: Task, by: Asker, at: datetime) -> None:
    move(task, "resume", by=by, at=at)


@transaction.atomic
def cancel(*, task: Task, why: str, by: Asker, at: datetime) -> None:
    move(task, "cancel", by=by, at=at, why=why)


@transaction.atomic
def set_end(*, task: Task, ends_on: date, by: Asker, at: datetime, why: str) -> None:
    """Give the task another end; a clock that runs for it follows."""
    if not by.holds(*CHECKERS) or (by.role is not None and by.unit_id != task.issuer_unit_id):
        raise NotAllowed("完成时限由交办单位调整。")
    if not why.strip():
        raise Refusal("调整完成时限须填写理由。")
    before = task.ends_on
    Task.every.filter(pk=task.pk).update(ends_on=ends_on)
    task.ends_on = ends_on
    if task.state in ("planned", "in_progress", "returned") and task.ends_at:
        set_due(task, due_at=task.ends_at, by=by, at=at, why=why)
    record(
        by=by,
        at=at,
        verb="调整完成时限",
        subject=task,
        why=why,
        before={"ends_on": before},
        after={"ends_on": ends_on},
    )


@transaction.atomic
@in_record_language
def supervise(*, task: Task, demands: str, by: Asker, at: datetime) -> Document:
    """Issue a numbered supervision notice (督办单) to the owner unit."""
    if not by.holds(Role.OFFICE):
        raise NotAllowed("督办单由安委办印发。")
    if task.ended:
        raise Conflict("该任务已经办结，无需督办。")
    document = produce(
        kind="supervision_notice", subject=task, context=notice_context(task, demands, by, at), by=by, at=at
    )
    Task.every.filter(pk=task.pk).update(supervised_at=at)
    record(by=by, at=at, verb="印发督办单", subject=task, why=demands, after={"number": document.number})
    return document


def evidence(task: Task) -> list[Attachment]:
    """The evidence files of a task that have not been withdrawn, newest first."""
    return list(attachments(task, purpose=EVIDENCE))


def _write_milestones(task: Task, milestones: Sequence[PlannedStep]) -> None:
    first = task.milestones.count()
    Milestone.objects.bulk_create(
        Milestone(task=task, title=each.title, due_on=each.due_on, order=first + number)
        for number, each in enumerate(milestones)
    )


def _only_doers(task: Task, by: Asker) -> None:
    if not may_take(task, task.WORKFLOW.step("submit"), by):
        raise NotAllowed("只有承办单位可以填报该任务。")


def _not_own_work(task: Task, by: Asker) -> None:
    if task.reports.filter(by_id=by.person_id).exists() and by.person_id is not None:
        raise NotAllowed("不能核验本人填报的任务，请由其他人员核验。")
