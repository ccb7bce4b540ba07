"""Who uses which business area of the platform, counted each night from the audit trail."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from ancheng.administration.registers.declare import (
    Chapter,
    Draw,
    Drawn,
    Duty,
    Number,
    Register,
    day,
    whole,
)
from ancheng.kernel.measuring import Need


def _demo(draw: Draw) -> Drawn:
    units = [
        *draw.streets,
        *(
            unit
            for unit in draw.departments.values()
            if unit.kind in ("department", "branch", "vertical", "institution")
        ),
    ]
    for number, unit in enumerate(units):
        for position, month in enumerate(draw.months):
            idle = number % 13 == 5 and position % 4 == 3
            counts = {
                area: 0 if idle else draw.random.randint(0 if area in ("command", "decision") else 1, 60)
                for area in AREAS
            }
            yield unit, {"month": month.isoformat(), **counts}


def _total(values: dict[str, Any]) -> dict[str, Any]:
    counts = [values.get(each, 0) for each in AREAS]
    return {**values, "total": sum(counts), "areas": sum(each > 0 for each in counts)}


AREAS = ("supervision", "monitoring", "command", "decision", "administration")
LABELS = (
    ("监管监察", "Supervision"),
    ("监测预警", "Monitoring"),
    ("应急指挥", "Command"),
    ("辅助决策", "Decision"),
    ("政务管理", "Administration"),
)
REGISTER = Register(
    "平台使用情况",
    "Use of the platform",
    Chapter.RESCUE,
    "区应急局",
    "二(六)17#1",
    "由平台按操作记录每晚自动统计，每个单位每月一条，不能手工填写。",
    "Counted by the platform each night from its audit trail, one row for each unit and month; never typed in.",
    (
        day("month", "月份", "Month", required=True),
        *(
            whole(key, f"{zh}操作", f"{en} actions", "次")
            for key, (zh, en) in zip(AREAS, LABELS, strict=True)
        ),
        whole("total", "操作合计", "All actions", "次"),
        whole("areas", "使用的业务领域", "Areas used", "个"),
    ),
    key=("month",),
    title=("month",),
    columns=("month", "total", "areas"),
    prefix="SY",
    demo=_demo,
    dated="month",
    period="month",
    derive=_total,
    automatic=True,
    duties=(Duty("每月使用平台", "Uses the platform each month", ("subdistrict", "department"), 1),),
    numbers=(
        Number(
            "any",
            "本月使用平台的单位",
            "Units that used the platform",
            (Need("used", "本月有业务操作", "Any action this month", Q(attributes__total__gt=0)),),
            ends=("ends_on", "closed_on"),
        ),
        Number(
            "every",
            "本月使用全部五个领域的单位",
            "Units that used all five areas",
            (
                Need(
                    "areas", "五个业务领域均有操作", "Actions in all five areas", Q(attributes__areas__gte=5)
                ),
            ),
            ends=("ends_on", "closed_on"),
        ),
    ),
)
