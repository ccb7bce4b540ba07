"""How a danger moves from its finding to its independent re-check."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from ancheng.base.roles import OFFICERS, Role
from ancheng.base.working_days import Deadline, beijing_day, end_of_day
from ancheng.kernel.workflow.declare import ISSUER, State, Step, Within, Workflow
from ancheng.supervision.dangers import rules
from ancheng.supervision.dangers.values import Grade

if TYPE_CHECKING:
    from ancheng.base.editions import Editions
    from ancheng.supervision.dangers.models import Danger

CHECKERS = rules.CHECKERS
DOERS = (Role.ENTERPRISE, Role.GRID, *OFFICERS, Role.OFFICE)


def within(editions: Editions[int]) -> Within:
    """So many working days by the edition in force on the day on which the state began."""
    return lambda case: rules.in_working_days(editions, beijing_day(case.state_since))


def rectify_by(danger: Danger) -> datetime | Deadline | None:
    """The day of the order; a returned or enforced danger gets a new period where that day is over."""
    on = beijing_day(danger.state_since)
    if danger.state == "ordered" or (danger.due_on and danger.due_on > on and danger.state == "returned"):
        return end_of_day(danger.due_on or rules.default_due_on(Grade(danger.grade), on))
    editions = rules.ENFORCED_WITHIN if danger.state == "enforced" else rules.AGAIN_WITHIN
    return rules.in_working_days(editions, on)


def accept_by(danger: Danger) -> Deadline:
    on = beijing_day(danger.state_since)
    if danger.grade == Grade.MAJOR:
        return rules.in_calendar_days(rules.SITE_REVIEW, on)
    return rules.in_working_days(rules.ACCEPT_WITHIN, on)


WORKFLOW = Workflow(
    name="danger",
    label=_("隐患"),
    start="found",
    states=(
        State("found", _("待核定")),
        State("graded", _("已定级")),
        State("ordered", _("整改中")),
        State("rectified", _("待验收")),
        State("accepted", _("待复查")),
        State("returned", _("退回整改")),
        State("enforced", _("移送执法")),
        State("closed", _("已销号"), end=True),
        State("rejected", _("不予认定"), end=True),
        State("shut", _("依法关闭"), end=True),
    ),
    steps=(
        Step("grade", _("核定等级"), ("found",), "graded", CHECKERS, ISSUER, within(rules.GRADE_WITHIN)),
        Step("undertake", _("自行整改"), ("found",), "ordered", (Role.ENTERPRISE,)),
        Step("reject", _("不予认定"), ("found",), "rejected", CHECKERS, ISSUER, why=True),
        Step(
            "order", _("下达整改要求"), ("graded",), "ordered", CHECKERS, ISSUER, within(rules.ORDER_WITHIN)
        ),
        Step(
            "rectify",
            _("申请验收"),
            ("ordered", "returned", "enforced"),
            "rectified",
            DOERS,
            within=rectify_by,
        ),
        Step("refer", _("移送执法"), ("ordered", "returned"), "enforced", CHECKERS, ISSUER, why=True),
        Step("accept", _("验收通过"), ("rectified",), "accepted", CHECKERS, ISSUER, accept_by),
        Step("send_back", _("退回整改"), ("rectified", "accepted"), "returned", CHECKERS, ISSUER, why=True),
        Step(
            "recheck",
            _("复查销号"),
            ("accepted",),
            "closed",
            CHECKERS,
            ISSUER,
            within(rules.RECHECK_WITHIN),
        ),
        Step("reopen", _("重新打开"), ("closed",), "returned", CHECKERS, ISSUER, why=True),
        Step(
            "shut",
            _("依法关闭"),
            ("ordered", "returned", "rectified", "accepted", "enforced"),
            "shut",
            (Role.OFFICE,),
            ISSUER,
            why=True,
        ),
    ),
)
