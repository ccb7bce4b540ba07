"""Public-interest advertisements on safety, where they hang and until when."""

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
    yesno,
)
from ancheng.kernel.measuring import Need


def _demo(draw: Draw) -> Drawn:
    for street in draw.streets:
        for number in range(1, 5):
            start = draw.random.randint(-640, -5)
            yield (
                street,
                {
                    "medium": draw.random.choice(("screen", "bus_stop", "elevator", "board")),
                    "site": f"{street}演示点位{number:02d}",
                    "subject": draw.random.choice(("燃气安全", "消防通道", "电动车充电", "交通安全")),
                    "from_on": draw.day(start, start),
                    "valid_to": draw.day(max(start + 60, -15), 300),
                    "approved": draw.likely(0.97),
                },
            )


REGISTER = Register(
    "安全公益广告",
    "Public-interest advertisements",
    Chapter.AWARENESS,
    "区融媒体中心",
    "二(八)25#1",
    "每处安全公益广告登记一条，到期应更换或撤除。",
    "One row for each advertisement; when it runs out it is replaced or taken down.",
    (
        choice(
            "medium",
            "媒介",
            "Medium",
            ("screen", "电子屏", "Screen"),
            ("bus_stop", "公交站牌", "Bus stop"),
            ("elevator", "电梯间", "Elevator"),
            ("board", "宣传栏", "Board"),
            required=True,
        ),
        text("site", "点位", "Site", required=True, max_length=100),
        text("subject", "主题", "Subject", max_length=120),
        day("from_on", "上刊日期", "From", required=True),
        day("valid_to", "下刊日期", "Until", required=True),
        yesno("approved", "内容已审核", "Content approved"),
    ),
    key=("medium", "site", "from_on"),
    title=("site", "subject"),
    columns=("medium", "from_on", "valid_to"),
    prefix="GG",
    demo=_demo,
    dated="from_on",
    clocks=(Clock("replace", "应更换", "To be replaced", "valid_to"),),
    fault=after("from_on", "valid_to"),
    numbers=(
        Number(
            "in_place",
            "在刊且未到期",
            "In place and not run out",
            (Need("valid", "未到期", "Not run out", until="attributes__valid_to"),),
            split="attributes__medium",
        ),
        Number(
            "approved",
            "内容已审核",
            "Content approved",
            (Need("approved", "内容已审核", "Content approved", Q(attributes__approved=True)),),
        ),
    ),
)
