"""Old buildings 老旧房屋: survey, identification grade A–D, treatment, check."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from ancheng.kernel.workflow.declare import ISSUER, State, Step, Workflow
from ancheng.supervision.assets.declare import choice, day, text, whole, yesno
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

STANDARD = "危险房屋鉴定标准（JGJ 125-2016）"
PERIOD = "治理期限（产品默认，未核对）"
SURVEY, APPRAISE = default("房屋排查期限（日）", 30), default("房屋安全鉴定期限（日）", 60)
DECIDE, TREAT = default("鉴定后处置期限（工作日）", 10), default("房屋治理期限（日）", 180)
CHECK = default("治理核查期限（工作日）", 10)


def guard(verb: str, facts: Facts, today: date) -> str:
    """A and B stay in use, C and D are treated; from D people leave first."""
    grade = facts.get("grade")
    if verb == "keep" and grade in ("C", "D"):
        return f"鉴定为{grade}级危险房屋，不能直接继续使用，须列入治理。"
    if verb == "treat" and grade in ("A", "B"):
        return f"鉴定为{grade}级，不属于须治理的危险房屋，请办理“继续使用”。"
    if verb == "treat" and grade == "D" and not facts.get("evacuated"):
        return "D级整幢危险房屋须先撤离人员，再列入治理。"
    done = day_of(facts, "treated_on")
    if verb == "finish" and done and done > today:
        return "治理完成日期不能晚于今天。"
    return ""


KIND = MatterKind(
    zh="老旧房屋治理",
    en="Old buildings",
    prefix="LJSX",
    icon="building",
    department="区房管局",
    about_zh="老旧房屋排查、安全鉴定（A–D级）、治理和核查；D级先撤离人员。",
    about_en="Old buildings: surveyed, appraised A–D, treated and checked; people leave a D building first.",
    assets=("old_building",),
    fields=(
        text("concern", "排查原因", "Why it is surveyed"),
        day("surveyed_on", "排查日期", "Surveyed on"),
        text("survey", "排查情况", "What was found"),
        whole("residents", "使用人数", "People inside", "人"),
        choice(
            "grade",
            "鉴定等级",
            "Appraisal grade",
            ("A", "A 级", "A"),
            ("B", "B 级", "B"),
            ("C", "C 级", "C"),
            ("D", "D 级", "D"),
            clause=STANDARD,
        ),
        text("appraiser", "鉴定机构", "Appraiser"),
        text("report_number", "鉴定报告编号", "Report number"),
        day("appraised_on", "鉴定日期", "Appraised on"),
        choice(
            "measure",
            "治理方式",
            "Measure",
            ("strengthen", "加固", "Strengthened"),
            ("repair", "修缮", "Repaired"),
            ("vacate", "停止使用", "Vacated"),
            ("demolish", "拆除", "Demolished"),
        ),
        yesno("evacuated", "人员已撤离", "Evacuated"),
        day("treat_until", "治理期限", "Treat until"),
        day("treated_on", "治理完成日期", "Treated on"),
        text("result", "治理情况", "Result"),
        text("finding", "核查意见", "Finding"),
    ),
    opening=("concern",),
    workflow=Workflow(
        name="old_building",
        label=_("老旧房屋治理"),
        start="listed",
        states=(
            State("listed", _("待排查")),
            State("surveyed", _("已排查，待鉴定")),
            State("appraised", _("已鉴定，待处置")),
            State("treating", _("治理中")),
            State("treated", _("已治理，待核查")),
            State("checked", _("已核查销号"), end=True),
            State("kept", _("继续使用"), end=True),
        ),
        steps=(
            Step("survey", _("登记排查"), ("listed",), "surveyed", DOERS, within=calendar(SURVEY)),
            Step("appraise", _("登记鉴定结论"), ("surveyed",), "appraised", DOERS, within=calendar(APPRAISE)),
            Step("treat", _("列入治理"), ("appraised",), "treating", DOERS, within=working(DECIDE)),
            Step("keep", _("继续使用"), ("appraised",), "kept", SUPERVISORS, party=ISSUER),
            Step(
                "finish",
                _("治理完成"),
                ("treating",),
                "treated",
                DOERS,
                within=by_day("treat_until", PERIOD, TREAT),
            ),
            Step(
                "check",
                _("核查销号"),
                ("treated",),
                "checked",
                SUPERVISORS,
                party=ISSUER,
                within=working(CHECK),
            ),
            Step(
                "send_back",
                _("退回治理"),
                ("treated",),
                "treating",
                SUPERVISORS,
                party=ISSUER,
                why=True,
            ),
        ),
    ),
    asks={
        "survey": ("surveyed_on", "survey", "residents"),
        "appraise": ("grade", "appraiser", "report_number", "appraised_on"),
        "treat": ("measure", "evacuated", "treat_until"),
        "finish": ("treated_on", "result"),
        "check": ("finding",),
    },
    columns=("grade", "measure", "treat_until"),
    wanted=Wanted("grade"),
    optional=frozenset({"residents"}),
    evidence=frozenset({"appraise", "finish"}),
    writes={
        "survey": {"surveyed_on": "=surveyed_on"},
        "appraise": {"grade": "=grade", "appraised_on": "=appraised_on"},
        "keep": {"treatment": "none_needed"},
        "treat": {"treatment": "under_way"},
        "check": {"treatment": "done"},
    },
    guard=guard,
)
