"""Figures that come from outside: each with its year and its source."""

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
    number,
    text,
    yesno,
)
from ancheng.kernel.measuring import Need


def _demo(draw: Draw) -> Drawn:
    office = draw.office("区应急局")
    for year in (draw.today.year - 2, draw.today.year - 1, draw.today.year):
        yield (
            office,
            {
                "figure": "national_outage",
                "year": f"{year}-01-01",
                "value": 2.1,
                "measured_in": "小时/户",
                "source": f"演示数据：{year}年全国城市用户平均停电时间（非官方数值）",
                "checked": False,
            },
        )
        yield (
            office,
            {
                "figure": "power_customers",
                "year": f"{year}-01-01",
                "value": 1_650_000 + year % 10 * 4000,
                "measured_in": "户",
                "source": f"演示数据：{year}年供电用户数",
                "checked": True,
            },
        )


REGISTER = Register(
    "外部统计数据",
    "Figures from outside",
    Chapter.MONITORING,
    "区应急局",
    "二(五)15#2",
    "评价需要而平台没有记录的外部数值，逐年登记并注明来源。",
    "Figures that the evaluation needs and the platform has no records of, by year, with their source.",
    (
        choice(
            "figure",
            "数据",
            "Figure",
            ("national_outage", "全国城市用户平均停电时间", "National average outage time"),
            ("power_customers", "全区供电用户数", "Power customers of the district"),
            required=True,
        ),
        day("year", "年份", "Year", required=True, help="填该年任意一天。"),
        number("value", "数值", "Value", required=True),
        text("measured_in", "计量单位", "Measured in", max_length=20),
        text("source", "来源", "Source", required=True, max_length=200),
        yesno("checked", "已核对原文", "Checked against the source"),
    ),
    key=("figure", "year"),
    by_unit=False,
    title=("figure", "source"),
    columns=("figure", "year", "value", "source"),
    prefix="WB",
    demo=_demo,
    dated="year",
    period="year",
    clocks=(Clock("renew", "应登记新一年数值", "Next year's figure due", "year", 18, renewed=True),),
    numbers=(
        Number(
            "customers",
            "供电用户数",
            "Power customers",
            scope=Q(attributes__figure="power_customers"),
            weight="attributes__value",
            ends=("ends_on", "closed_on"),
            side="denominator",
            unit="户",
            share=False,
        ),
        Number(
            "checked",
            "已核对原文",
            "Checked against the source",
            (Need("checked", "已核对原文", "Checked", Q(attributes__checked=True)),),
        ),
    ),
)
