"""How a major hazard moves: identified, assessed, declared, filed, supervised, identified anew, struck off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from ancheng.base.clock import beijing_day
from ancheng.base.roles import Role
from ancheng.base.working_days import Deadline
from ancheng.kernel.workflow.declare import ISSUER, State, Step, Workflow
from ancheng.supervision.hazards import rules
from ancheng.supervision.hazards.rules import DECLARERS, SUPERVISORS

if TYPE_CHECKING:
    from ancheng.supervision.hazards.models import Hazard


def to_assess(hazard: Hazard) -> Deadline:
    return rules.in_days(rules.ASSESS_WITHIN, beijing_day(hazard.state_since))


def to_declare(hazard: Hazard) -> Deadline:
    """Fifteen days from the report; what was sent back has its own few days."""
    since = beijing_day(hazard.state_since)
    if hazard.state == "returned" or hazard.reported_on is None:
        return rules.in_working_days(rules.AMEND_WITHIN, since)
    return rules.file_until(hazard.reported_on, since)


def to_register(hazard: Hazard) -> Deadline:
    return rules.in_working_days(rules.REGISTER_WITHIN, beijing_day(hazard.state_since))


def to_supervise(hazard: Hazard) -> Deadline:
    return rules.in_working_days(rules.SUPERVISE_WITHIN, beijing_day(hazard.state_since))


def to_reassess(hazard: Hazard) -> Deadline:
    since = beijing_day(hazard.state_since)
    reported_on = hazard.reported_on or since
    citation = rules.REASSESS_AFTER.in_force(reported_on).citation
    return rules.until(rules.reassess_on(reported_on), since, citation)


def to_cancel(hazard: Hazard) -> Deadline:
    return rules.in_days(rules.CANCEL_WITHIN, beijing_day(hazard.state_since))


WORKFLOW = Workflow(
    name="hazard",
    label=_("重大危险源"),
    start="identified",
    states=(
        State("identified", _("已辨识，待评估")),
        State("assessed", _("已评估，待申报")),
        State("declared", _("已申报，待备案审查")),
        State("returned", _("退回补正")),
        State("filed", _("已登记备案，待纳入监管")),
        State("supervised", _("监管中")),
        State("reassessing", _("变更，重新辨识评估中")),
        State("cancelling", _("申请核销，待审查")),
        State("cancelled", _("已核销"), end=True),
        State("not_major", _("不构成重大危险源"), end=True),
        State("handed_over", _("城镇燃气，转城市管理部门"), end=True),
    ),
    steps=(
        Step(
            "assess",
            _("提交评估报告"),
            ("identified", "reassessing"),
            "assessed",
            DECLARERS,
            within=to_assess,
        ),
        Step("close_minor", _("确认不构成重大危险源"), ("identified",), "not_major", DECLARERS),
        Step("hand_over", _("转城市管理部门监管"), ("identified",), "handed_over", (Role.OFFICE,), why=True),
        Step("declare", _("申报备案"), ("assessed", "returned"), "declared", DECLARERS, within=to_declare),
        Step(
            "register",
            _("登记备案"),
            ("declared",),
            "filed",
            SUPERVISORS,
            party=ISSUER,
            within=to_register,
        ),
        Step("send_back", _("退回补正"), ("declared",), "returned", SUPERVISORS, party=ISSUER, why=True),
        Step(
            "supervise",
            _("纳入监管"),
            ("filed",),
            "supervised",
            SUPERVISORS,
            party=ISSUER,
            within=to_supervise,
        ),
        Step(
            "reassess",
            _("变更，重新辨识"),
            ("assessed", "returned", "filed", "supervised"),
            "reassessing",
            DECLARERS,
            within=to_reassess,
            why=True,
        ),
        Step(
            "order_reassessment",
            _("责令重新辨识评估"),
            ("filed", "supervised"),
            "reassessing",
            SUPERVISORS,
            party=ISSUER,
            why=True,
        ),
        Step(
            "apply_cancel",
            _("申请核销"),
            ("assessed", "returned", "filed", "supervised", "reassessing"),
            "cancelling",
            DECLARERS,
            why=True,
        ),
        Step(
            "cancel", _("准予核销"), ("cancelling",), "cancelled", SUPERVISORS, party=ISSUER, within=to_cancel
        ),
        Step(
            "refuse_cancel",
            _("不予核销，重新评估"),
            ("cancelling",),
            "reassessing",
            SUPERVISORS,
            party=ISSUER,
            why=True,
        ),
    ),
)
