"""Digging beside underground pipes 动土施工管线保护: pipes told, protection agreed, digging watched, pipes found whole."""

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

RULE = "城镇燃气管理条例（国务院令第583号）第三十七条"
UNTIL = f"计划回填日期（{RULE}，未核对）"
TELL, AGREE = default("管线交底期限（工作日）", 5), default("保护方案会签期限（工作日）", 5)
ALLOW, START = default("动土条件核查期限（工作日）", 3), default("开始动土期限（工作日）", 20)
DIG, LOOK = default("动土施工期限（日）", 60), default("回填核查期限（工作日）", 5)


def guard(verb: str, facts: Facts, today: date) -> str:
    """Nothing is dug before its day and no damage is closed without saying what became of it."""
    begins, ends = day_of(facts, "dig_from"), day_of(facts, "dig_until")
    if verb == "open" and begins and ends and ends < begins:
        return "计划回填日期不能早于计划动土日期。"
    for key, label in (("told_on", "交底日期"), ("agreed_on", "会签日期"), ("filled_on", "回填日期")):
        named = day_of(facts, key)
        if named and named > today:
            return f"{label}不能晚于今天。"
    told, agreed = day_of(facts, "told_on"), day_of(facts, "agreed_on")
    if verb == "agree" and told and agreed and agreed < told:
        return "保护方案会签不能早于管线交底。"
    return ""


KIND = MatterKind(
    zh="动土施工管线保护",
    en="Digging beside pipes",
    prefix="GXSX",
    icon="stack-2",
    department="区城管委",
    about_zh="施工动土前由管线权属单位交底、会签保护方案，核查后动土并旁站监护，回填后核查管线完好，防止外力破坏。",
    about_en="Before digging the owners of pipes show where they lie and agree on their protection; the digging is watched.",
    assets=("construction_site",),
    fields=(
        text("place", "动土位置", "Place of digging"),
        day("dig_from", "计划动土日期", "Planned start"),
        day("dig_until", "计划回填日期", "Planned end"),
        choice(
            "pipes",
            "涉及管线",
            "Pipes concerned",
            ("gas", "燃气", "Gas"),
            ("water", "供水", "Water"),
            ("drain", "排水", "Drains"),
            ("heat", "供热", "Heat"),
            ("power", "电力", "Power"),
            ("telecom", "通信", "Telecom"),
            ("several", "多种管线", "Several"),
        ),
        text("owner", "管线权属单位", "Owner of the pipes"),
        day("told_on", "交底日期", "Told on"),
        text("measures", "保护措施", "Protection"),
        day("agreed_on", "会签日期", "Agreed on"),
        text("watcher", "旁站监护人", "Watched by"),
        day("filled_on", "回填日期", "Filled in on"),
        yesno("damaged", "发生管线损坏", "A pipe was damaged", clause=RULE),
        text("finding", "核查意见", "Finding"),
    ),
    opening=("place", "dig_from", "dig_until"),
    workflow=Workflow(
        name="pipe_protection",
        label=_("动土施工管线保护"),
        start="noticed",
        states=(
            State("noticed", _("已告知待交底")),
            State("told", _("已交底")),
            State("agreed", _("保护方案已会签")),
            State("allowed", _("可以动土")),
            State("digging", _("动土施工中")),
            State("filled", _("已回填待核查")),
            State("whole", _("管线核查完好"), end=True),
            State("dropped", _("已取消"), end=True),
        ),
        steps=(
            Step("tell", _("登记管线交底"), ("noticed",), "told", DOERS, within=working(TELL)),
            Step("agree", _("会签保护方案"), ("told",), "agreed", DOERS, within=working(AGREE)),
            Step(
                "allow",
                _("核查准予动土"),
                ("agreed",),
                "allowed",
                SUPERVISORS,
                party=ISSUER,
                within=working(ALLOW),
            ),
            Step("dig", _("开始动土"), ("allowed",), "digging", DOERS, within=working(START)),
            Step(
                "fill", _("回填完毕"), ("digging",), "filled", DOERS, within=by_day("dig_until", UNTIL, DIG)
            ),
            Step(
                "check",
                _("核查管线"),
                ("filled",),
                "whole",
                SUPERVISORS,
                party=ISSUER,
                within=working(LOOK),
            ),
            Step(
                "send_back",
                _("停工重新交底"),
                ("agreed", "allowed", "digging", "filled"),
                "noticed",
                SUPERVISORS,
                party=ISSUER,
                why=True,
            ),
            Step("drop", _("取消"), ("noticed", "told", "agreed", "allowed"), "dropped", DOERS, why=True),
        ),
    ),
    asks={
        "tell": ("pipes", "owner", "told_on"),
        "agree": ("measures", "agreed_on"),
        "dig": ("watcher",),
        "fill": ("filled_on", "damaged"),
        "check": ("finding",),
    },
    columns=("place", "pipes", "dig_until"),
    wanted=Wanted("pipes_checked", False),
    evidence=frozenset({"agree"}),
    writes={"tell": {"pipes_checked": True}},
    guard=guard,
    by_enterprise=True,
)
