"""How a case goes over to criminal procedure (行刑衔接) and, where the police decline it, comes back."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ancheng.base.working_days import beijing_day
from ancheng.kernel.workflow.declare import State, Step, Workflow
from ancheng.supervision.penalties import rules
from ancheng.supervision.penalties.workflows.penalty import within

WORKERS = rules.WORKERS

WORKFLOW = Workflow(
    name="criminal_transfer",
    label=_("涉嫌犯罪案件移送"),
    start="proposed",
    states=(
        State("proposed", _("拟移送")),
        State("approved", _("已决定移送")),
        State("handed", _("公安审查中")),
        State("refused", _("公安不予立案")),
        State("objected", _("提请复议")),
        State("filed", _("公安已立案"), end=True),
        State("declined", _("不予移送"), end=True),
        State("returned", _("已退回"), end=True),
    ),
    steps=(
        Step(
            "approve",
            _("决定移送"),
            ("proposed",),
            "approved",
            WORKERS,
            within=within(rules.TRANSFER_DECIDED),
        ),
        Step("decline", _("不予移送"), ("proposed",), "declined", WORKERS, why=True),
        Step(
            "hand_over",
            _("移交案卷"),
            ("approved",),
            "handed",
            WORKERS,
            within=lambda transfer: rules.hand_over(beijing_day(transfer.state_since)),
        ),
        Step(
            "file",
            _("公安立案"),
            ("handed", "objected"),
            "filed",
            WORKERS,
            within=within(rules.POLICE_DECIDED),
        ),
        Step("refuse", _("公安不立案"), ("handed",), "refused", WORKERS, why=True),
        Step("object", _("提请复议"), ("refused",), "objected", WORKERS, why=True),
        Step(
            "take_back",
            _("退回续办"),
            ("refused", "objected"),
            "returned",
            WORKERS,
            within=within(rules.OBJECT_WITHIN),
            why=True,
        ),
    ),
)
