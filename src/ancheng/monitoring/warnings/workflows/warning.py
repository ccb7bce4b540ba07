"""How a warning moves from a suggestion of the machine to its lifting and review."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from ancheng.base.roles import OFFICERS, Role
from ancheng.kernel.workflow.declare import Rung, State, Step, Within, Workflow
from ancheng.monitoring.warnings import rules

if TYPE_CHECKING:
    from ancheng.monitoring.warnings.models import Warning

KEEPERS = (Role.DUTY, Role.OFFICE, *OFFICERS, Role.COMMANDER)
APPROVERS = (Role.COMMANDER, Role.OFFICE)
MACHINE = (Role.ADMINISTRATOR,)
# Minutes count here, not working days: whoever is late is told at once, the superior with him.
LADDER = (Rung("supervisor", _("到期催办"), 0, ("party", "superior")),)


def within(step: str) -> Within:
    return lambda case: rules.step_due(step, case.state_since)


def lift_by(warning: Warning) -> datetime:
    return rules.lift_due(warning.expires_at, warning.state_since)


WORKFLOW = Workflow(
    name="warning",
    label=_("预警"),
    start="suggested",
    states=(
        State("suggested", _("待核实")),
        State("verified", _("已核实")),
        State("drafted", _("已起草")),
        State("cosigning", _("会签中")),
        State("signed", _("会签完成")),
        State("approved", _("已批准")),
        State("issued", _("已发布")),
        State("lifted", _("已解除")),
        State("reviewed", _("已复盘"), end=True),
        State("dismissed", _("误报"), end=True),
        State("withdrawn", _("已撤回"), end=True),
    ),
    steps=(
        Step("verify", _("核实"), ("suggested",), "verified", KEEPERS, within=within("verify")),
        Step("dismiss", _("误报"), ("suggested", "verified"), "dismissed", KEEPERS, why=True),
        Step("draft", _("起草"), ("verified",), "drafted", KEEPERS, within=within("draft")),
        Step("send", _("送会签"), ("drafted",), "cosigning", KEEPERS, within=within("cosign")),
        Step("complete", _("会签完成"), ("cosigning",), "signed", MACHINE, within=within("cosign")),
        Step(
            "return_draft", _("退回修改"), ("cosigning", "signed", "approved"), "verified", KEEPERS, why=True
        ),
        Step("approve", _("批准"), ("signed",), "approved", APPROVERS, within=within("approve")),
        Step("issue", _("发布"), ("approved",), "issued", KEEPERS, within=within("issue")),
        Step("upgrade", _("升级"), ("issued",), "issued", APPROVERS, why=True),
        Step("downgrade", _("降级"), ("issued",), "issued", APPROVERS, why=True),
        Step("lift", _("解除"), ("issued",), "lifted", KEEPERS, within=lift_by, why=True),
        Step("review", _("复盘"), ("lifted",), "reviewed", KEEPERS, within=within("review"), why=True),
        Step(
            "withdraw",
            _("撤回"),
            ("verified", "drafted", "cosigning", "signed", "approved"),
            "withdrawn",
            KEEPERS,
            why=True,
        ),
    ),
)
