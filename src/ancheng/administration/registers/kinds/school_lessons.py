"""Safety lessons and emergency drills of schools, one row each."""

from __future__ import annotations

from django.db.models import Q

from ancheng.administration.registers.declare import (
    Chapter,
    Draw,
    Drawn,
    Duty,
    Number,
    Register,
    choice,
    day,
    text,
    whole,
    yesno,
)
from ancheng.kernel.measuring import Need


def _demo(draw: Draw) -> Drawn:
    for street in draw.streets:
        for number in range(1, 4):
            for month in draw.months[::3]:
                if on := draw.in_month(month):
                    yield (
                        street,
                        {
                            "school": f"{street}演示学校{number:02d}",
                            "kind": draw.random.choice(("lesson", "lesson", "drill")),
                            "held_on": on,
                            "subject": draw.random.choice(
                                ("防火逃生", "防震避险", "防溺水", "交通安全", "校车应急")
                            ),
                            "pupils": draw.random.randint(120, 1500),
                            "evaluated": draw.likely(0.88),
                        },
                    )


REGISTER = Register(
    "学校安全课和应急演练",
    "Lessons and drills at schools",
    Chapter.AWARENESS,
    "区教委",
    "二(八)25#3",
    "中小学、幼儿园每上一次安全课或组织一次演练登记一条；演练须有评估。",
    "One row for each safety lesson or drill of a school; a drill is to be evaluated.",
    (
        text("school", "学校", "School", required=True, max_length=80),
        choice(
            "kind",
            "类别",
            "Kind",
            ("lesson", "安全课", "Lesson"),
            ("drill", "应急演练", "Drill"),
            required=True,
        ),
        day("held_on", "开展日期", "Held on", required=True),
        text("subject", "主题", "Subject", required=True, max_length=120),
        whole("pupils", "参加学生", "Pupils", "人"),
        yesno("evaluated", "已评估", "Evaluated"),
    ),
    key=("school", "kind", "held_on"),
    title=("school", "subject"),
    columns=("school", "kind", "held_on", "pupils"),
    prefix="XX",
    demo=_demo,
    dated="held_on",
    duties=(
        Duty(
            "每半年至少登记一次学校安全课或演练",
            "At least one lesson or drill each half-year",
            ("subdistrict",),
            6,
        ),
    ),
    numbers=(
        Number(
            "held",
            "本年安全课和演练",
            "Lessons and drills this year",
            happened="starts_on",
            split="attributes__kind",
            unit="次",
            share=False,
        ),
        Number(
            "evaluated",
            "演练评估率",
            "Drills evaluated",
            (Need("evaluated", "演练已评估", "Drill evaluated", Q(attributes__evaluated=True)),),
            scope=Q(attributes__kind="drill"),
            happened="starts_on",
        ),
    ),
)
