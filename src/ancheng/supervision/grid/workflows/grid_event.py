"""How an event in a grid moves: found, reported, accepted, dispatched, handled, checked, closed."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ancheng.base.roles import OFFICERS, Role
from ancheng.kernel.workflow.declare import ISSUER, State, Step, Workflow, days

FINDERS = (Role.GRID, *OFFICERS, Role.OFFICE)
DISPATCHERS = (Role.SUBDISTRICT, Role.OFFICE)
DOERS = (*OFFICERS, Role.GRID, Role.OFFICE)

WORKFLOW = Workflow(
    name="grid_event",
    label=_("网格事件"),
    start="found",
    states=(
        State("found", _("已发现")),
        State("reported", _("已上报")),
        State("accepted", _("已受理")),
        State("dispatched", _("处置中")),
        State("entrusted", _("转隐患治理")),
        State("handled", _("待核查")),
        State("checked", _("已核查")),
        State("closed", _("已结案"), end=True),
        State("rejected", _("不予受理"), end=True),
    ),
    steps=(
        Step("report", _("上报"), ("found",), "reported", FINDERS, within=days(1)),
        Step("settle", _("当场处置"), ("found",), "closed", FINDERS, why=True),
        Step("accept", _("受理"), ("reported",), "accepted", DISPATCHERS, ISSUER, days(1)),
        Step("reject", _("不予受理"), ("reported",), "rejected", DISPATCHERS, ISSUER, why=True),
        Step("dispatch", _("派遣"), ("accepted",), "dispatched", DISPATCHERS, ISSUER, days(1), why=True),
        Step("entrust", _("转隐患治理"), ("accepted",), "entrusted", DISPATCHERS, ISSUER),
        Step("handle", _("处置完成"), ("dispatched",), "handled", DOERS, within=days(5), why=True),
        Step("return", _("退回重办"), ("handled",), "dispatched", DISPATCHERS, ISSUER, why=True),
        Step("check", _("核查通过"), ("handled",), "checked", DISPATCHERS, ISSUER, days(2)),
        # The danger's own clocks run meanwhile; this one only notices a case that was forgotten.
        Step("follow", _("隐患已办结"), ("entrusted",), "checked", DISPATCHERS, ISSUER, days(90)),
        Step("close", _("结案"), ("checked",), "closed", DISPATCHERS, ISSUER, days(2)),
    ),
)
