"""Reports of hydrological stations: how many were expected each month, how many came."""

from __future__ import annotations

from typing import Any

from ancheng.administration.registers.declare import (
    Chapter,
    Draw,
    Drawn,
    Duty,
    Number,
    Register,
    day,
    no_more,
    text,
    whole,
)


def _demo(draw: Draw) -> Drawn:
    office = draw.office("区水务局")
    for number in range(1, 15):
        for month in draw.months:
            expected = 30 * 24
            upkeep = 8 if draw.likely(0.2) else 0
            lost = draw.random.randint(3, 30) if number in (4, 11) and draw.likely(0.5) else 0
            yield (
                office,
                {
                    "station": f"演示水文站{number:02d}",
                    "month": month.isoformat(),
                    "expected": expected,
                    "upkeep": upkeep,
                    "received": expected - upkeep - lost,
                },
            )


def _counted(values: dict[str, Any]) -> dict[str, Any]:
    """Approved maintenance is no failure."""
    values["counted"] = max(values.get("expected", 0) - values.get("upkeep", 0), 0)
    return values


REGISTER = Register(
    "水文遥测报文",
    "Reports of hydrological stations",
    Chapter.MONITORING,
    "区水务局",
    "二(五)15#1",
    "每个水文站每月登记应到、实到报文数，批准的检修时段扣除。",
    "Each station and month: reports expected, less approved maintenance, and reports received.",
    (
        text("station", "测站", "Station", required=True, max_length=60),
        day("month", "月份", "Month", required=True, help="填该月任意一天。"),
        whole("expected", "应到报文", "Expected", "份", required=True),
        whole("upkeep", "批准检修时段报文", "In approved maintenance", "份"),
        whole("received", "实到报文", "Received", "份"),
        whole("counted", "计入报文", "Counted", "份", help="应到减批准检修，由平台计算。"),
    ),
    key=("station", "month"),
    by_unit=False,
    title=("station",),
    columns=("month", "counted", "received"),
    prefix="SW",
    demo=_demo,
    dated="month",
    period="month",
    derive=_counted,
    fault=no_more("received", "counted"),
    duties=(Duty("每月报送一次", "Handed in each month", (), 1, names=("区水务局",)),),
    numbers=(
        Number(
            "uptime",
            "本月运行率",
            "Operating rate of the month",
            ends=("ends_on", "closed_on"),
            weight="attributes__counted",
            held="attributes__received",
        ),
    ),
)
