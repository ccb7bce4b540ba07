"""Talks, circulars and sanctions for work on the city's safety that was not done."""

from __future__ import annotations

from django.db.models import Q

from ancheng.administration.registers.declare import (
    Chapter,
    Clock,
    Draw,
    Drawn,
    Number,
    Register,
    after,
    choice,
    day,
    text,
)
from ancheng.kernel.measuring import Need


def _demo(draw: Draw) -> Drawn:
    for street in draw.streets:
        for month in draw.months[::3]:
            if draw.likely(0.25) and (on := draw.in_month(month)):
                yield street, _row(draw, on)
    if on := draw.in_month(draw.months[-1].replace(month=1)):
        yield draw.office("区住建委"), _row(draw, on)


def _row(draw: Draw, on: str) -> dict[str, object]:
    return {
        "measure": draw.random.choice(("reminder", "talk", "circular")),
        "reason": draw.random.choice(("late", "indicator", "assessment")),
        "matter": draw.random.choice(("任务连续逾期", "指标连续未达标", "隐患整改不力")),
        "decided_on": on,
        **({"rectified_on": max(on, draw.day(-4, 0))} if draw.likely(0.7) else {}),
    }


REGISTER = Register(
    "约谈问责",
    "Accountability",
    Chapter.DUTY,
    "区安全生产委员会办公室",
    "四(三)",
    "对工作推进不力的单位作出的提醒、约谈、通报和问责，每次登记一条；三个月内报送整改结果。",
    "Reminders, talks, circulars and sanctions for units that lag; what was put right is reported within three months.",
    (
        choice(
            "measure",
            "措施",
            "Measure",
            ("reminder", "提醒", "Reminder"),
            ("talk", "约谈", "Talk"),
            ("circular", "通报批评", "Circular"),
            ("transfer", "移送问责", "Handed over"),
            ("sanction", "问责处理", "Sanction"),
            required=True,
        ),
        choice(
            "reason",
            "事由类别",
            "Reason",
            ("late", "任务逾期", "Late tasks"),
            ("indicator", "指标未达标", "Indicator missed"),
            ("assessment", "考评末位", "Last in the assessment"),
            ("accident", "事故责任", "Accident"),
            ("other", "其他", "Other"),
            required=True,
        ),
        text("matter", "具体事由", "Matter", required=True, max_length=200),
        day("decided_on", "决定日期", "Decided on", required=True),
        text("document", "决定文号", "Number of the decision", max_length=80),
        text("demands", "整改要求", "What is demanded", max_length=300),
        day("rectified_on", "整改完成日期", "Put right on"),
    ),
    key=("measure", "matter", "decided_on"),
    title=("measure", "matter"),
    columns=("measure", "reason", "decided_on", "rectified_on"),
    prefix="WZ",
    demo=_demo,
    dated="decided_on",
    clocks=(Clock("rectify", "整改结果应报送", "Result to be reported", "decided_on", 3, "rectified_on"),),
    fault=after("decided_on", "rectified_on"),
    numbers=(
        Number(
            "year",
            "本年约谈问责",
            "Measures this year",
            happened="starts_on",
            split="attributes__measure",
            unit="次",
            share=False,
        ),
        Number(
            "rectified",
            "已整改",
            "Put right",
            needs=(Need("rectified", "整改完成日期", "Put right on", Q(attributes__has_key="rectified_on")),),
            happened="starts_on",
        ),
    ),
)
