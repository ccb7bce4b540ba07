"""A drill 演练: planned → held → evaluated → closed, when what was found wanting is put right."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from ancheng.base.clock import beijing_day
from ancheng.base.roles import OFFICERS, Role
from ancheng.base.working_days import Deadline, end_of_day
from ancheng.command.drills import rules
from ancheng.kernel.workflow.declare import ISSUER, OWNER, State, Step, Workflow

if TYPE_CHECKING:
    from ancheng.command.drills.models import Drill

KEEPERS = (*OFFICERS, Role.OFFICE, Role.ENTERPRISE, Role.GRID, Role.DUTY)
CALLERS = (*OFFICERS, Role.OFFICE, Role.DUTY, Role.COMMANDER)


def to_hold(drill: Drill) -> datetime:
    """A drill is due on the day for which it is planned."""
    return end_of_day(drill.planned_on)


def to_evaluate(drill: Drill) -> Deadline:
    return rules.step_days("evaluate", beijing_day(drill.state_since))


def to_close(drill: Drill) -> Deadline:
    return rules.step_days("close", beijing_day(drill.state_since))


WORKFLOW = Workflow(
    name="drill",
    label=_("演练"),
    start="planned",
    states=(
        State("planned", _("已列入计划")),
        State("held", _("已实施，待评估")),
        State("evaluated", _("已评估，整改中")),
        State("closed", _("已办结"), end=True),
        State("cancelled", _("已取消"), end=True),
    ),
    steps=(
        Step("hold", _("登记实施情况"), ("planned",), "held", KEEPERS, OWNER, within=to_hold),
        Step("evaluate", _("填写评估表"), ("held",), "evaluated", KEEPERS, OWNER, within=to_evaluate),
        Step("close", _("办结"), ("evaluated",), "closed", KEEPERS, OWNER, within=to_close),
        Step("cancel", _("取消演练"), ("planned",), "cancelled", CALLERS, ISSUER, why=True),
    ),
)
