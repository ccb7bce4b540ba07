"""Model communities of disaster reduction, and when each is looked at again."""

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
    text,
    whole,
    yesno,
)
from ancheng.kernel.measuring import Need


def _demo(draw: Draw) -> Drawn:
    for community in draw.communities[::5]:
        got = draw.random.randint(-1800, -20)
        yield (
            community,
            {
                "level": draw.random.choice(("national", "city", "city")),
                "awarded_on": draw.day(got, got),
                "document_no": "演示命名文件",
                "plan_ready": draw.likely(0.96),
                "stock_ready": draw.likely(0.95),
                "volunteers": draw.random.randint(10, 90),
                "rechecked_on": draw.day(max(got, -1000), -5),
            },
        )


REGISTER = Register(
    "综合减灾示范社区",
    "Model communities of disaster reduction",
    Chapter.SUPPORT,
    "区应急局",
    "二(七)23#1",
    "命名的示范社区每个登记一条，每三年复核一次。",
    "One row for each named community; it is looked at again every three years.",
    (
        choice(
            "level",
            "级别",
            "Level",
            ("national", "全国", "National"),
            ("city", "市级", "City"),
            required=True,
        ),
        day("awarded_on", "命名日期", "Awarded on", required=True),
        text("document_no", "命名文件", "Document", max_length=80),
        yesno("plan_ready", "有社区预案和疏散路线图", "Plan and escape map"),
        yesno("stock_ready", "有应急物资", "Emergency stock"),
        whole("volunteers", "志愿者", "Volunteers", "人"),
        day("rechecked_on", "上次复核日期", "Looked at on"),
    ),
    key=("level",),
    title=("level", "document_no"),
    columns=("level", "awarded_on", "rechecked_on", "volunteers"),
    prefix="SF",
    demo=_demo,
    dated="awarded_on",
    clocks=(Clock("recheck", "应复核", "To be looked at again", "rechecked_on", 36),),
    numbers=(
        Number(
            "ready",
            "预案和物资齐备",
            "Plan and stock in place",
            (
                Need("plan", "有社区预案和疏散路线图", "Plan and escape map", Q(attributes__plan_ready=True)),
                Need("stock", "有应急物资", "Emergency stock", Q(attributes__stock_ready=True)),
            ),
            split="attributes__level",
        ),
        Number("named", "示范社区", "Model communities", unit="个", share=False),
    ),
)
