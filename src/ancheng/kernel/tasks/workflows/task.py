"""How a task moves, whoever asked for it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from ancheng.base.roles import OFFICERS, Role
from ancheng.base.working_days import Deadline
from ancheng.kernel.workflow.declare import ISSUER, State, Step, Workflow, days

if TYPE_CHECKING:
    from ancheng.kernel.tasks.models import Task

DOERS = (*OFFICERS, Role.GRID, Role.ENTERPRISE, Role.OFFICE)
CHECKERS = (Role.OFFICE, *OFFICERS)


def own_deadline(task: Task) -> datetime | Deadline | None:
    """The end that the task itself was given; a task without one is not under a clock while it is done."""
    return task.ends_at


def again(task: Task) -> datetime | Deadline | None:
    """A returned task is due at its own end, or within five working days where that is over."""
    ends_at = task.ends_at
    return ends_at if ends_at and ends_at > task.state_since else days(5)


WORKFLOW = Workflow(
    name="task",
    label=_("任务"),
    start="assigned",
    states=(
        State("assigned", _("已交办")),
        State("planned", _("已制定计划")),
        State("in_progress", _("推进中")),
        State("submitted", _("已报送佐证")),
        State("checked", _("已核验")),
        State("returned", _("已退回")),
        State("done", _("已办结"), end=True),
        State("cancelled", _("已撤销"), end=True),
    ),
    steps=(
        Step("plan", _("制定工作计划"), ("assigned",), "planned", DOERS, within=days(10)),
        Step("start", _("开始推进"), ("planned",), "in_progress", DOERS, within=own_deadline),
        Step("submit", _("报送佐证"), ("in_progress",), "submitted", DOERS, within=own_deadline),
        Step("resume", _("整改补充"), ("returned",), "in_progress", DOERS, within=again),
        Step("check", _("核验通过"), ("submitted",), "checked", CHECKERS, party=ISSUER, within=days(5)),
        Step("send_back", _("退回"), ("submitted", "checked"), "returned", CHECKERS, party=ISSUER, why=True),
        Step("finish", _("办结"), ("checked",), "done", CHECKERS, party=ISSUER, within=days(5)),
        Step(
            "cancel",
            _("撤销"),
            ("assigned", "planned", "in_progress", "returned"),
            "cancelled",
            (Role.OFFICE,),
            party=ISSUER,
            why=True,
        ),
    ),
)
