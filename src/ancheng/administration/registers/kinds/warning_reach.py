"""How many residents a weather warning reached, by area."""

from __future__ import annotations

from ancheng.administration.registers.declare import (
    Chapter,
    Draw,
    Drawn,
    Duty,
    Number,
    Register,
    choice,
    day,
    no_more,
    text,
    whole,
)


def _demo(draw: Draw) -> Drawn:
    for month in draw.months:
        if month.month not in (1, 5, 6, 7, 8, 9, 12) or not (on := draw.in_month(month)):
            continue
        for street in draw.streets:
            people = 40_000 + street.pk * 37 % 90_000
            yield (
                street,
                {
                    "warning": f"{on[:7]}演示气象预警",
                    "hazard": draw.random.choice(("rain", "wind", "cold", "heat")),
                    "issued_on": on,
                    "channels": "短信、广播、电子屏、网格员",
                    "population": people,
                    "reached": round(people * draw.random.uniform(0.9, 0.98)),
                },
            )


REGISTER = Register(
    "预警信息公众覆盖",
    "Public reach of warnings",
    Chapter.MONITORING,
    "区气象局",
    "二(五)15#1",
    "每次气象灾害预警，按街道、地区登记常住人口和至少由一种渠道触达的人口。",
    "For each warning and area: residents, and those whom at least one channel reached.",
    (
        text("warning", "预警", "Warning", required=True, max_length=120),
        choice(
            "hazard",
            "灾种",
            "Hazard",
            ("rain", "暴雨", "Rain"),
            ("wind", "大风", "Wind"),
            ("cold", "寒潮、低温", "Cold"),
            ("heat", "高温", "Heat"),
            ("thunder", "雷电、冰雹", "Thunder"),
        ),
        day("issued_on", "发布日期", "Issued on", required=True),
        text("channels", "渠道", "Channels", max_length=160),
        whole("population", "常住人口", "Residents", "人", required=True),
        whole("reached", "触达人口", "Reached", "人"),
    ),
    key=("warning", "issued_on"),
    title=("warning",),
    columns=("hazard", "issued_on", "population", "reached"),
    prefix="CD",
    demo=_demo,
    dated="issued_on",
    fault=no_more("reached", "population"),
    duties=(Duty("每年至少登记一次预警触达", "At least one warning each year", ("subdistrict",), 12),),
    numbers=(
        Number(
            "reach",
            "本年公众覆盖率",
            "Public reach this year",
            happened="starts_on",
            weight="attributes__population",
            held="attributes__reached",
        ),
    ),
)
