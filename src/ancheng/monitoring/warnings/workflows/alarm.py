"""How an alarm moves, after ISA-18.2: the machine raises and returns it, people acknowledge, shelve and suppress."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ancheng.base.roles import OFFICERS, Role
from ancheng.kernel.workflow.declare import State, Step, Workflow

WATCHERS = (Role.DUTY, Role.OFFICE, *OFFICERS, Role.COMMANDER)
ANSWERERS = (*WATCHERS, Role.ENTERPRISE)
# The platform itself takes these steps; among people nobody but who runs it.
MACHINE = (Role.ADMINISTRATOR,)
LIVE = ("unacknowledged", "acknowledged", "returned", "shelved", "suppressed")

WORKFLOW = Workflow(
    name="alarm",
    label=_("报警"),
    start="unacknowledged",
    untimed="the ladder of notices calls the next person in minutes, card by card",
    states=(
        State("unacknowledged", _("未确认")),
        State("acknowledged", _("已确认")),
        State("returned", _("已恢复未确认")),
        State("shelved", _("已搁置")),
        State("suppressed", _("已抑制")),
        State("normal", _("已解除"), end=True),
    ),
    steps=(
        Step("acknowledge", _("确认"), ("unacknowledged",), "acknowledged", ANSWERERS),
        Step("acknowledge_returned", _("确认恢复"), ("returned",), "normal", ANSWERERS),
        Step("return", _("恢复"), ("unacknowledged",), "returned", MACHINE),
        Step("clear", _("恢复解除"), ("acknowledged",), "normal", MACHINE),
        Step("again", _("再次报警"), ("returned",), "unacknowledged", MACHINE),
        Step("lapse", _("定时解除"), ("returned",), "normal", MACHINE),
        Step(
            "shelve",
            _("搁置"),
            ("unacknowledged", "acknowledged", "returned"),
            "shelved",
            WATCHERS,
            why=True,
        ),
        Step(
            "suppress",
            _("抑制"),
            ("unacknowledged", "acknowledged", "returned"),
            "suppressed",
            WATCHERS,
            why=True,
        ),
        Step("restore", _("结束搁置或抑制"), ("shelved", "suppressed"), "unacknowledged", WATCHERS),
        Step(
            "restore_returned", _("结束搁置或抑制（已恢复）"), ("shelved", "suppressed"), "returned", WATCHERS
        ),
    ),
)
