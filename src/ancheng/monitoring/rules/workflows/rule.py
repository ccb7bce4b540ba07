"""How a version of a rule moves: drafted, tried on stored history, put to use, retired."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ancheng.base.roles import Role
from ancheng.kernel.workflow.declare import State, Step, Workflow

AUTHORS = (Role.OFFICE, Role.DEPARTMENT, Role.DUTY, Role.ADMINISTRATOR)
KEEPERS = (Role.OFFICE, Role.ADMINISTRATOR)

WORKFLOW = Workflow(
    name="rule",
    label=_("规则"),
    start="draft",
    states=(
        State("draft", _("草稿")),
        State("tested", _("已回测")),
        State("active", _("已启用")),
        State("retired", _("已停用"), end=True),
        State("discarded", _("已作废"), end=True),
    ),
    steps=(
        Step("test", _("回测"), ("draft", "tested"), "tested", AUTHORS),
        Step("activate", _("启用"), ("tested",), "active", KEEPERS),
        Step("retire", _("停用"), ("active",), "retired", KEEPERS, why=True),
        Step("discard", _("作废"), ("draft", "tested"), "discarded", AUTHORS, why=True),
    ),
)
