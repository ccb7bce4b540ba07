"""How an inspection moves from the plan to its published result."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from ancheng.base.working_days import Deadline, beijing_day, end_of_day
from ancheng.kernel.workflow.declare import State, Step, Workflow
from ancheng.supervision.enforcement import rules
from ancheng.supervision.enforcement.workflows.plan import within

if TYPE_CHECKING:
    from ancheng.supervision.enforcement.inspections import Inspection


def planned_day(inspection: Inspection) -> datetime:
    return end_of_day(inspection.planned_on)


def order_day(inspection: Inspection) -> datetime | Deadline:
    """The day of the order; without one the period in which a finding is dealt with."""
    if inspection.order_due_on:
        return end_of_day(inspection.order_due_on)
    return rules.in_working_days(rules.DECIDE_WITHIN, beijing_day(inspection.state_since))


WORKFLOW = Workflow(
    name="inspection",
    label=_("执法检查"),
    start="planned",
    states=(
        State("planned", _("待派员")),
        State("assigned", _("待检查")),
        State("on_site", _("检查中")),
        State("recorded", _("已记录")),
        State("ordered", _("责令整改")),
        State("rechecked", _("复查合格")),
        State("closed", _("已办结")),
        State("published", _("已公示"), end=True),
        State("cancelled", _("已取消"), end=True),
    ),
    steps=(
        Step(
            "assign",
            _("派员"),
            ("planned",),
            "assigned",
            rules.INSPECTORS,
            within=within(rules.ASSIGN_WITHIN),
        ),
        Step("arrive", _("到达现场"), ("assigned",), "on_site", rules.INSPECTORS, within=planned_day),
        Step(
            "record",
            _("提交现场记录"),
            ("on_site",),
            "recorded",
            rules.INSPECTORS,
            within=within(rules.RECORD_WITHIN),
        ),
        Step("order", _("责令限期整改"), ("recorded",), "ordered", rules.INSPECTORS),
        Step("pass_recheck", _("复查合格"), ("ordered",), "rechecked", rules.INSPECTORS, within=order_day),
        Step("fail_recheck", _("复查不合格"), ("ordered",), "recorded", rules.INSPECTORS, why=True),
        Step(
            "close",
            _("办结"),
            ("recorded", "rechecked"),
            "closed",
            rules.INSPECTORS,
            within=within(rules.DECIDE_WITHIN),
        ),
        Step(
            "publish",
            _("公示结果"),
            ("closed",),
            "published",
            rules.INSPECTORS,
            within=within(rules.PUBLISH_WITHIN),
        ),
        Step("cancel", _("取消检查"), ("planned", "assigned"), "cancelled", rules.INSPECTORS, why=True),
    ),
)
