"""How a reward for a report moves: proposed, granted by somebody else, paid or not collected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from ancheng.base.clock import beijing_day
from ancheng.base.roles import Role
from ancheng.base.working_days import Deadline
from ancheng.kernel.workflow.declare import ISSUER, State, Step, Workflow
from ancheng.supervision.hotline import rules

if TYPE_CHECKING:
    from ancheng.supervision.hotline.models import Reward


def to_grant(reward: Reward) -> Deadline:
    return rules.in_working_days(rules.REWARD_WITHIN, beijing_day(reward.state_since))


def to_collect(reward: Reward) -> Deadline:
    return rules.in_calendar_days(rules.CLAIM_WITHIN, beijing_day(reward.state_since))


WORKFLOW = Workflow(
    name="reward",
    label=_("举报奖励"),
    start="proposed",
    states=(
        State("proposed", _("待审批")),
        State("granted", _("已批准，待领取")),
        State("paid", _("已发放"), end=True),
        State("declined", _("不予奖励"), end=True),
        State("forfeited", _("逾期未领"), end=True),
    ),
    steps=(
        Step("grant", _("批准奖励"), ("proposed",), "granted", (Role.OFFICE,), ISSUER, within=to_grant),
        Step("decline", _("不予奖励"), ("proposed",), "declined", (Role.OFFICE,), ISSUER, why=True),
        Step("pay", _("发放奖励"), ("granted",), "paid", rules.RECEIVERS, within=to_collect),
        Step("forfeit", _("逾期未领"), ("granted",), "forfeited", (Role.OFFICE,), ISSUER, why=True),
    ),
)
