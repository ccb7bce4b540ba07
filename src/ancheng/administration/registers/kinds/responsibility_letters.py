"""Responsibility letters of the year: signed, then assessed."""

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
    text,
    whole,
)
from ancheng.kernel.measuring import Need


def _demo(draw: Draw) -> Drawn:
    for street in draw.streets:
        for year in (draw.today.year - 1, draw.today.year):
            if year == draw.today.year and draw.likely(0.03):
                continue
            yield (
                street,
                {
                    "kind": "party",
                    "signed_on": f"{year}-0{draw.random.randint(1, 3)}-{draw.random.randint(10, 27)}",
                    "counterpart": "北京市朝阳区人民政府",
                    "items": draw.random.randint(12, 24),
                    **(
                        {
                            "assessed_on": f"{year}-12-{draw.random.randint(10, 28)}",
                            "result": draw.random.choice(("met", "met", "met", "missed")),
                        }
                        if year < draw.today.year
                        else {}
                    ),
                },
            )


REGISTER = Register(
    "安全生产责任书",
    "Responsibility letters",
    Chapter.DUTY,
    "区安全生产委员会办公室",
    "二(三)8#1",
    "每年签订的安全生产责任书每份登记一条，一年内考核。",
    "One row for each letter signed in the year; it is assessed within twelve months.",
    (
        choice(
            "kind",
            "类别",
            "Kind",
            ("party", "党政责任书", "Party and government"),
            ("department", "部门责任书", "Department"),
            ("enterprise", "企业责任书", "Enterprise"),
            required=True,
        ),
        day("signed_on", "签订日期", "Signed on", required=True),
        text("counterpart", "签订对方", "With", required=True, max_length=100),
        whole("items", "责任事项", "Items", "项"),
        day("assessed_on", "考核日期", "Assessed on"),
        choice("result", "考核结果", "Result", ("met", "完成", "Met"), ("missed", "未完成", "Missed")),
    ),
    key=("kind", "counterpart", "signed_on"),
    title=("kind", "counterpart"),
    columns=("kind", "signed_on", "assessed_on", "result"),
    prefix="ZR",
    demo=_demo,
    dated="signed_on",
    period="year",
    clocks=(Clock("assess", "应考核", "To be assessed", "signed_on", 12, "assessed_on"),),
    duties=(Duty("每年签订责任书", "One letter each year", ("subdistrict",), 12),),
    numbers=(
        Number(
            "signed",
            "本年签订份数",
            "Signed this year",
            happened="starts_on",
            split="attributes__kind",
            unit="份",
            share=False,
        ),
        Number(
            "met",
            "责任书考核完成率",
            "Met on assessment",
            (Need("met", "考核完成", "Met", Q(attributes__result="met")),),
            begins=("attributes__assessed_on",),
        ),
    ),
)
