"""How a risk moves from its identification to control, to its yearly review, to its end."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from ancheng.base.roles import Role
from ancheng.base.working_days import Deadline, beijing_day, end_of_day
from ancheng.kernel.workflow.declare import ISSUER, State, Step, Within, Workflow
from ancheng.supervision.risks import rules

if TYPE_CHECKING:
    from ancheng.base.editions import Editions
    from ancheng.supervision.risks.models import Risk

CHECKERS = rules.CHECKERS
DOERS = (Role.ENTERPRISE, Role.GRID, *CHECKERS)
WATCHED = ("controlled", "downgraded")


def within(editions: Editions[int]) -> Within:
    """So many working days by the edition in force on the day on which the state began."""
    return lambda case: rules.in_working_days(editions, beijing_day(case.state_since))


def until_review(risk: Risk) -> datetime:
    """The last day of the assessment."""
    on = risk.valid_until or rules.valid_until(beijing_day(risk.state_since))
    return end_of_day(on)


def begin_by(risk: Risk) -> Deadline:
    editions = rules.BEGIN_WITHIN if risk.state == "identified" else rules.AGAIN_WITHIN
    return rules.in_working_days(editions, beijing_day(risk.state_since))


WORKFLOW = Workflow(
    name="risk",
    label=_("风险"),
    start="identified",
    states=(
        State("identified", _("待评估")),
        State("assessing", _("评估中")),
        State("submitted", _("待审核")),
        State("reviewed", _("待定级")),
        State("graded", _("待落实管控")),
        State("controlled", _("管控中")),
        State("due", _("待复评")),
        State("downgraded", _("降级管控")),
        State("closed", _("已销号"), end=True),
    ),
    steps=(
        Step("fall_due", _("转入复评"), WATCHED, "due", DOERS, within=until_review, why=True),
        Step("begin", _("启动评估"), ("identified", "due", *WATCHED), "assessing", DOERS, within=begin_by),
        Step("submit", _("提交评估"), ("assessing",), "submitted", DOERS, within=within(rules.SUBMIT_WITHIN)),
        Step(
            "review", _("审核通过"), ("submitted",), "reviewed", CHECKERS, ISSUER, within(rules.REVIEW_WITHIN)
        ),
        Step("send_back", _("退回重评"), ("submitted", "reviewed"), "assessing", CHECKERS, ISSUER, why=True),
        Step("grade", _("核定等级"), ("reviewed",), "graded", CHECKERS, ISSUER, within(rules.GRADE_WITHIN)),
        Step("control", _("落实管控"), ("graded",), "controlled", DOERS, within=within(rules.CONTROL_WITHIN)),
        Step("downgrade", _("降级管控"), ("graded",), "downgraded", CHECKERS, ISSUER, why=True),
        Step(
            "close",
            _("风险销号"),
            ("identified", "graded", "due", *WATCHED),
            "closed",
            CHECKERS,
            ISSUER,
            why=True,
        ),
        Step("reopen", _("恢复登记"), ("closed",), "identified", CHECKERS, ISSUER, why=True),
    ),
)
