"""A piece of knowledge 知识条目: submitted → reviewed → published → superseded."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ancheng.base.clock import beijing_day
from ancheng.base.roles import OFFICERS, Role
from ancheng.base.working_days import Deadline
from ancheng.decision.knowledge import rules
from ancheng.kernel.workflow.declare import ISSUER, OWNER, State, Step, Workflow
from ancheng.kernel.workflow.models import Case

WRITERS = (*OFFICERS, Role.OFFICE, Role.DUTY, Role.COMMANDER)
REVIEWERS = (Role.OFFICE,)


def to_review(case: Case) -> Deadline:
    return rules.step_days("review", beijing_day(case.state_since))


def to_publish(case: Case) -> Deadline:
    return rules.step_days("publish", beijing_day(case.state_since))


def to_revise(case: Case) -> Deadline:
    return rules.step_days("revise", beijing_day(case.state_since))


STATES = (
    State("submitted", _("待审核")),
    State("returned", _("退回修改")),
    State("reviewed", _("已审核，待发布")),
    State("published", _("已发布"), end=True),
    State("superseded", _("已被替代"), end=True),
    State("withdrawn", _("已撤回"), end=True),
)
STEPS = (
    Step("review", _("审核通过"), ("submitted",), "reviewed", REVIEWERS, ISSUER, within=to_review),
    Step("send_back", _("退回修改"), ("submitted", "reviewed"), "returned", REVIEWERS, ISSUER, why=True),
    Step("resubmit", _("重新提交"), ("returned",), "submitted", WRITERS, OWNER, within=to_revise),
    Step("publish", _("发布"), ("reviewed",), "published", REVIEWERS, ISSUER, within=to_publish),
    Step("supersede", _("标记为已被替代"), ("published",), "superseded", REVIEWERS, ISSUER, why=True),
    Step("withdraw", _("撤回"), ("submitted", "returned"), "withdrawn", WRITERS, OWNER, why=True),
)
WORKFLOW = Workflow(name="knowledge_item", label=_("知识条目"), start="submitted", states=STATES, steps=STEPS)
