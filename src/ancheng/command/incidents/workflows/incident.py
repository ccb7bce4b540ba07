"""The incident 突发事件: received → responding → closed → reviewed."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ancheng.base.clock import beijing_day
from ancheng.base.roles import Role
from ancheng.base.working_days import Deadline
from ancheng.command.incidents import rules
from ancheng.kernel.workflow.declare import OWNER, State, Step, Workflow
from ancheng.kernel.workflow.models import Case

RUNNERS = (Role.OFFICE, Role.DUTY, Role.COMMANDER)
OPEN = ("received", "responding")
# What ends the response stands last among the steps, whatever clock runs over it.
ENDING = ("close", "dismiss")


def to_respond(case: Case) -> Deadline:
    return rules.RESPOND_WITHIN.in_force(beijing_day(case.state_since)).value


def to_close(case: Case) -> Deadline:
    return rules.CLOSE_WITHIN.in_force(beijing_day(case.state_since)).value


def to_review(case: Case) -> Deadline:
    return rules.REVIEW_WITHIN.in_force(beijing_day(case.state_since)).value


WORKFLOW = Workflow(
    name="incident",
    label=_("突发事件"),
    start="received",
    states=(
        State("received", _("已接报")),
        State("responding", _("处置中")),
        State("closed", _("处置结束")),
        State("reviewed", _("已复盘"), end=True),
        State("dismissed", _("核实不属实"), end=True),
        State("merged", _("已并入"), end=True),
    ),
    steps=(
        Step("respond", _("开始处置"), ("received",), "responding", RUNNERS, OWNER, within=to_respond),
        Step("dismiss", _("核实不属实"), ("received",), "dismissed", RUNNERS, OWNER, why=True),
        Step("close", _("处置结束"), ("responding",), "closed", RUNNERS, OWNER, within=to_close, why=True),
        Step("reopen", _("重新处置"), ("closed",), "responding", RUNNERS, OWNER, why=True),
        Step("review", _("复盘"), ("closed",), "reviewed", RUNNERS, OWNER, within=to_review),
        Step("merge", _("并入另一事件"), OPEN, "merged", RUNNERS, OWNER),
    ),
)
