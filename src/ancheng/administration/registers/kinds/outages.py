"""Power outages: hours, customers, and what was learned."""

from __future__ import annotations

from typing import Any

from ancheng.administration.registers.declare import (
    Chapter,
    Clock,
    Draw,
    Drawn,
    Number,
    Register,
    choice,
    day,
    number,
    text,
    whole,
)
from ancheng.kernel.measuring import Need


def _demo(draw: Draw) -> Drawn:
    for month in draw.months:
        for _number in range(draw.random.randint(8, 16)):
            if on := draw.in_month(month):
                yield (
                    draw.random.choice(draw.streets),
                    {
                        "event": f"演示停电{on}-{draw.random.randint(1000, 9999)}",
                        "happened_on": on,
                        "hours": draw.random.randint(5, 60) / 10,
                        "customers": draw.random.randint(50, 1800),
                        "cause": draw.random.choice(("equipment", "works", "weather", "user", "planned")),
                        **({"reviewed_on": on} if draw.likely(0.92) else {}),
                    },
                )


def _customer_hours(values: dict[str, Any]) -> dict[str, Any]:
    values["customer_hours"] = round(values.get("hours", 0) * values.get("customers", 0), 2)
    return values


REGISTER = Register(
    "停电事件",
    "Power outages",
    Chapter.MONITORING,
    "区城管委",
    "二(五)15#2",
    "每次停电登记一条，时长乘用户数计入用户平均停电时间；一个月内完成原因分析。",
    "One row for each outage; hours times customers count; its cause is analysed within a month.",
    (
        text("event", "事件", "Event", required=True, max_length=120),
        day("happened_on", "发生日期", "Happened on", required=True),
        number("hours", "停电时长", "Hours", "小时", required=True, maximum=720),
        whole("customers", "停电用户", "Customers", "户", required=True),
        choice(
            "cause",
            "原因",
            "Cause",
            ("equipment", "设备故障", "Equipment"),
            ("works", "施工外力", "Works"),
            ("weather", "天气", "Weather"),
            ("user", "用户侧", "Customer"),
            ("planned", "计划检修", "Planned"),
        ),
        day("reviewed_on", "原因分析完成日期", "Analysed on"),
        number("customer_hours", "停电时户数", "Customer-hours", "时·户", help="时长乘用户数，由平台计算。"),
    ),
    key=("event", "happened_on"),
    title=("event", "cause"),
    columns=("happened_on", "hours", "customers", "cause"),
    prefix="TD",
    demo=_demo,
    dated="happened_on",
    derive=_customer_hours,
    clocks=(Clock("review", "应分析原因", "Cause to be analysed", "happened_on", 1, "reviewed_on"),),
    numbers=(
        Number(
            "customer_hours",
            "本年停电时户数",
            "Customer-hours this year",
            happened="starts_on",
            weight="attributes__customer_hours",
            side="numerator",
            unit="时·户",
            share=False,
        ),
        Number(
            "reviewed",
            "原因分析完成率",
            "Causes analysed",
            (Need("reviewed", "已分析原因", "Analysed", since="attributes__reviewed_on"),),
            happened="starts_on",
        ),
    ),
)
