"""The opening of a shelter 启用: opening → open → closing → closed."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ancheng.base.clock import beijing_day
from ancheng.base.roles import OFFICERS, Role
from ancheng.base.working_days import Deadline
from ancheng.command.shelters import rules
from ancheng.kernel.workflow.declare import OWNER, State, Step, Workflow
from ancheng.kernel.workflow.models import Case

KEEPERS = (*OFFICERS, Role.OFFICE, Role.DUTY, Role.COMMANDER, Role.GRID)


def to_open(case: Case) -> Deadline:
    return rules.step_hours("open", beijing_day(case.state_since))


def to_close(case: Case) -> Deadline:
    return rules.step_hours("close", beijing_day(case.state_since))


def to_finish(case: Case) -> Deadline:
    return rules.step_hours("closed", beijing_day(case.state_since))


WORKFLOW = Workflow(
    name="shelter_opening",
    label=_("避难场所启用"),
    start="opening",
    states=(
        State("opening", _("启用准备中")),
        State("open", _("已开放")),
        State("closing", _("正在关闭")),
        State("closed", _("已关闭"), end=True),
        State("cancelled", _("已取消启用"), end=True),
    ),
    steps=(
        Step("open", _("开放"), ("opening",), "open", KEEPERS, OWNER, within=to_open),
        Step("close", _("开始关闭"), ("open",), "closing", KEEPERS, OWNER, within=to_close),
        Step("finish", _("关闭完毕"), ("closing",), "closed", KEEPERS, OWNER, within=to_finish),
        Step("reopen", _("重新开放"), ("closing",), "open", KEEPERS, OWNER, why=True),
        Step("cancel", _("取消启用"), ("opening",), "cancelled", KEEPERS, OWNER, why=True),
    ),
)
