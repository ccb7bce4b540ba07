"""How many fire stations and how much hydrant cover each area needs, and what it has."""

from __future__ import annotations

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


def _demo(draw: Draw) -> Drawn:
    for street in draw.streets:
        for year in (draw.today.year - 2, draw.today.year - 1, draw.today.year):
            for item, required in (
                ("station_number", draw.random.randint(1, 2)),
                ("station_grade", 1),
                ("hydrant_coverage", draw.random.randint(20, 90)),
            ):
                short = street.pk % 7 == 2 and item == "hydrant_coverage"
                yield (
                    street,
                    {
                        "item": item,
                        "assessed_on": f"{year}-01-20",
                        "required": required,
                        "met": required - 2 if short else required,
                        "basis": "城市消防站建设标准、消防给水规范（演示测算）",
                    },
                )


REGISTER = Register(
    "消防站和消火栓布局测算",
    "Layout of fire stations and hydrants",
    Chapter.SOURCE,
    "朝阳消防救援支队",
    "重点工程一#1",
    "每个街道、地区每年测算一次应建消防站数量、等级和消火栓覆盖范围。",
    "Each area works out once a year the number and grade of fire stations and the hydrant cover that it needs.",
    (
        choice(
            "item",
            "测算项",
            "Item",
            ("station_number", "消防站数量（座）", "Stations"),
            ("station_grade", "消防站等级（座）", "Grade of stations"),
            ("hydrant_coverage", "消火栓覆盖道路（公里）", "Roads covered by hydrants (km)"),
            required=True,
        ),
        day("assessed_on", "测算日期", "Worked out on", required=True),
        number("required", "应达到", "Required", required=True),
        number("met", "已达到", "Met"),
        text("basis", "测算依据", "Basis", required=True, max_length=160),
    ),
    key=("item", "assessed_on"),
    title=("item",),
    columns=("item", "assessed_on", "required", "met"),
    prefix="XF",
    demo=_demo,
    dated="assessed_on",
    period="year",
    clocks=(Clock("again", "应重新测算", "To be worked out again", "assessed_on", 12, renewed=True),),
    duties=(Duty("每年测算一次", "Worked out each year", ("subdistrict",), 12),),
    numbers=(
        Number(
            "layout",
            "布局达标",
            "Layout to standard",
            ends=("ends_on", "closed_on"),
            weight="attributes__required",
            held="attributes__met",
            split="attributes__item",
        ),
    ),
)
