"""Fire-safety managers of high-rise buildings 高层建筑消防安全经理人: appointed, in office until a day, renewed or relieved."""

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
    by_day,
    day_of,
    default,
    legal,
    working,
)

RULE = "高层民用建筑消防安全管理规定（应急管理部令第5号）"
END = f"任期届满（{RULE}，未核对）"
CONFIRM = default("任命备案期限（工作日）", 10)
TERM = legal("消防安全经理人任期（日）", 1095, "任期", RULE, date(2021, 8, 1))


def guard(verb: str, facts: Facts, today: date) -> str:
    """A term ends after it begins, and a renewed one later than today."""
    begins, ends = day_of(facts, "appointed_on"), day_of(facts, "expires_on")
    if verb in ("open", "appoint", "renew") and ends and ends <= today:
        return "任期届满日期应晚于今天。"
    if begins and ends and ends <= begins:
        return "任期届满日期应晚于任命日期。"
    return ""


KIND = MatterKind(
    zh="高层建筑消防经理人",
    en="Fire-safety managers",
    prefix="XFJL",
    icon="user",
    department="朝阳消防救援支队",
    about_zh="高层公共建筑消防安全经理人、住宅楼长：任命、备案、任期、续任和离任；一幢楼一人在任。",
    about_en="Fire-safety managers of high-rise buildings: appointed, in office until a day, renewed or relieved.",
    assets=("high_rise",),
    fields=(
        choice(
            "post",
            "岗位",
            "Post",
            ("manager", "消防安全经理人", "Fire-safety manager"),
            ("head", "楼长", "Building head"),
        ),
        text("person", "姓名", "Name"),
        text("phone", "电话", "Phone"),
        text("certificate", "资格证书编号", "Certificate"),
        day("appointed_on", "任命日期", "Appointed on"),
        day("expires_on", "任期届满日期", "Expires on", clause=RULE),
    ),
    opening=("post", "person", "phone", "certificate", "appointed_on", "expires_on"),
    workflow=Workflow(
        name="fire_manager",
        label=_("高层建筑消防经理人"),
        start="nominated",
        states=(
            State("nominated", _("已提名，待备案")),
            State("in_office", _("在任")),
            State("relieved", _("已离任"), end=True),
        ),
        steps=(
            Step(
                "appoint",
                _("备案任命"),
                ("nominated",),
                "in_office",
                SUPERVISORS,
                party=ISSUER,
                within=working(CONFIRM),
            ),
            Step(
                "renew",
                _("续任"),
                ("in_office",),
                "in_office",
                DOERS,
                within=by_day("expires_on", END, TERM),
            ),
            Step("relieve", _("离任"), ("nominated", "in_office"), "relieved", DOERS, why=True),
        ),
    ),
    asks={"renew": ("expires_on",)},
    columns=("post", "person", "phone", "expires_on"),
    wanted=Wanted("fire_safety_manager", False),
    optional=frozenset({"certificate"}),
    writes={"appoint": {"fire_safety_manager": True}, "relieve": {"fire_safety_manager": False}},
    guard=guard,
)
