"""Illegal construction 违法建设: found, verified, ordered, demolished or regularised, checked, closed."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from ancheng.kernel.workflow.declare import ISSUER, State, Step, Workflow
from ancheng.supervision.assets.declare import choice, day, number, text, yesno
from ancheng.supervision.matters.declare import (
    DOERS,
    SUPERVISORS,
    Facts,
    MatterKind,
    Wanted,
    by_day,
    default,
    working,
)

LAW = "城乡规划法第六十四条至第六十八条"
PERIOD = f"责令限期（{LAW}，未核对）"
VERIFY, ORDER = default("违法建设核实期限（工作日）", 5), default("作出责令决定期限（工作日）", 10)
REMOVE = default("限期拆除期限（日）", 15)
CHECK, CLOSE = default("拆除核查期限（工作日）", 5), default("结案归档期限（工作日）", 5)


def guard(verb: str, facts: Facts, today: date) -> str:
    """Nobody is ordered by a day that has passed; nobody may be inside when it is taken down."""
    until = facts.get("until")
    if verb == "order" and until and date.fromisoformat(until) <= today:
        return "限期应晚于今天，请核对。"
    if verb == "demolish" and facts.get("people_inside"):
        return "仍有人居住或经营，须先清退人员，并更新“有人居住或经营”后再登记拆除。"
    done = facts.get("done_on")
    if verb in ("demolish", "regularise") and done and date.fromisoformat(done) > today:
        return "完成日期不能晚于今天。"
    return ""


KIND = MatterKind(
    zh="违法建设",
    en="Illegal construction",
    prefix="WJSX",
    icon="gavel",
    department="区城管执法局",
    about_zh="私自修建、超层加建、超期临建、私搭乱建：发现、核实、责令、拆除或补办、核查、结案。",
    about_en="Illegal construction: found, verified, ordered, demolished or regularised, checked, closed.",
    assets=("illegal_construction",),
    fields=(
        choice(
            "form",
            "违建类型",
            "Form",
            ("unauthorised", "私自修建", "Built without permission"),
            ("extra_floors", "超层加建", "Extra floors"),
            ("expired", "超期临建", "Expired temporary building"),
            ("makeshift", "私搭乱建", "Makeshift"),
        ),
        day("found_on", "发现日期", "Found on"),
        text("builder", "当事人", "Builder"),
        number("area_m2", "面积", "Area", "m²", minimum=0.1, maximum=1_000_000),
        yesno("people_inside", "有人居住或经营", "Occupied"),
        text("grounds", "认定依据", "Grounds", clause=LAW),
        day("until", "限期", "Until"),
        day("done_on", "完成日期", "Done on"),
        text("permit_number", "补办许可文号", "Permit number"),
        text("finding", "核查意见", "Finding"),
    ),
    opening=("form", "found_on", "builder"),
    workflow=Workflow(
        name="illegal_construction",
        label=_("违法建设"),
        start="found",
        states=(
            State("found", _("已发现，待核实")),
            State("verified", _("已核实，待责令")),
            State("ordered", _("已责令，限期内")),
            State("demolished", _("已拆除，待核查")),
            State("regularised", _("已补办，待核查")),
            State("checked", _("已核查，待结案")),
            State("closed", _("已结案"), end=True),
            State("unfounded", _("不属违法建设"), end=True),
        ),
        steps=(
            Step("verify", _("核实"), ("found",), "verified", DOERS, within=working(VERIFY)),
            Step("dismiss", _("不属违法建设"), ("found",), "unfounded", DOERS, why=True),
            Step(
                "order",
                _("责令限期拆除或改正"),
                ("verified",),
                "ordered",
                SUPERVISORS,
                party=ISSUER,
                within=working(ORDER),
            ),
            Step(
                "demolish",
                _("登记拆除"),
                ("ordered",),
                "demolished",
                DOERS,
                within=by_day("until", PERIOD, REMOVE),
            ),
            Step("regularise", _("登记补办"), ("ordered",), "regularised", DOERS),
            Step(
                "check",
                _("现场核查"),
                ("demolished", "regularised"),
                "checked",
                SUPERVISORS,
                party=ISSUER,
                within=working(CHECK),
            ),
            Step(
                "send_back",
                _("退回继续拆除"),
                ("demolished", "regularised"),
                "ordered",
                SUPERVISORS,
                party=ISSUER,
                why=True,
            ),
            Step(
                "close", _("结案"), ("checked",), "closed", SUPERVISORS, party=ISSUER, within=working(CLOSE)
            ),
        ),
    ),
    asks={
        "verify": ("area_m2", "people_inside", "grounds"),
        "order": ("until",),
        "demolish": ("done_on", "people_inside"),
        "regularise": ("done_on", "permit_number"),
        "check": ("finding",),
    },
    columns=("form", "area_m2", "until"),
    wanted=Wanted("demolished", False),
    evidence=frozenset({"verify", "demolish", "regularise"}),
    orders={"order": "责令限期拆除（改正）通知书"},
    writes={
        "verify": {"area_m2": "=area_m2", "people_inside": "=people_inside"},
        "demolish": {"people_inside": "=people_inside"},
    },
    guard=guard,
    addressee="builder",
)
