"""How a self-assessment moves: stated by the unit, reviewed by the office, appealed once, decided."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ancheng.base.roles import Role
from ancheng.kernel.workflow.declare import ISSUER, State, Step, Workflow, days

DOERS, OFFICE = (Role.SUBDISTRICT, Role.DEPARTMENT), (Role.OFFICE,)
# 产品默认，未经核对 (unverified): 自评 15 日、复核 10 日、复核后 10 日内确定、申诉 10 日内答复。
WORKFLOW = Workflow(
    name="assessment",
    label=_("考评自评"),
    start="stating",
    states=(
        State("stating", _("自评中")),
        State("submitted", _("已报送自评")),
        State("reviewed", _("已复核")),
        State("appealed", _("已申诉")),
        State("final", _("已确定"), end=True),
    ),
    steps=(
        Step("submit", _("报送自评"), ("stating",), "submitted", (*DOERS, *OFFICE), within=days(15)),
        Step("review", _("提交复核"), ("submitted",), "reviewed", OFFICE, party=ISSUER, within=days(10)),
        Step("conclude", _("确定得分"), ("reviewed",), "final", OFFICE, party=ISSUER, within=days(10)),
        Step("appeal", _("申诉"), ("reviewed",), "appealed", DOERS, why=True),
        Step(
            "decide", _("答复申诉"), ("appealed",), "final", OFFICE, party=ISSUER, within=days(10), why=True
        ),
    ),
)
