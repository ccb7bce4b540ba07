"""Communities that work for a safety culture, one row for each and year."""

from __future__ import annotations

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
    whole,
    yesno,
)
from ancheng.kernel.measuring import Need


def _demo(draw: Draw) -> Drawn:
    for year in (draw.today.year - 2, draw.today.year - 1, draw.today.year):
        for community in draw.communities[year % 3 :: 6]:
            yield (
                community,
                {
                    "began_on": f"{year}-01-{draw.random.randint(5, 28):02d}",
                    "kind": draw.random.choice(("founding", "lectures", "square")),
                    "activities": draw.random.randint(1, 6),
                    "people": draw.random.randint(60, 800),
                    "reported": draw.likely(0.95),
                },
            )


REGISTER = Register(
    "社区安全文化创建",
    "Safety culture of communities",
    Chapter.SUPPORT,
    "区应急局",
    "二(七)23#1",
    "开展安全文化创建活动的社区每年登记一条，记载全年活动。",
    "One row for each community and year with activities for a safety culture.",
    (
        day("began_on", "开展日期", "Begun on", required=True),
        choice(
            "kind",
            "活动类别",
            "Kind",
            ("founding", "示范创建", "Founding"),
            ("lectures", "安全讲堂", "Lectures"),
            ("square", "安全文化广场", "Square"),
            required=True,
        ),
        whole("activities", "活动次数", "Activities", "次", minimum=1, required=True),
        whole("people", "参加人次", "Participants", "人次"),
        yesno("reported", "已报送总结", "Report handed in"),
    ),
    key=("began_on",),
    title=("kind",),
    columns=("kind", "began_on", "activities", "people"),
    prefix="WH",
    demo=_demo,
    dated="began_on",
    period="year",
    duties=(
        Duty(
            "每个街道、地区每年至少有一个社区开展创建",
            "At least one community of each area each year",
            ("subdistrict",),
            12,
        ),
    ),
    numbers=(
        Number(
            "communities",
            "开展创建的社区",
            "Communities taking part",
            ends=("ends_on", "closed_on"),
            side="numerator",
            unit="个",
            share=False,
        ),
        Number(
            "reported",
            "已报送总结",
            "Report handed in",
            (Need("reported", "已报送总结", "Report handed in", Q(attributes__reported=True)),),
            ends=("ends_on", "closed_on"),
        ),
    ),
)
