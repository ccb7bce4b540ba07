"""How a report of the public moves, by whatever channel it came."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from ancheng.base.clock import beijing_day
from ancheng.base.roles import Role
from ancheng.base.working_days import Deadline
from ancheng.kernel.workflow.declare import State, Step, Workflow
from ancheng.supervision.hotline import rules

if TYPE_CHECKING:
    from ancheng.supervision.hotline.models import Report


def to_accept(report: Report) -> datetime | Deadline:
    """A 12345 order brings its own end; else the days of the house for deciding on acceptance."""
    if report.order_due_at and report.order_due_at > report.state_since:
        return report.order_due_at
    return rules.in_working_days(rules.ACCEPT_WITHIN, beijing_day(report.state_since))


def to_verify(report: Report) -> datetime | Deadline:
    """The order's own end, else sixty days from acceptance and what was granted on top."""
    since = beijing_day(report.state_since)
    if report.order_due_at and report.order_due_at > report.state_since and not report.extended_days:
        return report.order_due_at
    accepted = beijing_day(report.accepted_at or report.state_since)
    return rules.handling_clock(accepted, since, report.extended_days)


def to_feed_back(report: Report) -> Deadline:
    return rules.in_calendar_days(rules.FEEDBACK, beijing_day(report.state_since))


def to_close(report: Report) -> Deadline:
    return rules.in_working_days(rules.CLOSE_WITHIN, beijing_day(report.state_since))


BY = rules.RECEIVERS
WORKFLOW = Workflow(
    name="public_report",
    label=_("举报"),
    start="received",
    states=(
        State("received", _("待受理")),
        State("accepted", _("已受理，核查中")),
        State("verified", _("已核查，待反馈")),
        State("fed_back", _("已反馈")),
        State("closed", _("已办结"), end=True),
        State("transferred", _("已移送"), end=True),
        State("rejected", _("不予受理"), end=True),
        State("merged", _("已并案"), end=True),
    ),
    steps=(
        Step("accept", _("受理"), ("received",), "accepted", BY, within=to_accept),
        Step("dispatch", _("转办"), ("received", "accepted"), "received", BY, why=True),
        Step("transfer", _("移送"), ("received", "accepted"), "transferred", BY, why=True),
        Step("reject", _("不予受理"), ("received",), "rejected", BY, why=True),
        Step("merge", _("并案"), ("received", "accepted"), "merged", BY),
        Step("verify", _("核查结束"), ("accepted",), "verified", BY, within=to_verify),
        Step("feed_back", _("反馈举报人"), ("verified",), "fed_back", BY, within=to_feed_back),
        Step("close", _("办结"), ("fed_back",), "closed", BY, within=to_close),
        Step("reopen", _("重新核查"), ("fed_back",), "accepted", (Role.OFFICE, Role.DUTY), why=True),
    ),
)
