"""How an accident moves from the first call to the published evaluation of its measures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from ancheng.base.clock import beijing_day
from ancheng.base.roles import Role
from ancheng.base.working_days import Deadline
from ancheng.kernel.workflow.declare import State, Step, Workflow
from ancheng.supervision.accidents import rules

if TYPE_CHECKING:
    from ancheng.supervision.accidents.models import Accident


def to_report_up(accident: Accident) -> Deadline:
    return rules.level_report_clock(beijing_day(accident.state_since))


def to_found_team(accident: Accident) -> Deadline:
    return rules.in_working_days(rules.TEAM_WITHIN, beijing_day(accident.state_since))


def to_investigate(accident: Accident) -> Deadline:
    """Sixty days from the accident, what was granted on top, and the days of technical appraisal."""
    day = rules.report_due_on(
        accident.occurred_on, extended_days=accident.extended_days, appraisal=accident.appraisal_days
    )
    citation = rules.INVESTIGATION.in_force(accident.occurred_on).citation
    return rules.until(day, beijing_day(accident.state_since), citation)


def to_approve(accident: Accident) -> Deadline:
    received = beijing_day(accident.report_received_at or accident.state_since)
    grade = rules.Grade(accident.grade)
    rule = rules.APPROVAL_EXTREME if grade == rules.Grade.EXTREME else rules.APPROVAL
    day = rules.approval_due_on(received, grade, extended_days=accident.approval_extended_days)
    return rules.until(day, beijing_day(accident.state_since), rule.in_force(received).citation)


def to_publish(accident: Accident) -> Deadline:
    return rules.in_working_days(rules.PUBLISH_WITHIN, beijing_day(accident.state_since))


def to_evaluate(accident: Accident) -> Deadline:
    approved = accident.approved_on or beijing_day(accident.state_since)
    citation = rules.EVALUATION.in_force(approved).citation
    return rules.until(rules.evaluation_due_on(approved), beijing_day(accident.state_since), citation)


def to_archive(accident: Accident) -> Deadline:
    return rules.in_working_days(rules.ARCHIVE_WITHIN, beijing_day(accident.state_since))


INVESTIGATORS = (Role.DEPARTMENT, Role.ENFORCEMENT, Role.OFFICE, Role.DUTY)
APPROVERS = (Role.OFFICE,)
WORKFLOW = Workflow(
    name="accident",
    label=_("生产安全事故"),
    start="reported",
    states=(
        State("reported", _("已接报，待上报")),
        State("reported_up", _("已上报，待成立调查组")),
        State("investigating", _("调查中")),
        State("elsewhere", _("上级调查中")),
        State("submitted", _("调查报告待批复")),
        State("approved", _("已批复，待公布")),
        State("measures", _("整改措施落实中")),
        State("evaluated", _("已评估，待公布评估")),
        State("archived", _("已结案归档"), end=True),
        State("dismissed", _("不属于生产安全事故"), end=True),
    ),
    steps=(
        Step("report_up", _("上报"), ("reported",), "reported_up", INVESTIGATORS, within=to_report_up),
        Step(
            "investigate",
            _("成立调查组"),
            ("reported_up",),
            "investigating",
            INVESTIGATORS,
            within=to_found_team,
        ),
        Step(
            "hand_up",
            _("移交上级调查"),
            ("reported_up", "investigating"),
            "elsewhere",
            INVESTIGATORS,
            why=True,
        ),
        Step(
            "submit", _("提交调查报告"), ("investigating",), "submitted", INVESTIGATORS, within=to_investigate
        ),
        Step("conclude", _("收到上级结案"), ("elsewhere",), "approved", INVESTIGATORS, within=to_investigate),
        Step("send_back", _("退回补充调查"), ("submitted",), "investigating", APPROVERS, why=True),
        Step("approve", _("批复结案"), ("submitted",), "approved", APPROVERS, within=to_approve),
        Step("publish", _("公布处理情况"), ("approved",), "measures", INVESTIGATORS, within=to_publish),
        Step("withhold", _("依法不公布"), ("approved",), "measures", APPROVERS, why=True),
        Step("evaluate", _("评估整改落实"), ("measures",), "evaluated", INVESTIGATORS, within=to_evaluate),
        Step("archive", _("公布评估并归档"), ("evaluated",), "archived", INVESTIGATORS, within=to_archive),
        Step(
            "dismiss",
            _("认定不属于生产安全事故"),
            ("reported", "reported_up", "investigating"),
            "dismissed",
            APPROVERS,
            why=True,
        ),
    ),
)
