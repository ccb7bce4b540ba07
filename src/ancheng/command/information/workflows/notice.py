"""A notice 信息发布: drafted → approved by somebody else → issued → withdrawn."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ancheng.base.roles import Role
from ancheng.kernel.workflow.declare import OWNER, State, Step, Workflow

WRITERS = (Role.OFFICE, Role.DUTY, Role.COMMANDER)
APPROVERS = (Role.OFFICE, Role.COMMANDER)
WORKFLOW = Workflow(
    name="notice",
    label=_("信息发布"),
    start="drafted",
    states=(
        State("drafted", _("已起草")),
        State("approved", _("已审定")),
        State("issued", _("已发布")),
        State("withdrawn", _("已撤回"), end=True),
        State("dropped", _("已作废"), end=True),
    ),
    steps=(
        Step("approve", _("审定"), ("drafted",), "approved", APPROVERS, OWNER),
        Step("send_back", _("退回修改"), ("approved",), "drafted", APPROVERS, OWNER, why=True),
        Step("issue", _("发布"), ("approved",), "issued", WRITERS, OWNER),
        Step("withdraw", _("撤回"), ("issued",), "withdrawn", WRITERS, OWNER, why=True),
        Step("drop", _("作废"), ("drafted", "approved"), "dropped", WRITERS, OWNER, why=True),
    ),
)
