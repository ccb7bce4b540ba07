"""Units and people commended for their work on the city's safety."""

from __future__ import annotations

from django.db.models import Q

from ancheng.administration.registers.declare import (
    Chapter,
    Clock,
    Draw,
    Drawn,
    Number,
    Register,
    choice,
    day,
    text,
)


def _demo(draw: Draw) -> Drawn:
    for street in draw.streets:
        for month in draw.months[::4]:
            if draw.likely(0.3) and (on := draw.in_month(month)):
                yield street, _row(draw, on, "")
                if draw.likely(0.5):
                    yield street, _row(draw, on, f"示例人员{draw.random.randint(1, 99)}")
    if on := draw.in_month(draw.months[-1].replace(month=1)):
        yield draw.district, _row(draw, on, "")


def _row(draw: Draw, on: str, person: str) -> dict[str, object]:
    return {
        "subject": "person" if person else "unit",
        **({"person": person} if person else {}),
        "honour": draw.random.choice(("安全发展工作通报表扬", "专项行动先进集体", "隐患排查先进个人")),
        "form": draw.random.choice(("circular", "honour", "reward")),
        "decided_on": on,
        "basis": draw.random.choice(("考评结果", "专项行动总结", "举报核查成效")),
        **({"published_on": on} if draw.likely(0.85) else {}),
    }


REGISTER = Register(
    "表扬奖励",
    "Recognitions",
    Chapter.DUTY,
    "区安全生产委员会办公室",
    "四(三)",
    "对考评优秀、工作突出的单位和个人作出的表扬奖励，每次登记一条；决定后一个月内公布。",
    "Commendations of units and people that did well; each is made public within a month.",
    (
        choice(
            "subject", "对象", "Whom", ("unit", "单位", "Unit"), ("person", "个人", "Person"), required=True
        ),
        text("person", "个人姓名", "Name of the person", max_length=60),
        text("honour", "表扬奖励名称", "Commendation", required=True, max_length=120),
        choice(
            "form",
            "方式",
            "Form",
            ("circular", "通报表扬", "Circular"),
            ("honour", "授予称号", "Title"),
            ("reward", "给予奖励", "Reward"),
            required=True,
        ),
        day("decided_on", "决定日期", "Decided on", required=True),
        text("basis", "依据", "Basis", max_length=160),
        text("document", "决定文号", "Number of the decision", max_length=80),
        day("published_on", "公布日期", "Made public on"),
    ),
    key=("subject", "person", "honour", "decided_on"),
    title=("honour", "person"),
    columns=("subject", "person", "form", "decided_on", "published_on"),
    prefix="BZ",
    demo=_demo,
    dated="decided_on",
    clocks=(Clock("publish", "决定应公布", "Decision to be made public", "decided_on", 1, "published_on"),),
    numbers=(
        Number(
            "year",
            "本年表扬奖励",
            "Commendations this year",
            happened="starts_on",
            split="attributes__subject",
            unit="次",
            share=False,
        ),
        Number(
            "units",
            "本年受表扬单位",
            "Units commended this year",
            scope=Q(attributes__subject="unit"),
            happened="starts_on",
            unit="次",
            share=False,
        ),
    ),
)
