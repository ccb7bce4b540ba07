"""A contingency plan 预案: drafting → reviewed → published → filed → valid → revision due, and round again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from ancheng.base.clock import beijing_day
from ancheng.base.roles import OFFICERS, Role
from ancheng.base.working_days import Deadline
from ancheng.command.contingency import rules
from ancheng.kernel.workflow.declare import ISSUER, OWNER, State, Step, Workflow

if TYPE_CHECKING:
    from ancheng.command.contingency.models import Plan

KEEPERS = (*OFFICERS, Role.OFFICE, Role.ENTERPRISE, Role.GRID, Role.DUTY)
FILERS = (*OFFICERS, Role.OFFICE, Role.DUTY, Role.COMMANDER)


def to_review(plan: Plan) -> Deadline:
    return rules.step_days("review", beijing_day(plan.state_since))


def to_publish(plan: Plan) -> Deadline:
    return rules.step_days("publish", beijing_day(plan.state_since))


def to_file(plan: Plan) -> Deadline:
    return rules.filing_days(beijing_day(plan.state_since))


def to_register(plan: Plan) -> Deadline:
    return rules.step_days("register", beijing_day(plan.state_since))


def to_lapse(plan: Plan) -> Deadline:
    since = beijing_day(plan.state_since)
    return rules.until(plan.expires_on or rules.expires_on(since), since)


def to_revise(plan: Plan) -> Deadline:
    return rules.step_days("revise", beijing_day(plan.state_since))


LIVING = ("drafting", "reviewed", "published", "filed", "valid", "revision_due")
WORKFLOW = Workflow(
    name="contingency_plan",
    label=_("预案"),
    start="drafting",
    states=(
        State("drafting", _("编制中")),
        State("reviewed", _("评审通过")),
        State("published", _("已公布")),
        State("filed", _("已报备，待登记")),
        State("valid", _("有效")),
        State("revision_due", _("须修订")),
        State("withdrawn", _("已废止"), end=True),
    ),
    steps=(
        Step("review", _("评审通过"), ("drafting",), "reviewed", FILERS, ISSUER, within=to_review),
        Step("publish", _("公布"), ("reviewed",), "published", KEEPERS, OWNER, within=to_publish),
        Step("file", _("报备案"), ("published",), "filed", KEEPERS, OWNER, within=to_file),
        Step("register", _("登记备案"), ("filed",), "valid", FILERS, ISSUER, within=to_register),
        Step("lapse", _("到期须评估修订"), ("valid",), "revision_due", FILERS, ISSUER, within=to_lapse),
        Step("trigger", _("出现修订情形"), ("valid",), "revision_due", KEEPERS, OWNER, why=True),
        Step("revise", _("开始修订"), ("revision_due",), "drafting", KEEPERS, OWNER, within=to_revise),
        Step("send_back", _("退回修改"), ("reviewed", "filed"), "drafting", FILERS, ISSUER, why=True),
        Step("withdraw", _("废止"), LIVING, "withdrawn", FILERS, ISSUER, why=True),
    ),
)
