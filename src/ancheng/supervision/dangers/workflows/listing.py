"""How a major danger is listed for supervision (挂牌督办), and how it leaves the list."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from ancheng.base.roles import OFFICERS, Role
from ancheng.base.working_days import Deadline, beijing_day, end_of_day
from ancheng.kernel.workflow.declare import ISSUER, State, Step, Workflow
from ancheng.supervision.dangers import rules
from ancheng.supervision.dangers.workflows.danger import CHECKERS, within

if TYPE_CHECKING:
    from ancheng.supervision.dangers.models import Listing

DOERS = (Role.ENTERPRISE, *OFFICERS, Role.OFFICE)
OFFICE = (Role.OFFICE,)
STEP = within(rules.LISTING_STEP_WITHIN)


def own_deadline(listing: Listing) -> datetime | None:
    return end_of_day(listing.due_on)


def site_review(listing: Listing) -> Deadline:
    return rules.in_calendar_days(rules.SITE_REVIEW, beijing_day(listing.state_since))


WORKFLOW = Workflow(
    name="listing",
    label=_("挂牌督办"),
    start="proposed",
    states=(
        State("proposed", _("拟挂牌")),
        State("listed", _("已挂牌")),
        State("planned", _("方案已报备")),
        State("rectifying", _("治理中")),
        State("applied", _("已申请验收")),
        State("checked", _("审查通过")),
        State("failed", _("审查未通过")),
        State("closing", _("提请关闭")),
        State("delisted", _("已摘牌"), end=True),
        State("shut", _("依法关闭"), end=True),
        State("declined", _("不予挂牌"), end=True),
    ),
    steps=(
        Step("list", _("挂牌"), ("proposed",), "listed", OFFICE, ISSUER, within(rules.LIST_WITHIN)),
        Step("decline", _("不予挂牌"), ("proposed",), "declined", OFFICE, ISSUER, why=True),
        Step(
            "file_plan",
            _("报备治理方案"),
            ("listed",),
            "planned",
            DOERS,
            within=within(rules.PLAN_WITHIN),
        ),
        Step("return_plan", _("退回方案"), ("planned",), "listed", CHECKERS, ISSUER, why=True),
        Step("start", _("同意方案"), ("planned",), "rectifying", CHECKERS, ISSUER, STEP),
        Step("apply", _("申请验收"), ("rectifying",), "applied", DOERS, within=own_deadline),
        Step("pass_check", _("审查通过"), ("applied",), "checked", CHECKERS, ISSUER, site_review),
        Step("fail_check", _("审查不通过"), ("applied",), "failed", CHECKERS, ISSUER, why=True),
        Step("resume", _("继续治理"), ("failed",), "rectifying", DOERS, within=STEP),
        Step(
            "ask_closure",
            _("提请关闭"),
            ("listed", "rectifying", "failed"),
            "closing",
            CHECKERS,
            ISSUER,
            why=True,
        ),
        Step(
            "shut",
            _("依法关闭"),
            ("closing",),
            "shut",
            OFFICE,
            ISSUER,
            within(rules.CLOSURE_WITHIN),
            why=True,
        ),
        Step("spare", _("不予关闭"), ("closing",), "rectifying", OFFICE, ISSUER, why=True),
        Step("delist", _("摘牌"), ("checked",), "delisted", OFFICE, ISSUER, STEP),
    ),
)
