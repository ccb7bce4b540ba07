"""How a version of a rule moves: drafted, tried on stored history, put to use, retired."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ancheng.base.roles import Role
from ancheng.kernel.workflow.declare import State, Step, Workflow, days

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
        Step("test", _("回测"), ("draft", "tested"), "tested", AUTHORS, within=days(20)),
        Step("activate", _("启用"), ("tested",), "active", KEEPERS, within=days(20)),
        # A rule that nobody looks at for a year may have outlived what it watches.
        Step("confirm", _("年度复核"), ("active",), "active", KEEPERS, within=days(250), why=True),
        Step("retire", _("停用"), ("active",), "retired", KEEPERS, why=True),
        Step("discard", _("作废"), ("draft", "tested"), "discarded", AUTHORS, why=True),
    ),
)
