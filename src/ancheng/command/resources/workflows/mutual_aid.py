"""Mutual aid 互助 between subdistricts, the district and the city: asked → accepted → sent → arrived → ended."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ancheng.base.clock import beijing_day
from ancheng.base.roles import OFFICERS, Role
from ancheng.base.working_days import Deadline
from ancheng.command.resources import rules
from ancheng.kernel.workflow.declare import OWNER, State, Step, Workflow
from ancheng.kernel.workflow.models import Case

REQUESTER = "requester"
PARTIES = (*OFFICERS, Role.OFFICE, Role.DUTY, Role.COMMANDER)


def _hours(case: Case, verb: str) -> Deadline:
    return rules.step_hours(rules.AID_HOURS, verb, beijing_day(case.state_since))


WORKFLOW = Workflow(
    name="mutual_aid",
    label=_("互助请求"),
    start="asked",
    states=(
        State("asked", _("已请求，待答复")),
        State("passed", _("已报上级，待答复")),
        State("accepted", _("已答应，待派出")),
        State("sent", _("已派出，在途")),
        State("arrived", _("已到达")),
        State("ended", _("已结束"), end=True),
        State("declined", _("无法支援"), end=True),
        State("withdrawn", _("已撤回"), end=True),
    ),
    steps=(
        Step(
            "accept", _("答应支援"), ("asked", "passed"), "accepted", PARTIES, OWNER,
            within=lambda case: _hours(case, "accept"),
        ),
        Step("send", _("派出"), ("accepted",), "sent", PARTIES, OWNER, within=lambda case: _hours(case, "send")),
        Step(
            "arrive", _("确认到达"), ("sent",), "arrived", PARTIES, REQUESTER,
            within=lambda case: _hours(case, "arrive"),
        ),
        Step(
            "end", _("支援结束"), ("arrived",), "ended", PARTIES, REQUESTER,
            within=lambda case: _hours(case, "end"),
        ),
        Step("pass_up", _("报请上级支援"), ("asked", "passed"), "passed", PARTIES, OWNER, why=True),
        Step("decline", _("无法支援"), ("asked", "passed"), "declined", PARTIES, OWNER, why=True),
        Step("withdraw", _("撤回请求"), ("asked", "passed", "accepted"), "withdrawn", PARTIES, REQUESTER, why=True),
    ),
)  # fmt: skip
