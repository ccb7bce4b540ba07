"""Verbs on drills: plan, hold, evaluate, report, close; the state changes through `move` alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from ancheng.base.asker import Asker
from ancheng.base.clock import beijing_day
from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.base.roles import Role
from ancheng.base.working_days import end_of_day
from ancheng.command.authority import commanding_unit
from ancheng.command.contingency.actions import filed_with
from ancheng.command.contingency.models import Plan
from ancheng.command.drills import rules
from ancheng.command.drills.models import Breadth, Defect, Drill, Mark, Mode
from ancheng.command.drills.workflows.drill import KEEPERS
from ancheng.kernel.audit.actions import record
from ancheng.kernel.documents.actions import next_number
from ancheng.kernel.language import in_record_language
from ancheng.kernel.orgs.models import Unit
from ancheng.kernel.tasks.actions import assign
from ancheng.kernel.tasks.models import Task
from ancheng.kernel.workflow.actions import move, open_cases, set_due

NUMBER = "YL-{year}-{n:05d}"


@dataclass(frozen=True, slots=True)
class Planned:
    """One line of the yearly schedule."""

    title: str
    mode: str
    breadth: str
    planned_on: date
    plan: Plan | None = None


@dataclass(frozen=True, slots=True)
class Wanting:
    """One thing that was found wanting, who puts it right and until when."""

    text: str
    unit: Unit
    due_on: date


@transaction.atomic
@in_record_language
def schedule(
    *, lines: Sequence[Planned], owner: Unit, by: Asker, at: datetime, synthetic: bool = False
) -> list[Drill]:
    """Put drills of a unit into the schedule of their year."""
    only_keeper(owner, by)
    drills = []
    for line in lines:
        if not line.title.strip():
            raise Refusal("请填写演练名称。")
        if line.mode not in Mode.values or line.breadth not in Breadth.values:
            raise Refusal("请选择演练的形式（桌面、实战）和内容（单项、综合）。")
        if line.plan is not None and line.plan.state == "withdrawn":
            raise Refusal(f"“{line.plan}”已废止，不能据以演练。")
        drills.append(
            Drill(
                number=next_number(kind="drill", pattern=NUMBER, at=at), title=line.title.strip()[:120],
                year=line.planned_on.year, plan=line.plan, mode=line.mode, breadth=line.breadth,
                planned_on=line.planned_on, owner_unit=owner, issuer_unit=filed_with(owner), synthetic=synthetic,
            )
        )  # fmt: skip
    open_cases(cases=drills, verb="列入演练计划", by=by, at=at)
    return drills


@transaction.atomic
def replan(*, drill: Drill, planned_on: date, why: str, by: Asker, at: datetime) -> None:
    """Put a drill that was not held yet on another day of its year, with a reason."""
    only_keeper(drill.owner_unit, by)
    rules.check_planned(planned_on, drill.year)
    if not why.strip():
        raise Refusal("调整计划日期须填写理由。")
    if not Drill.every.filter(pk=drill.pk, state="planned").update(planned_on=planned_on):
        raise Conflict("该演练已实施或已取消，不能调整计划日期。")
    drill.planned_on = planned_on
    set_due(drill, due_at=end_of_day(planned_on), by=by, at=at, why=why)


@transaction.atomic
def hold(
    drill: Drill,
    *,
    held_on: date,
    place: str,
    people: int,
    course: str,
    by: Asker,
    at: datetime,
    why: str = "",
) -> None:
    """Write down that the drill was held; the plan remembers when it was drilled last."""
    rules.check_held(held_on, people, beijing_day(at))
    changes = {"held_on": held_on, "place": place.strip()[:120], "people": people, "course": course.strip()}
    move(drill, "hold", by=by, at=at, why=why, changes=changes)
    if drill.plan_id:
        # Never back: two drills may be written down in another order than they were held.
        last = Plan.every.filter(pk=drill.plan_id)
        last.filter(last_drill_on=None).update(last_drill_on=held_on)
        last.filter(last_drill_on__lt=held_on).update(last_drill_on=held_on)


@transaction.atomic
@in_record_language
def evaluate(
    drill: Drill,
    *,
    marks: Mapping[str, int],
    remarks: Mapping[str, str],
    wanting: Sequence[Wanting],
    by: Asker,
    at: datetime,
    why: str = "",
) -> None:
    """Fill in the evaluation sheet; each thing found wanting becomes a task."""
    on = beijing_day(at)
    points = rules.score(marks, on)
    conclusion = rules.conclusion(points, on)
    if conclusion == "不合格" and not wanting:
        raise Refusal("评估结论为不合格时，请至少写明一项问题及整改单位。")
    for each in wanting:
        if not each.text.strip():
            raise Refusal("请写明问题内容。")
        if each.due_on < on:
            raise Refusal(f"“{each.text}”的整改期限不能早于今天。")
    changes = {"points": points, "conclusion": conclusion, "evaluated_by": by.name[:80]}
    move(drill, "evaluate", by=by, at=at, why=why, changes=changes)
    Mark.objects.bulk_create(
        Mark(drill=drill, key=key, points=number, remark=remarks.get(key, "").strip()[:200])
        for key, number in marks.items()
    )
    for each in wanting:
        _ask(drill, each, by=by, at=at)


def _ask(drill: Drill, each: Wanting, *, by: Asker, at: datetime) -> Defect:
    """The task by which something wanting is put right; the same mechanism as any other task."""
    task = Task(
        title=f"演练问题整改：{each.text.strip()}"[:200],
        text=f"{drill.number} {drill}发现的问题，请按期整改并报送佐证。",
        source_type=Drill._meta.label_lower,
        source_id=drill.pk,
        source_label=str(drill)[:200],
        ends_on=each.due_on,
        owner_unit=each.unit,
        issuer_unit=drill.issuer_unit or commanding_unit(),
    )
    assign(tasks=[task], by=by, at=at)
    return Defect.objects.create(
        drill=drill, text=each.text.strip()[:300], unit=each.unit, due_on=each.due_on, task=task
    )


@transaction.atomic
def close(drill: Drill, *, by: Asker, at: datetime, why: str = "") -> None:
    """Close a drill of which every defect is put right, and which was reported where the law asks for it."""
    open_ = drill.defects.exclude(task__state__in=("done", "cancelled")).count()
    if open_:
        raise Refusal(f"还有 {open_} 项问题的整改任务没有办结，请先办结。")
    if drill.must_report and drill.reported_on is None:
        raise Refusal("高危和人员密集场所单位须先报送演练情况，再办结。")
    move(drill, "close", by=by, at=at, why=why)


@transaction.atomic
def report(*, drill: Drill, by: Asker, at: datetime) -> None:
    """Note that the drill was reported to the authority of the place (第八条)."""
    only_keeper(drill.owner_unit, by)
    on = beijing_day(at)
    if not Drill.every.filter(pk=drill.pk, reported_on=None, state__in=("held", "evaluated")).update(
        reported_on=on
    ):
        raise Conflict("该演练尚未实施、已经报送，或已经办结。")
    drill.reported_on = on
    record(by=by, at=at, verb="报送演练情况", subject=drill, after={"on": on})


@transaction.atomic
def cancel(drill: Drill, *, why: str, by: Asker, at: datetime) -> None:
    move(drill, "cancel", by=by, at=at, why=why)


def only_keeper(owner: Unit, by: Asker) -> None:
    """Refuse who does not keep the drills of a unit."""
    if by.role in (None, Role.OFFICE) or (by.holds(*KEEPERS) and by.unit_id in owner.line):
        return
    raise NotAllowed(f"该演练由{owner}组织，请联系其工作人员。")
