"""Special equipment past its inspection 特种设备超期未检: notified, inspected, or stopped until it is inspected."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from ancheng.kernel.workflow.declare import ISSUER, State, Step, Workflow
from ancheng.supervision.assets.declare import choice, day, text
from ancheng.supervision.matters.declare import (
    DOERS,
    SUPERVISORS,
    Facts,
    MatterKind,
    Wanted,
    calendar,
    day_of,
    default,
    working,
)

LAW = "特种设备安全法（2013年）"
NOTIFY, STOP = default("超期告知期限（工作日）", 3), default("告知后检验期限（日）", 30)
RESUME, REPAIR = default("停用设备恢复期限（日）", 90), default("检验不合格处置期限（工作日）", 5)


def guard(verb: str, facts: Facts, today: date) -> str:
    """What failed or was never inspected does not go back into use."""
    due, inspected = day_of(facts, "inspection_due"), day_of(facts, "inspected_on")
    if verb == "open" and due and due >= today:
        return "下次检验日期尚未到，不需要立案；到期未检时再登记。"
    if verb in ("pass", "resume"):
        following = day_of(facts, "next_due")
        if inspected and inspected > today:
            return "检验日期不能晚于今天。"
        if following and following <= today:
            return "下次检验日期应晚于今天。"
        if facts.get("result") == "failed":
            return "检验结论为不合格，不能恢复使用，请登记“检验不合格”或责令停止使用。"
    return ""


KIND = MatterKind(
    zh="特种设备超期未检",
    en="Special equipment overdue",
    prefix="TSSX",
    icon="settings",
    department="区市场监管局",
    about_zh="超过检验有效期的特种设备：告知、检验，或责令停止使用，检验合格后恢复；检验依据特种设备安全法第四十条。",
    about_en="Special equipment past its inspection: notified, inspected, or stopped until it passes.",
    assets=("elevator", "crane", "pressure_vessel", "amusement_ride"),
    fields=(
        day("inspection_due", "应检日期", "Inspection was due", clause=f"{LAW}第四十条"),
        text("contact", "使用单位联系人", "Contact"),
        day("notified_on", "告知日期", "Notified on"),
        choice(
            "result",
            "检验结论",
            "Result",
            ("passed", "合格", "Passed"),
            ("failed", "不合格", "Failed"),
        ),
        text("report_number", "检验报告编号", "Report number"),
        day("inspected_on", "检验日期", "Inspected on"),
        day("next_due", "下次检验日期", "Next inspection due"),
        text("reason", "停用原因", "Why it was stopped"),
    ),
    opening=("inspection_due",),
    workflow=Workflow(
        name="special_equipment",
        label=_("特种设备超期未检"),
        start="overdue",
        states=(
            State("overdue", _("超期未检，待告知")),
            State("notified", _("已告知，待检验")),
            State("failed", _("检验不合格")),
            State("stopped", _("责令停止使用")),
            State("passed", _("检验合格"), end=True),
            State("scrapped", _("已报废注销"), end=True),
        ),
        steps=(
            Step(
                "notify",
                _("告知使用单位"),
                ("overdue",),
                "notified",
                SUPERVISORS,
                party=ISSUER,
                within=working(NOTIFY),
            ),
            Step("pass", _("登记检验合格"), ("overdue", "notified"), "passed", DOERS, within=calendar(STOP)),
            Step("fail", _("登记检验不合格"), ("overdue", "notified"), "failed", DOERS),
            Step(
                "stop",
                _("责令停止使用"),
                ("overdue", "notified", "failed"),
                "stopped",
                SUPERVISORS,
                party=ISSUER,
                within=working(REPAIR),
            ),
            Step(
                "resume",
                _("检验合格恢复使用"),
                ("failed", "stopped"),
                "passed",
                SUPERVISORS,
                party=ISSUER,
                within=calendar(RESUME),
            ),
            Step("scrap", _("报废注销"), ("stopped", "failed"), "scrapped", DOERS, why=True),
        ),
    ),
    asks={
        "notify": ("notified_on", "contact"),
        "pass": ("result", "report_number", "inspected_on", "next_due"),
        "fail": ("result", "report_number", "inspected_on"),
        "stop": ("reason",),
        "resume": ("result", "report_number", "inspected_on", "next_due"),
    },
    columns=("inspection_due", "contact", "next_due"),
    wanted=Wanted("inspection_due", lapsed=True),
    evidence=frozenset({"pass", "resume"}),
    orders={"stop": "特种设备责令停止使用通知书"},
    writes={
        "pass": {"inspected_on": "=inspected_on", "inspection_due": "=next_due"},
        "resume": {"inspected_on": "=inspected_on", "inspection_due": "=next_due"},
    },
    guard=guard,
    by_enterprise=True,
)
