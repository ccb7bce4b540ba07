"""Local safety standards 安全生产地方标准: one implementation record per responsible department, looked at again each year."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from ancheng.kernel.workflow.declare import ISSUER, State, Step, Workflow
from ancheng.supervision.assets.declare import day, text, whole
from ancheng.supervision.matters.declare import (
    DOERS,
    SUPERVISORS,
    Facts,
    MatterKind,
    Wanted,
    by_day,
    calendar,
    day_of,
    default,
    working,
)

PLAN = "朝政办发〔2019〕10号 二(一)3"
UNTIL = f"落实期限（{PLAN}）"
IMPLEMENT, ACCEPT = default("地方标准落实期限（日）", 180), default("落实记录核查期限（工作日）", 10)
AGAIN = default("落实情况复查周期（日）", 365)


def guard(verb: str, facts: Facts, today: date) -> str:
    until = day_of(facts, "implement_until")
    if verb == "open" and until and until <= today:
        return "落实期限应晚于今天。"
    done = day_of(facts, "implemented_on")
    if verb == "record" and done and done > today:
        return "落实日期不能晚于今天。"
    return ""


KIND = MatterKind(
    zh="地方标准落实",
    en="Local standards",
    prefix="DBSX",
    icon="notebook",
    department="区应急局",
    about_zh="安全生产地方标准逐项分解到负责部门：落实记录、核查、每年复查；各部门均落实后，该标准记为已在本区落实。",
    about_en="Local safety standards: each responsible department records how it carried one out; checked, and again each year.",
    assets=("local_standard",),
    fields=(
        text("requirement", "落实要求", "What is to be done", clause=PLAN),
        day("implement_until", "落实期限", "Until"),
        text("record", "落实记录", "Implementation record"),
        whole("covered", "覆盖单位数", "Units covered", "个"),
        day("implemented_on", "落实日期", "Carried out on"),
        text("finding", "核查意见", "Finding"),
    ),
    opening=("requirement", "implement_until"),
    workflow=Workflow(
        name="local_standard",
        label=_("地方标准落实"),
        start="assigned",
        states=(
            State("assigned", _("待落实")),
            State("recorded", _("已落实，待核查")),
            State("in_effect", _("已在本区落实")),
            State("repealed", _("标准已废止"), end=True),
        ),
        steps=(
            Step(
                "record",
                _("登记落实记录"),
                ("assigned",),
                "recorded",
                DOERS,
                within=by_day("implement_until", UNTIL, IMPLEMENT),
            ),
            Step(
                "accept",
                _("核查通过"),
                ("recorded",),
                "in_effect",
                SUPERVISORS,
                party=ISSUER,
                within=working(ACCEPT),
            ),
            Step("send_back", _("退回"), ("recorded",), "assigned", SUPERVISORS, party=ISSUER, why=True),
            Step(
                "review",
                _("年度复查，仍在落实"),
                ("in_effect",),
                "in_effect",
                SUPERVISORS,
                party=ISSUER,
                within=calendar(AGAIN),
            ),
            Step(
                "reopen",
                _("未持续落实，重新落实"),
                ("in_effect",),
                "assigned",
                SUPERVISORS,
                party=ISSUER,
                why=True,
            ),
            Step(
                "repeal",
                _("标准废止"),
                ("assigned", "recorded", "in_effect"),
                "repealed",
                SUPERVISORS,
                party=ISSUER,
                why=True,
            ),
        ),
    ),
    asks={
        "record": ("record", "covered", "implemented_on"),
        "accept": ("finding",),
        "review": ("finding",),
        "reopen": ("implement_until",),
    },
    columns=("implement_until", "implemented_on", "covered"),
    wanted=Wanted("in_effect", False),
    optional=frozenset({"covered"}),
    evidence=frozenset({"record"}),
    writes={
        "accept": {"all_recorded": True, "in_effect": True},
        "reopen": {"all_recorded": False, "in_effect": False},
    },
    guard=guard,
    shared=True,
)
