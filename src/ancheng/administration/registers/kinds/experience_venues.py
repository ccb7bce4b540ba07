"""How safety experience venues are open and used, month by month."""

from __future__ import annotations

from datetime import timedelta

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
    for street in draw.streets[:12]:
        for month in draw.months:
            yield (
                street,
                {
                    "venue": f"{street}安全体验馆（演示）",
                    "level": "subdistrict",
                    "month": month.isoformat(),
                    "open_days": draw.random.randint(12, 26),
                    "visitors": draw.random.randint(80, 900),
                    "facilities_ok": draw.likely(0.95),
                    "checked_on": (month - timedelta(days=draw.random.randint(0, 300))).isoformat(),
                },
            )


REGISTER = Register(
    "安全体验场馆开放情况",
    "Safety experience venues",
    Chapter.AWARENESS,
    "区应急局",
    "二(八)25#2",
    "每个安全体验场馆每月登记一条；设施每年检查一次。",
    "One row for each venue and month; its facilities are checked once a year.",
    (
        text("venue", "场馆", "Venue", required=True, max_length=80),
        choice(
            "level",
            "级别",
            "Level",
            ("city", "市级", "City"),
            ("district", "区级", "District"),
            ("subdistrict", "街道、地区级", "Subdistrict"),
        ),
        day("month", "月份", "Month", required=True, help="填该月任意一天。"),
        whole("open_days", "开放天数", "Days open", "天", maximum=31),
        whole("visitors", "接待人次", "Visitors", "人次"),
        yesno("facilities_ok", "设施完好", "Facilities in order"),
        day("checked_on", "设施检查日期", "Facilities checked on"),
    ),
    key=("venue", "month"),
    title=("venue",),
    columns=("month", "open_days", "visitors", "facilities_ok"),
    prefix="TY",
    demo=_demo,
    dated="month",
    period="month",
    duties=(
        Duty(
            "区应急局每季度核一次场馆开放情况",
            "Openings are gone over each quarter",
            (),
            3,
            names=("区应急局",),
        ),
    ),
    numbers=(
        Number(
            "visitors",
            "本年接待人次",
            "Visitors this year",
            happened="starts_on",
            weight="attributes__visitors",
            unit="人次",
            share=False,
        ),
        Number(
            "in_order",
            "设施完好且检查未过期",
            "Facilities in order and checked",
            (
                Need("in_order", "设施完好", "Facilities in order", Q(attributes__facilities_ok=True)),
                Need("checked", "已检查", "Checked", since="attributes__checked_on"),
            ),
            ends=("ends_on", "closed_on"),
        ),
    ),
)
