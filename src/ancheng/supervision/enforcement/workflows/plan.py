"""How a yearly plan of inspections is drawn up, approved by somebody else and published."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ancheng.base.roles import Role
from ancheng.base.working_days import beijing_day
from ancheng.kernel.workflow.declare import ISSUER, State, Step, Within, Workflow
from ancheng.supervision.enforcement import rules

OFFICE = (Role.OFFICE,)


def within(editions: rules.Editions[int]) -> Within:
    """So many working days by the edition in force on the day on which the state began."""
    return lambda case: rules.in_working_days(editions, beijing_day(case.state_since))


WORKFLOW = Workflow(
    name="inspection_plan",
    label=_("年度执法计划"),
    start="draft",
    states=(
        State("draft", _("编制中")),
        State("submitted", _("待审批")),
        State("approved", _("已批准")),
        State("published", _("已公布"), end=True),
        State("dropped", _("已撤销"), end=True),
    ),
    steps=(
        Step(
            "submit", _("报批"), ("draft",), "submitted", rules.DRAWERS, within=within(rules.APPROVE_WITHIN)
        ),
        Step("approve", _("批准"), ("submitted",), "approved", OFFICE, ISSUER, within(rules.APPROVE_WITHIN)),
        Step("send_back", _("退回修改"), ("submitted",), "draft", OFFICE, ISSUER, why=True),
        Step("publish", _("公布"), ("approved",), "published", OFFICE, ISSUER, within(rules.APPROVE_WITHIN)),
        Step("drop", _("撤销"), ("draft",), "dropped", rules.DRAWERS, why=True),
    ),
)
