"""Work-safety liability policies by industry: who is insured, for how much, until when."""

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
    number,
    text,
    whole,
    yesno,
)
from ancheng.kernel.measuring import Need


def _demo(draw: Draw) -> Drawn:
    for position, enterprise in enumerate(draw.enterprises[:420]):
        start = draw.random.randint(-700, -10)
        yield (
            enterprise,
            {
                "policy_no": f"演示AZX{position:06d}",
                "industry": draw.random.choice(INDUSTRIES)[0],
                "insurer": f"演示保险公司{draw.random.randint(1, 6)}",
                "from_on": draw.day(start, start),
                "valid_to": draw.day(start + 364, start + 364)
                if start > -365 or draw.likely(0.06)
                else draw.day(20, 360),
                "premium": draw.random.randint(2, 60) / 10,
                "limit": draw.random.choice((200, 500, 1000)),
                "people": draw.random.randint(5, 300),
                "service_plan": draw.likely(0.86),
            },
        )


INDUSTRIES = (
    ("hazardous_chemicals", "危险化学品", "Hazardous chemicals"),
    ("transport", "交通运输", "Transport"),
    ("construction", "建筑施工", "Construction"),
    ("fireworks", "烟花爆竹", "Fireworks"),
    ("metallurgy", "金属冶炼", "Metallurgy"),
    ("other", "其他行业", "Other"),
)
REGISTER = Register(
    "安全生产责任保险保单",
    "Work-safety liability policies",
    Chapter.SUPPORT,
    "区应急局",
    "二(七)21#2",
    "每张保单登记一条；到期前应续保，保险机构应提供事故预防服务。",
    "One row for each policy; it is renewed before it runs out, and the insurer helps to prevent accidents.",
    (
        text("policy_no", "保单号", "Policy number", required=True, max_length=60),
        choice("industry", "行业", "Industry", *INDUSTRIES, required=True),
        text("insurer", "保险机构", "Insurer", required=True, max_length=80),
        day("from_on", "起保日期", "From", required=True),
        day("valid_to", "终保日期", "Until", required=True),
        number("premium", "保费", "Premium", "万元"),
        number("limit", "责任限额", "Limit", "万元"),
        whole("people", "参保人数", "People insured", "人"),
        yesno("service_plan", "有事故预防服务方案", "Prevention plan"),
    ),
    key=("policy_no",),
    by_unit=False,
    series=("industry",),
    title=("policy_no", "industry"),
    columns=("industry", "insurer", "valid_to", "premium"),
    prefix="BD",
    demo=_demo,
    dated="from_on",
    clocks=(Clock("renew", "应续保", "To be renewed", "valid_to", renewed=True),),
    fault=after("from_on", "valid_to"),
    numbers=(
        Number(
            "valid",
            "保单有效率",
            "Policies in force",
            (Need("valid", "未到期", "Not run out", until="attributes__valid_to"),),
            split="attributes__industry",
        ),
        Number(
            "service",
            "有事故预防服务方案",
            "With a prevention plan",
            (Need("service", "有事故预防服务方案", "Prevention plan", Q(attributes__service_plan=True)),),
        ),
        Number("premium", "保费合计", "Premiums", weight="attributes__premium", unit="万元", share=False),
    ),
)
