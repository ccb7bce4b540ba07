"""What the units have done with their tasks since the plan was adopted, drawn the same way every time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random

from django.core.files.uploadedfile import SimpleUploadedFile

from ancheng.base.asker import Asker
from ancheng.config.demo.district import SEED
from ancheng.kernel.files.actions import attach
from ancheng.kernel.people.models import Membership
from ancheng.kernel.tasks.actions import EVIDENCE
from ancheng.kernel.tasks.models import Milestone, Report, Task
from ancheng.kernel.workflow.replay import Moved, replay

# How far tasks have come: (share, steps taken, progress).
COURSES = (
    (0.06, (), 0),
    (0.10, ("plan",), 0),
    (0.38, ("plan", "start"), 45),
    (0.08, ("plan", "start", "submit"), 100),
    (0.04, ("plan", "start", "submit", "send_back"), 70),
    (0.05, ("plan", "start", "submit", "check"), 100),
    (0.29, ("plan", "start", "submit", "check", "finish"), 100),
)
STEP_DAYS = {
    "plan": (2, 12),
    "start": (1, 6),
    "submit": (10, 40),
    "check": (1, 5),
    "finish": (1, 3),
    "send_back": (1, 5),
}
WAITING = ("submit", "check", "send_back")
PLAN = "明确分管领导和责任科室，建立工作台账，按节点推进，每月向区安委办报送进展。（演示数据）"
RESULT = "已按要求完成本项任务并形成闭环，佐证材料齐全，请予核验。（演示数据）"


def load(*, adopted_at: datetime, now: datetime) -> int:
    """Replay the past of every task that is still as it was assigned; returns the steps taken."""
    random = Random(SEED + 1)  # noqa: S311  # nosec B311
    tasks = list(
        Task.objects.filter(state="assigned").select_related("owner_unit", "issuer_unit").order_by("pk")
    )
    officers, checker = _officers()
    histories = [(task, list(_course(task, random, officers, checker, adopted_at, now))) for task in tasks]
    taken = replay(histories=histories, fields=("work_plan", "progress", "result", "sent_back"), until=now)
    _milestones(tasks, random, adopted_at.date(), now.date())
    _reports(tasks, officers, now)
    _evidence(tasks, officers, now)
    return taken


def _officers() -> tuple[dict[int, Asker], Asker]:
    seats = (
        Membership.objects.filter(person__demonstration=True).select_related("unit", "person").order_by("-pk")
    )
    by_unit = {seat.unit_id: seat.asker() for seat in seats}
    return by_unit, Membership.objects.select_related("unit", "person").get(person__username="office").asker()


def _course(
    task: Task,
    random: Random,
    officers: dict[int, Asker],
    checker: Asker,
    adopted_at: datetime,
    now: datetime,
) -> Iterator[Moved]:
    _, steps, progress = random.choices(COURSES, weights=[share for share, _, _ in COURSES])[0]
    at = adopted_at
    for number, verb in enumerate(steps):
        at += timedelta(days=random.randint(*STEP_DAYS[verb]), minutes=random.randint(0, 300))
        # What waits for a check was handed in lately: most within the five working days, some not.
        if number == len(steps) - 1 and verb in WAITING:
            at = max(
                at, now - timedelta(days=random.choice((1, 1, 2, 3, 4, 11)), minutes=random.randint(0, 600))
            )
        if at > now - timedelta(hours=1):
            return
        by = checker if verb in ("check", "finish", "send_back") else officers[task.owner_unit_id]
        _note(task, verb, progress, random)
        yield Moved(verb, by, at, "佐证材料缺少现场照片，请补充。（演示数据）" if verb == "send_back" else "")


def _note(task: Task, verb: str, progress: int, random: Random) -> None:
    if verb == "plan":
        task.work_plan = PLAN
    elif verb == "start":
        task.progress = max(5, min(95, progress + random.randint(-30, 30)))
    elif verb == "submit":
        task.progress, task.result = 100, RESULT
    elif verb == "send_back":
        task.progress, task.sent_back = progress, 1


def _milestones(tasks: list[Task], random: Random, adopted: date, today: date) -> None:
    rows = []
    for task in tasks:
        if task.state == "assigned":
            continue
        end = task.ends_on or adopted + timedelta(days=240)
        for order, (title, share) in enumerate(
            (("摸清底数，建立台账", 0.25), ("集中整治，逐项销号", 0.6), ("总结评估，报送佐证", 1.0))
        ):
            due_on = adopted + timedelta(days=int((end - adopted).days * share))
            reached = task.progress >= share * 100 or task.state in ("done", "checked", "submitted")
            done_on = min(due_on, today) - timedelta(days=random.randint(0, 6)) if reached else None
            rows.append(Milestone(task=task, title=title, due_on=due_on, done_on=done_on, order=order))
    Milestone.objects.bulk_create(rows, batch_size=2000)


def _reports(tasks: list[Task], officers: dict[int, Asker], now: datetime) -> None:
    Report.objects.bulk_create(
        Report(
            task=task,
            at=task.state_since + (now - task.state_since) / 2,
            by_id=officers[task.owner_unit_id].person_id,
            by_name=officers[task.owner_unit_id].name,
            progress=task.progress,
            text="按计划推进，台账已更新。（演示数据）",
        )
        for task in tasks
        if task.state == "in_progress"
    )


def _evidence(tasks: list[Task], officers: dict[int, Asker], now: datetime, *, at_most: int = 60) -> None:
    handed_in = [task for task in tasks if task.state in ("submitted", "checked", "done", "returned")]
    for task in handed_in[:at_most]:
        text = f"演示佐证材料\n任务：{task}\n单位：{task.owner_unit}\n".encode()
        attach(
            subject=task,
            upload=SimpleUploadedFile(f"佐证-{task.pk}.txt", text, "text/plain"),
            purpose=EVIDENCE,
            by=officers[task.owner_unit_id],
            at=min(task.state_since, now),
        )
