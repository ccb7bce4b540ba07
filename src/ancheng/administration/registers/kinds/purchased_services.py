"""Safety services that public bodies buy, until they are accepted."""

from __future__ import annotations

from ancheng.administration.registers.declare import (
    Chapter,
    Clock,
    Draw,
    Drawn,
    Number,
    Register,
    after,
    day,
    number,
    text,
)
from ancheng.kernel.measuring import Need


def _demo(draw: Draw) -> Drawn:
    for position, street in enumerate(draw.streets):
        for year in (draw.today.year - 1, draw.today.year):
            ended = year < draw.today.year or draw.likely(0.4)
            ends = f"{year}-{draw.random.randint(6, 10):02d}-28" if ended else f"{year}-12-20"
            yield (
                street,
                {
                    "project": f"{year}年{street}安全检查技术服务（演示）",
                    "provider": f"演示安全服务机构{position % 60 + 1:03d}",
                    "amount": draw.random.randint(80, 900) / 10,
                    "signed_on": f"{year}-02-{draw.random.randint(10, 27)}",
                    "finishes_on": ends,
                    **(
                        {"accepted_on": f"{ends[:8]}29", "satisfaction": draw.random.randint(78, 100)}
                        if ended and draw.likely(0.93)
                        else {}
                    ),
                },
            )


REGISTER = Register(
    "政府购买安全服务",
    "Purchased safety services",
    Chapter.SUPPORT,
    "区应急局",
    "二(七)20#1",
    "每个购买服务项目登记一条；服务结束后一个月内验收。",
    "One row for each contract; it is accepted within a month of its end.",
    (
        text("project", "项目", "Project", required=True, max_length=120),
        text("provider", "服务机构", "Provider", required=True, max_length=100),
        number("amount", "合同金额", "Amount", "万元"),
        day("signed_on", "签订日期", "Signed on", required=True),
        day("finishes_on", "服务截止日期", "Service ends on", required=True),
        day("accepted_on", "验收日期", "Accepted on"),
        number("satisfaction", "满意度", "Satisfaction", "%", maximum=100),
    ),
    key=("project", "signed_on"),
    title=("project",),
    columns=("provider", "amount", "finishes_on", "accepted_on"),
    prefix="FW",
    demo=_demo,
    dated="signed_on",
    clocks=(Clock("accept", "应验收", "To be accepted", "finishes_on", 1, "accepted_on"),),
    fault=after("signed_on", "finishes_on"),
    numbers=(
        Number(
            "accepted",
            "到期项目验收率",
            "Ended contracts accepted",
            (Need("accepted", "已验收", "Accepted", since="attributes__accepted_on"),),
            begins=("attributes__finishes_on",),
        ),
        Number(
            "amount",
            "本年合同金额",
            "Contracts of the year",
            happened="starts_on",
            weight="attributes__amount",
            unit="万元",
            share=False,
        ),
    ),
)
