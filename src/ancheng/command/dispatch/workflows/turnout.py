"""The turnout of one crew 出动: ordered → accepted → en route → on scene → done."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from ancheng.base.clock import beijing_day
from ancheng.base.roles import OFFICERS, Role
from ancheng.base.working_days import Deadline
from ancheng.command.dispatch import rules
from ancheng.command.incidents.rules import ON_THE_WAY
from ancheng.kernel.workflow.declare import ISSUER, OWNER, Rung, State, Step, Workflow
from ancheng.kernel.workflow.models import Case

DISPATCHERS = (Role.DUTY, Role.COMMANDER, Role.OFFICE)
CREWS = (*OFFICERS, Role.GRID, Role.ENTERPRISE, Role.DUTY, Role.COMMANDER)
# Who is on the way: ordered out, and not there yet.
COMING = ON_THE_WAY
# Minutes count here: nobody is reminded days before.
AT_ONCE = (Rung("supervisor", _("到期催办"), 0, ("party", "superior")),)


def to_accept(case: Case) -> Deadline:
    return rules.step("accept", beijing_day(case.state_since))


def to_set_out(case: Case) -> Deadline:
    return rules.step("set_out", beijing_day(case.state_since))


def to_arrive(case: Case) -> Deadline | datetime:
    """By the estimate and a fifth more; a default where no estimate was possible."""
    eta = case.eta_s  # type: ignore[attr-defined]
    return (
        rules.step("arrive", beijing_day(case.state_since))
        if eta is None
        else case.state_since + timedelta(seconds=eta * 1.2)
    )


def to_finish(case: Case) -> Deadline:
    return rules.step("finish", beijing_day(case.state_since))


WORKFLOW = Workflow(
    name="turnout",
    label=_("出动"),
    start="ordered",
    states=(
        State("ordered", _("已派单")),
        State("accepted", _("已接单")),
        State("en_route", _("途中")),
        State("on_scene", _("已到场")),
        State("done", _("已完成"), end=True),
        State("declined", _("不能出动"), end=True),
        State("recalled", _("已召回"), end=True),
    ),
    steps=(
        Step("accept", _("接单"), ("ordered",), "accepted", CREWS, OWNER, within=to_accept),
        Step("set_out", _("出发"), ("ordered", "accepted"), "en_route", CREWS, OWNER, within=to_set_out),
        Step(
            "arrive",
            _("到场"),
            COMING,
            "on_scene",
            CREWS,
            OWNER,
            within=to_arrive,
        ),
        Step("finish", _("完成"), ("on_scene",), "done", CREWS, OWNER, within=to_finish),
        Step("decline", _("不能出动"), ("ordered", "accepted"), "declined", CREWS, OWNER, why=True),
        Step(
            "recall",
            _("召回"),
            (*COMING, "on_scene"),
            "recalled",
            DISPATCHERS,
            ISSUER,
            why=True,
        ),
    ),
    ladder=AT_ONCE,
)
