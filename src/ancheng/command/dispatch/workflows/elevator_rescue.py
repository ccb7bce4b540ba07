"""Elevator rescue 电梯困人救援: called → located → maintainer → grid team → 119 → arrived → rescued → closed → reviewed."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from ancheng.base.clock import beijing_day
from ancheng.base.roles import OFFICERS, Role
from ancheng.base.working_days import Deadline
from ancheng.command.dispatch import rules
from ancheng.command.dispatch.workflows.turnout import AT_ONCE, DISPATCHERS
from ancheng.kernel.workflow.declare import ISSUER, State, Step, Workflow
from ancheng.kernel.workflow.models import Case

RESCUERS = (*DISPATCHERS, *OFFICERS, Role.GRID)
SENT = ("level1", "level2", "level3")


def to_locate(case: Case) -> Deadline:
    return rules.step("locate", beijing_day(case.state_since))


def to_send(case: Case) -> Deadline:
    return rules.step("send", beijing_day(case.state_since))


def to_arrive(case: Case) -> datetime:
    """Thirty minutes from the call, whoever is on the way."""
    return rules.elevator_due(case.called_at, beijing_day(case.called_at))  # type: ignore[attr-defined]


def to_rescue(case: Case) -> Deadline:
    return rules.step("rescue", beijing_day(case.state_since))


def to_close(case: Case) -> Deadline:
    return rules.step("close", beijing_day(case.state_since))


def to_review(case: Case) -> Deadline:
    return rules.step("review", beijing_day(case.state_since))


WORKFLOW = Workflow(
    name="elevator_rescue",
    label=_("电梯困人救援"),
    start="called",
    states=(
        State("called", _("已接警")),
        State("located", _("已定位")),
        State("level1", _("一级：维保单位已派")),
        State("level2", _("二级：网格队伍已派")),
        State("level3", _("三级：已转119")),
        State("arrived", _("已到场")),
        State("rescued", _("已救出")),
        State("closed", _("已办结")),
        State("reviewed", _("已复核"), end=True),
        State("void", _("误报"), end=True),
    ),
    steps=(
        Step("locate", _("定位"), ("called",), "located", RESCUERS, ISSUER, within=to_locate),
        Step("send_maintainer", _("派维保单位"), ("located",), "level1", DISPATCHERS, ISSUER, within=to_send),
        Step("send_grid", _("加派网格队伍"), ("located", "level1"), "level2", DISPATCHERS, ISSUER),
        Step("send_fire", _("转119"), ("located", "level1", "level2"), "level3", DISPATCHERS, ISSUER),
        Step("arrive", _("到场"), SENT, "arrived", RESCUERS, ISSUER, within=to_arrive),
        Step("rescue", _("救出"), (*SENT, "arrived"), "rescued", RESCUERS, ISSUER, within=to_rescue),
        Step("close", _("办结"), ("rescued",), "closed", RESCUERS, ISSUER, within=to_close),
        Step("review", _("复核"), ("closed",), "reviewed", DISPATCHERS, ISSUER, within=to_review),
        Step(
            "void", _("误报"), ("called", "located", *SENT, "arrived"), "void", DISPATCHERS, ISSUER, why=True
        ),
    ),
    ladder=AT_ONCE,
)
