"""A request for an expert's advice 专家咨询: asked → accepted or declined → advised → adopted or not."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ancheng.base.clock import beijing_day
from ancheng.base.working_days import Deadline
from ancheng.decision.knowledge import rules
from ancheng.decision.knowledge.workflows.item import WRITERS
from ancheng.kernel.workflow.declare import OWNER, State, Step, Workflow
from ancheng.kernel.workflow.models import Case


def to_answer(case: Case) -> Deadline:
    return rules.step_days("answer", beijing_day(case.state_since))


def to_advise(case: Case) -> Deadline:
    return rules.step_days("advise", beijing_day(case.state_since))


def to_decide(case: Case) -> Deadline:
    return rules.step_days("decide", beijing_day(case.state_since))


WORKFLOW = Workflow(
    name="expert_advice",
    label=_("专家咨询"),
    start="asked",
    states=(
        State("asked", _("已邀请，待答复")),
        State("accepted", _("专家已接受")),
        State("advised", _("已出具意见，待采纳")),
        State("adopted", _("已采纳"), end=True),
        State("not_adopted", _("未采纳"), end=True),
        State("declined", _("专家谢绝"), end=True),
        State("cancelled", _("已取消"), end=True),
    ),
    steps=(
        Step("accept", _("登记接受"), ("asked",), "accepted", WRITERS, OWNER, within=to_answer),
        Step("decline", _("登记谢绝"), ("asked",), "declined", WRITERS, OWNER, why=True),
        Step("advise", _("登记专家意见"), ("accepted",), "advised", WRITERS, OWNER, within=to_advise),
        Step("adopt", _("采纳"), ("advised",), "adopted", WRITERS, OWNER, within=to_decide),
        Step("reject", _("不采纳"), ("advised",), "not_adopted", WRITERS, OWNER, why=True),
        Step("cancel", _("取消咨询"), ("asked", "accepted"), "cancelled", WRITERS, OWNER, why=True),
    ),
)
