"""Dangerous works at construction sites 危大工程: plan review, experts for those over scale, permit, work, acceptance."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from ancheng.kernel.workflow.declare import ISSUER, State, Step, Workflow
from ancheng.supervision.assets.declare import choice, day, text, yesno
from ancheng.supervision.matters.declare import (
    DOERS,
    SUPERVISORS,
    Facts,
    MatterKind,
    Wanted,
    by_day,
    day_of,
    default,
    working,
)

RULE = "危险性较大的分部分项工程安全管理规定（住房城乡建设部令第37号）"
ACCEPTANCE = f"计划完成日期（{RULE}第二十一条，未核对）"
REVIEW, ARGUE = default("专项施工方案审查期限（工作日）", 10), default("专家论证期限（工作日）", 15)
PERMIT, START = default("施工条件核查期限（工作日）", 5), default("开始施工期限（工作日）", 20)
WORK = default("危大工程施工期限（日）", 90)


def guard(verb: str, facts: Facts, today: date) -> str:
    """Over scale no permit without experts; nothing begins before it was allowed."""
    if verb == "permit" and facts.get("over_scale") and not facts.get("experts_on"):
        return "超过一定规模的危大工程须先经专家论证（第十二条，未核对），再准许施工。"
    if verb == "argue" and facts.get("experts_result") == "failed":
        return "专家论证结论为不通过，请退回修改方案后重新论证。"
    for key, label in (("reviewed_on", "方案审查日期"), ("experts_on", "专家论证日期"), ("accepted_on", "验收日期")):  # fmt: skip
        named = day_of(facts, key)
        if named and named > today:
            return f"{label}不能晚于今天。"
    return ""


KIND = MatterKind(
    zh="危大工程",
    en="Dangerous works",
    prefix="WDSX",
    icon="ruler-2",
    department="区住房城乡建设委",
    about_zh="危险性较大的分部分项工程：专项方案审查，超过一定规模的专家论证，准许施工，施工，验收。",
    about_en="Dangerous works: plan reviewed, experts heard for those over scale, permitted, under way, accepted.",
    assets=("dangerous_works",),
    fields=(
        text("part", "部位", "Part of the works"),
        yesno("over_scale", "超过一定规模", "Over scale", clause=RULE),
        day("works_until", "计划完成日期", "Planned end"),
        text("reviewer", "审查人", "Reviewer"),
        day("reviewed_on", "方案审查日期", "Plan reviewed on"),
        day("experts_on", "专家论证日期", "Experts heard on"),
        choice(
            "experts_result",
            "论证结论",
            "Experts' finding",
            ("passed", "通过", "Passed"),
            ("amended", "修改后通过", "Passed with amendments"),
            ("failed", "不通过", "Failed"),
        ),
        text("supervisor", "监理负责人", "Site supervisor"),
        day("accepted_on", "验收日期", "Accepted on"),
        text("finding", "验收意见", "Finding"),
    ),
    opening=("part", "over_scale", "works_until"),
    workflow=Workflow(
        name="dangerous_works",
        label=_("危大工程"),
        start="drafted",
        states=(
            State("drafted", _("专项方案待审查")),
            State("reviewed", _("方案已审查")),
            State("argued", _("已专家论证")),
            State("permitted", _("已准许施工")),
            State("working", _("施工中")),
            State("accepted", _("已验收"), end=True),
            State("dropped", _("已取消"), end=True),
        ),
        steps=(
            Step("review", _("审查通过方案"), ("drafted",), "reviewed", DOERS, within=working(REVIEW)),
            Step("argue", _("登记专家论证"), ("reviewed",), "argued", DOERS, within=working(ARGUE)),
            Step(
                "permit",
                _("准许施工"),
                ("reviewed", "argued"),
                "permitted",
                SUPERVISORS,
                party=ISSUER,
                within=working(PERMIT),
            ),
            Step("start", _("开始施工"), ("permitted",), "working", DOERS, within=working(START)),
            Step(
                "accept",
                _("验收"),
                ("working",),
                "accepted",
                SUPERVISORS,
                party=ISSUER,
                within=by_day("works_until", ACCEPTANCE, WORK),
            ),
            Step(
                "send_back",
                _("退回修改方案"),
                ("reviewed", "argued", "permitted", "working"),
                "drafted",
                SUPERVISORS,
                party=ISSUER,
                why=True,
            ),
            Step("drop", _("取消"), ("drafted", "reviewed"), "dropped", DOERS, why=True),
        ),
    ),
    asks={
        "review": ("reviewer", "reviewed_on"),
        "argue": ("experts_on", "experts_result"),
        "start": ("supervisor",),
        "accept": ("accepted_on", "finding"),
    },
    columns=("part", "over_scale", "works_until"),
    wanted=Wanted("plan_reviewed", False),
    evidence=frozenset({"review", "argue"}),
    writes={
        "review": {"plan_reviewed": True, "plan_reviewed_on": "=reviewed_on"},
        "argue": {"expert_argument_on": "=experts_on"},
        "accept": {"finished_on": "=accepted_on"},
    },
    guard=guard,
    by_enterprise=True,
)
