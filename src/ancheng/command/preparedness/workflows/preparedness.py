"""An assessment 评估: drafted → submitted → confirmed, or returned."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ancheng.base.clock import beijing_day
from ancheng.base.roles import OFFICERS, Role
from ancheng.base.working_days import Deadline
from ancheng.command.preparedness import rules
from ancheng.kernel.workflow.declare import ISSUER, OWNER, State, Step, Workflow
from ancheng.kernel.workflow.models import Case

ASSESSORS = (*OFFICERS, Role.OFFICE, Role.DUTY, Role.COMMANDER)
REVIEWERS = (Role.OFFICE, Role.COMMANDER)


def to_submit(case: Case) -> Deadline:
    return rules.submit_within(beijing_day(case.state_since))


def to_confirm(case: Case) -> Deadline:
    return rules.review_within(beijing_day(case.state_since))


WORKFLOW = Workflow(
    name="preparedness",
    label=_("应急准备能力评估"),
    start="drafted",
    states=(
        State("drafted", _("评估中")),
        State("submitted", _("已提交，待审核")),
        State("confirmed", _("已确认"), end=True),
    ),
    steps=(
        Step("submit", _("提交"), ("drafted",), "submitted", ASSESSORS, OWNER, within=to_submit),
        Step("send_back", _("退回"), ("submitted",), "drafted", REVIEWERS, ISSUER, why=True),
        Step("confirm", _("确认"), ("submitted",), "confirmed", REVIEWERS, ISSUER, within=to_confirm),
    ),
)
