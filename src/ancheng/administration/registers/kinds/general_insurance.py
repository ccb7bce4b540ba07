"""The pilot of public general insurance: which areas are covered, for whom, and what was paid."""

from __future__ import annotations

from ancheng.administration.registers.declare import (
    Chapter,
    Clock,
    Draw,
    Drawn,
    Number,
    Register,
    day,
    no_more,
    number,
    text,
    whole,
)


def _demo(draw: Draw) -> Drawn:
    for street in draw.streets[:15]:
        for year in (draw.today.year - 1, draw.today.year):
            people = draw.random.randint(30_000, 160_000)
            yield (
                street,
                {
                    "policy_no": f"演示GZ{year}{street.pk:05d}",
                    "from_on": f"{year}-01-01",
                    "valid_to": f"{year}-12-31",
                    "population": people,
                    "covered": people - (draw.random.randint(500, 9000) if draw.likely(0.2) else 0),
                    "limit": 3000,
                    "claims": draw.random.randint(0, 14),
                    "paid": draw.random.randint(0, 90) / 10,
                },
            )


REGISTER = Register(
    "公共安全综合保险试点",
    "Public general insurance pilot",
    Chapter.SUPPORT,
    "区应急局",
    "二(七)21#1",
    "参加试点的街道、地区每年登记一条，到期前续保。",
    "One row for each area and year of the pilot; it is renewed before it runs out.",
    (
        text("policy_no", "保单号", "Policy number", required=True, max_length=60),
        day("from_on", "起保日期", "From", required=True),
        day("valid_to", "终保日期", "Until", required=True),
        whole("population", "常住人口", "Residents", "人", required=True),
        whole("covered", "保障人口", "People covered", "人"),
        number("limit", "累计限额", "Limit", "万元"),
        whole("claims", "赔案", "Claims", "件"),
        number("paid", "已赔付", "Paid", "万元"),
    ),
    key=("from_on",),
    title=("policy_no",),
    columns=("valid_to", "population", "covered", "paid"),
    prefix="ZHB",
    demo=_demo,
    dated="from_on",
    period="year",
    clocks=(Clock("renew", "应续保", "To be renewed", "valid_to", renewed=True),),
    fault=no_more("covered", "population"),
    numbers=(
        Number(
            "covered",
            "试点地区人口保障率",
            "Residents of pilot areas covered",
            ends=("ends_on", "closed_on"),
            weight="attributes__population",
            held="attributes__covered",
        ),
        Number(
            "paid",
            "本年赔付",
            "Paid this year",
            happened="starts_on",
            weight="attributes__paid",
            unit="万元",
            share=False,
        ),
    ),
)
