"""What insurers do to prevent accidents at the insured, and whether what they find is put right."""

from __future__ import annotations

from ancheng.administration.registers.declare import (
    Chapter,
    Clock,
    Draw,
    Drawn,
    Number,
    Register,
    choice,
    day,
    no_more,
    text,
    whole,
)


def _demo(draw: Draw) -> Drawn:
    for number, enterprise in enumerate(draw.enterprises[:260]):
        served = draw.random.randint(-700, -3)
        found = draw.random.randint(0, 9)
        fixed = found if served < -75 and draw.likely(0.96) else draw.random.randint(0, found)
        yield (
            enterprise,
            {
                "policy_no": f"演示AZX{number:06d}",
                "kind": draw.random.choice(("inspection", "training", "assessment", "drill")),
                "served_on": draw.day(served, served),
                "provider": f"演示服务机构{draw.random.randint(1, 12):02d}",
                "found": found,
                "fixed": fixed,
                **(
                    {"fixed_on": draw.day(min(served + 40, 0), min(served + 40, 0))} if found == fixed else {}
                ),
            },
        )


REGISTER = Register(
    "安责险事故预防服务",
    "Prevention services of insurers",
    Chapter.SUPPORT,
    "区应急局",
    "二(七)21#2",
    "保险机构每提供一次事故预防服务登记一条，查出的问题在两个月内整改。",
    "One row for each service of an insurer; what was found is put right within two months.",
    (
        text("policy_no", "保单号", "Policy number", required=True, max_length=60),
        choice(
            "kind",
            "服务类别",
            "Service",
            ("inspection", "隐患排查", "Inspection"),
            ("training", "培训", "Training"),
            ("assessment", "风险评估", "Assessment"),
            ("drill", "演练指导", "Drill"),
            required=True,
        ),
        day("served_on", "服务日期", "Served on", required=True),
        text("provider", "服务机构", "Provider", max_length=80),
        whole("found", "查出问题", "Found", "件", required=True),
        whole("fixed", "已整改", "Put right", "件"),
        day("fixed_on", "全部整改日期", "All put right on"),
    ),
    key=("policy_no", "kind", "served_on"),
    title=("policy_no", "kind"),
    columns=("kind", "served_on", "found", "fixed"),
    prefix="YF",
    demo=_demo,
    dated="served_on",
    clocks=(Clock("fix", "应整改", "To be put right", "served_on", 2, "fixed_on"),),
    fault=no_more("fixed", "found"),
    numbers=(
        Number(
            "services",
            "本年服务次数",
            "Services this year",
            happened="starts_on",
            split="attributes__kind",
            unit="次",
            share=False,
        ),
        Number(
            "fixed",
            "问题整改率",
            "Findings put right",
            happened="starts_on",
            weight="attributes__found",
            held="attributes__fixed",
        ),
    ),
)
