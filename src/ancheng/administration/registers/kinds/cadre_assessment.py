"""How leading cadres did on safety in the yearly assessment, and whether it counted."""

from __future__ import annotations

from django.db.models import Q

from ancheng.administration.registers.declare import (
    Chapter,
    Clock,
    Draw,
    Drawn,
    Duty,
    Number,
    Register,
    choice,
    day,
    number,
    text,
)
from ancheng.kernel.measuring import Need


def _demo(draw: Draw) -> Drawn:
    for street in draw.streets:
        for post in ("党（工）委书记", "主任"):
            for year in (draw.today.year - 1, draw.today.year):
                score = draw.random.randint(68, 98)
                yield (
                    street,
                    {
                        "post": post,
                        "assessed_on": f"{year}-01-{draw.random.randint(8, 28):02d}",
                        "score": score,
                        "weight": 8,
                        "grade": "excellent"
                        if score > 92
                        else "good"
                        if score > 80
                        else "fair"
                        if score > 70
                        else "poor",
                        **(
                            {"applied_on": f"{year}-02-{draw.random.randint(10, 27)}"}
                            if draw.likely(0.94)
                            else {}
                        ),
                    },
                )


REGISTER = Register(
    "领导干部安全责任考核",
    "Assessment of leading cadres",
    Chapter.DUTY,
    "区安全生产委员会办公室",
    "二(三)8#1",
    "党政领导干部安全责任年度考核每人每年登记一条，结果在三个月内运用。",
    "One row for each post and year; the result is put to use within three months.",
    (
        text("post", "职务", "Post", required=True, max_length=60),
        day("assessed_on", "考核日期", "Assessed on", required=True),
        number("score", "得分", "Score", "分", maximum=100),
        number("weight", "在综合考核中的权重", "Weight in the whole", "%", maximum=100),
        choice(
            "grade",
            "等次",
            "Grade",
            ("excellent", "优秀", "Excellent"),
            ("good", "良好", "Good"),
            ("fair", "一般", "Fair"),
            ("poor", "较差", "Poor"),
        ),
        day("applied_on", "结果运用日期", "Put to use on"),
    ),
    key=("post", "assessed_on"),
    title=("post", "grade"),
    columns=("post", "score", "grade", "applied_on"),
    prefix="KH",
    demo=_demo,
    dated="assessed_on",
    period="year",
    clocks=(Clock("apply", "应运用考核结果", "Result to be used", "assessed_on", 3, "applied_on"),),
    duties=(Duty("每年考核一次", "Assessed each year", ("subdistrict",), 12),),
    numbers=(
        Number(
            "applied",
            "考核结果运用率",
            "Results put to use",
            (Need("applied", "结果已运用", "Put to use", since="attributes__applied_on"),),
            ends=("ends_on", "closed_on"),
        ),
        Number(
            "good",
            "良好以上比例",
            "Good or better",
            (Need("good", "良好以上", "Good or better", Q(attributes__grade__in=["excellent", "good"])),),
            ends=("ends_on", "closed_on"),
        ),
    ),
)
