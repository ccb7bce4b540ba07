"""A call order 物资调用: requested → approved → dispatched → received → used or returned → settled."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ancheng.base.clock import beijing_day
from ancheng.base.roles import OFFICERS, Role
from ancheng.base.working_days import Deadline
from ancheng.command.resources import rules
from ancheng.kernel.workflow.declare import ISSUER, OWNER, State, Step, Workflow
from ancheng.kernel.workflow.models import Case

REQUESTER = "requester"
APPROVERS = (Role.COMMANDER, Role.DUTY, Role.OFFICE)
KEEPERS = (*OFFICERS, Role.OFFICE, Role.DUTY)
REQUESTERS = (*OFFICERS, Role.OFFICE, Role.DUTY, Role.COMMANDER, Role.GRID)


def to_approve(case: Case) -> Deadline:
    return rules.step_hours(rules.CALL_HOURS, "approve", beijing_day(case.state_since))


def to_dispatch(case: Case) -> Deadline:
    return rules.step_hours(rules.CALL_HOURS, "dispatch", beijing_day(case.state_since))


def to_receive(case: Case) -> Deadline:
    return rules.step_hours(rules.CALL_HOURS, "receive", beijing_day(case.state_since))


def to_account(case: Case) -> Deadline:
    return rules.step_days(rules.ACCOUNT_DAYS, beijing_day(case.state_since))


def to_settle(case: Case) -> Deadline:
    return rules.step_days(rules.SETTLE_DAYS, beijing_day(case.state_since))


WORKFLOW = Workflow(
    name="call_order",
    label=_("物资调用"),
    start="requested",
    states=(
        State("requested", _("已申请，待批准")),
        State("approved", _("已批准，待出库")),
        State("dispatched", _("已出库，在途")),
        State("received", _("已签收，使用中")),
        State("accounted", _("已清点，待结算")),
        State("settled", _("已结算"), end=True),
        State("refused", _("不予调用"), end=True),
        State("withdrawn", _("已撤回"), end=True),
    ),
    steps=(
        Step("approve", _("批准调用"), ("requested",), "approved", APPROVERS, ISSUER, within=to_approve),
        Step("dispatch", _("出库发运"), ("approved",), "dispatched", KEEPERS, OWNER, within=to_dispatch),
        Step("receive", _("签收"), ("dispatched",), "received", REQUESTERS, REQUESTER, within=to_receive),
        Step(
            "account",
            _("清点使用和归还"),
            ("received",),
            "accounted",
            REQUESTERS,
            REQUESTER,
            within=to_account,
        ),
        Step("settle", _("归还入库并结算"), ("accounted",), "settled", KEEPERS, OWNER, within=to_settle),
        Step("refuse", _("不予调用"), ("requested", "approved"), "refused", APPROVERS, ISSUER, why=True),
        Step(
            "withdraw", _("撤回申请"), ("requested", "approved"), "withdrawn", REQUESTERS, REQUESTER, why=True
        ),
    ),
)
