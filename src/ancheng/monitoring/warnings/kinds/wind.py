"""Strong wind 大风."""

from ancheng.monitoring.warnings.declare import WarningKind

KIND = WarningKind(
    zh="大风",
    en="Strong wind",
    categories=("Met",),
    responses=("Prepare", "Avoid"),
    code="11B06",
    department="区应急局",
    relayed="气象台站",
    clause="气象灾害防御条例 第三十条",
    alert_items="阵风可能吹落广告牌、围挡和高空构件。",
    measures="停止高空和起重作业，加固围挡、广告牌。",
    alert_items_en="Gusts may bring down billboards, hoardings and parts at height.",
    measures_en="Stop work at height and lifting; fasten hoardings and billboards.",
    sensor_kinds=("wind_speed",),
)
