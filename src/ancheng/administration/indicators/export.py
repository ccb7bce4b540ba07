"""The scorecard and the definitions as tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from ancheng.administration.indicators.queries import Line, target_text
from ancheng.administration.indicators.registry import INDICATORS
from ancheng.administration.indicators.rules import Verdict
from ancheng.base.clock import now
from ancheng.kernel.exchange.tables import Column, TableSpec
from ancheng.kernel.exchange.tables import Kind as Cell

VERDICTS = {
    Verdict.PASSED: "达标",
    Verdict.FAILED: "未达标",
    Verdict.NO_DATA: "无数据",
    Verdict.NOT_JUDGED: "未评判",
}
SCORECARD = TableSpec(
    columns=(
        Column("month", "月份", "Month"),
        Column("unit", "单位", "Unit"),
        Column("id", "指标编号", "Indicator"),
        Column("name", "指标", "Name"),
        Column("clause", "实施方案条款", "Clause"),
        Column("numerator", "分子", "Numerator", Cell.DECIMAL),
        Column("denominator", "分母", "Denominator", Cell.DECIMAL),
        Column("value", "指标值", "Value"),
        Column("target", "目标", "Target"),
        Column("verdict", "结论", "Verdict"),
    ),
    title_zh="指标评分卡",
    title_en="Scorecard",
)


def scorecard(lines: Iterable[Line], month: date) -> Iterator[dict[str, Any]]:
    """One row per cell, units in order, no data as an empty value."""
    for line in lines:
        for each in line.cells:
            yield {
                "month": f"{month:%Y-%m}",
                "unit": str(line.unit),
                "id": each.indicator.id,
                "name": each.indicator.zh,
                "clause": each.indicator.clause,
                "numerator": each.amount.numerator if each.amount else None,
                "denominator": each.amount.denominator if each.amount else None,
                "value": f"{each.text}{each.indicator.unit}" if each.text else "",
                "target": each.target,
                "verdict": VERDICTS[each.verdict],
            }


def definitions() -> list[dict[str, Any]]:
    """Every indicator as it is declared: what the list and `ancheng indicators list` show."""
    today = now().date()
    rows = []
    for each in INDICATORS.values():
        edition = each.threshold(today)
        threshold = edition.value
        rows.append(
            {
                "id": each.id,
                "name": each.zh,
                "name_en": each.en,
                "operator": threshold.operator,
                "threshold": None if threshold.value is None else float(threshold.value),
                "target": target_text(threshold, each.unit),
                "unit": each.unit,
                "clause": each.clause,
                "verified": edition.verified,
                "responsible": list(each.responsible),
                "waits_for": each.waits_for,
            }
        )
    return rows
