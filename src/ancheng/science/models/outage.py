"""SAIDI: how long the average customer was without electricity."""

from __future__ import annotations

from typing import Any

from ancheng.science.model import BadInput, Case, Input, InputKind, Model


def compute(values: dict[str, Any]) -> dict[str, Any]:
    """SAIDI-1 in hours per customer, SAIFI in times per customer, and the comparison with a reference."""
    total = values["customers"]
    for n, row in enumerate(values["outages"], start=1):
        if row["customers"] > total:
            raise BadInput(f"第 {n} 次停电的户数超过总用户数，请核对。")
    hours = sum(row["hours"] * row["customers"] for row in values["outages"]) / total
    times = sum(row["customers"] for row in values["outages"]) / total
    reference = values["reference_h"]
    return {
        "saidi_h": hours,
        "saifi": times,
        "reliability_percent": 100 * (1 - hours / values["period_h"]),
        "below_reference": None if reference is None else hours < reference,
        "largest": max((row["hours"] * row["customers"] for row in values["outages"]), default=0.0),
    }


MODEL = Model(
    title="供电可靠性（户均停电时间）",
    title_en="Electricity outages (SAIDI)",
    version="2016.1",
    inputs=(
        Input("customers", "总用户数", "Customers", InputKind.INTEGER, "户", 1, 100_000_000),
        Input(
            "outages",
            "停电记录",
            "Outages",
            InputKind.LIST,
            rows=(
                Input("hours", "停电时长", "Duration", unit="h", minimum=0, maximum=8784),
                Input("customers", "停电户数", "Customers", InputKind.INTEGER, "户", 0, 100_000_000),
            ),
        ),
        Input("period_h", "统计时段", "Period", unit="h", minimum=1, maximum=8784, default=8760.0),
        Input("reference_h", "对照值", "Reference", unit="h", minimum=0, maximum=8784, required=False),
    ),
    compute=compute,
    assumptions=(
        "SAIDI-1 = Σ(停电时长 × 停电户数) ÷ 总用户数；全国对照值随年份变化，由使用者填写并注明年份和来源。",
        "没有停电记录与没有上报不同：空列表表示已确认无停电。",
    ),
    citations=("DL/T 836.1-2016",),
    cases=(
        Case(
            "工作算例：三次停电，5 万户",
            {
                "customers": 50_000,
                "outages": [
                    {"hours": 2.5, "customers": 1200},
                    {"hours": 1, "customers": 8000},
                    {"hours": 0.5, "customers": 300},
                ],
            },
            {"saidi_h": 0.223},
            1e-9,
        ),
    ),
    verified="与工作算例一致",
    unverified=("DL/T 836.1-2016 的定义未与原文核对",),
)
