"""A notice 信息发布: drafted → approved by somebody else → issued → archived or withdrawn."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ancheng.base.clock import beijing_day
from ancheng.base.roles import Role
from ancheng.base.working_days import Deadline
from ancheng.command.information import rules
from ancheng.kernel.workflow.declare import OWNER, State, Step, Workflow
from ancheng.kernel.workflow.models import Case

WRITERS = (Role.OFFICE, Role.DUTY, Role.COMMANDER)
APPROVERS = (Role.OFFICE, Role.COMMANDER)


def to_approve(case: Case) -> Deadline:
    return rules.within("approve", beijing_day(case.state_since))


def to_issue(case: Case) -> Deadline:
    return rules.within("issue", beijing_day(case.state_since))


def to_archive(case: Case) -> Deadline:
    return rules.within("archive", beijing_day(case.state_since))


WORKFLOW = Workflow(
    name="notice",
    label=_("信息发布"),
    start="drafted",
    states=(
        State("drafted", _("已起草")),
        State("approved", _("已审定")),
        State("issued", _("已发布")),
        State("archived", _("已归档"), end=True),
        State("withdrawn", _("已撤回"), end=True),
        State("dropped", _("已作废"), end=True),
    ),
    steps=(
        Step("approve", _("审定"), ("drafted",), "approved", APPROVERS, OWNER, within=to_approve),
        Step("send_back", _("退回修改"), ("approved",), "drafted", APPROVERS, OWNER, why=True),
        Step("issue", _("发布"), ("approved",), "issued", WRITERS, OWNER, within=to_issue),
        Step("archive", _("归档下线"), ("issued",), "archived", WRITERS, OWNER, within=to_archive),
        Step("withdraw", _("撤回"), ("issued",), "withdrawn", WRITERS, OWNER, why=True),
        Step("drop", _("作废"), ("drafted", "approved"), "dropped", WRITERS, OWNER, why=True),
    ),
)
