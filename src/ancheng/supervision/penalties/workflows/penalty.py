"""How a penalty case moves from a clue to the archive."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from ancheng.base.editions import Editions
from ancheng.base.roles import Role
from ancheng.base.working_days import Deadline, beijing_day, end_of_day
from ancheng.kernel.workflow.declare import State, Step, Within, Workflow
from ancheng.supervision.penalties import rules
from ancheng.supervision.penalties.values import Procedure

if TYPE_CHECKING:
    from ancheng.supervision.penalties.cases import PenaltyCase

WORKERS = rules.WORKERS
BEFORE_DECISION = ("investigating", "reviewing", "reviewed", "notified", "hearing", "heard", "discussed")


def within(editions: Editions[rules.Days]) -> Within:
    """The edition in force on the day on which the state began."""
    return lambda case: rules.deadline(editions, beijing_day(case.state_since))


def decide_by(case: PenaltyCase) -> datetime:
    """The end of the period for the decision, whatever the state before it."""
    return end_of_day(rules.decide_by(case.filed_on or beijing_day(case.state_since), case.more_days))


def pay_by(case: PenaltyCase) -> Deadline | datetime:
    """The day of payment, or of the last instalment where the fine may be paid in parts."""
    if case.state == "coercing":
        return rules.deadline(rules.COERCE_WITHIN, beijing_day(case.state_since))
    if case.pay_by:
        return end_of_day(case.pay_by)
    return rules.deadline(rules.PAY_WITHIN, beijing_day(case.state_since))


def serve_by(case: PenaltyCase) -> Deadline | datetime:
    """A penalty on the spot is handed over on the spot."""
    on = beijing_day(case.state_since)
    return end_of_day(on) if case.procedure == Procedure.SPOT else rules.deadline(rules.SERVE_WITHIN, on)


WORKFLOW = Workflow(
    name="penalty_case",
    label=_("行政处罚"),
    start="clue",
    states=(
        State("clue", _("待立案")),
        State("investigating", _("调查取证")),
        State("reviewing", _("法制审核")),
        State("reviewed", _("待告知")),
        State("notified", _("已告知")),
        State("hearing", _("听证")),
        State("heard", _("待决定")),
        State("discussed", _("集体讨论通过")),
        State("decided", _("已决定")),
        State("served", _("执行中")),
        State("coercing", _("强制执行")),
        State("executed", _("已执行")),
        State("transferred", _("移送司法")),
        State("archived", _("已归档"), end=True),
        State("declined", _("不予立案"), end=True),
        State("spared", _("不予处罚"), end=True),
        State("withdrawn", _("撤销案件"), end=True),
        State("revoked", _("决定已撤销"), end=True),
        State("criminal", _("移送结案"), end=True),
    ),
    steps=(
        Step("file", _("批准立案"), ("clue",), "investigating", WORKERS, within=within(rules.FILE_WITHIN)),
        Step("decline", _("不予立案"), ("clue",), "declined", WORKERS, why=True),
        Step("fine_on_spot", _("当场处罚"), ("clue",), "decided", WORKERS),
        Step("submit", _("调查终结"), ("investigating",), "reviewing", WORKERS, within=decide_by),
        Step(
            "pass_review",
            _("审核通过"),
            ("reviewing",),
            "reviewed",
            WORKERS,
            within=within(rules.REVIEW_WITHIN),
        ),
        Step("fail_review", _("退回补充调查"), ("reviewing",), "investigating", WORKERS, why=True),
        Step("notify", _("告知"), ("reviewed",), "notified", WORKERS, within=decide_by),
        Step("hear_out", _("听取陈述申辩"), ("notified",), "heard", WORKERS, within=decide_by),
        Step("open_hearing", _("组织听证"), ("notified",), "hearing", WORKERS),
        Step("close_hearing", _("听证结束"), ("hearing",), "heard", WORKERS, within=decide_by),
        Step("discuss", _("集体讨论"), ("heard",), "discussed", WORKERS),
        Step("notify_again", _("重新告知"), ("heard", "discussed"), "reviewed", WORKERS, why=True),
        Step("decide", _("作出决定"), ("heard", "discussed"), "decided", WORKERS, within=decide_by),
        Step("serve", _("送达"), ("decided",), "served", WORKERS, within=serve_by),
        Step("execute", _("执行完毕"), ("served", "coercing"), "executed", WORKERS, within=pay_by),
        Step("coerce", _("申请强制执行"), ("served",), "coercing", WORKERS, why=True),
        Step(
            "archive", _("结案归档"), ("executed",), "archived", WORKERS, within=within(rules.ARCHIVE_WITHIN)
        ),
        Step("spare", _("不予处罚"), BEFORE_DECISION, "spared", WORKERS, why=True),
        Step("withdraw", _("撤销案件"), BEFORE_DECISION, "withdrawn", WORKERS, why=True),
        Step(
            "revoke",
            _("撤销决定"),
            ("decided", "served", "coercing", "executed"),
            "revoked",
            (Role.OFFICE,),
            why=True,
        ),
        Step("transfer", _("移送公安机关"), BEFORE_DECISION, "transferred", WORKERS),
        Step("take_back", _("退回续办"), ("transferred",), "investigating", WORKERS, why=True),
        Step(
            "end_transferred",
            _("移送结案"),
            ("transferred",),
            "criminal",
            WORKERS,
            within=within(rules.TRANSFERRED_WITHIN),
            why=True,
        ),
    ),
)
