"""Geological disaster 地质灾害."""

from ancheng.monitoring.warnings.declare import WarningKind

KIND = WarningKind(
    zh="地质灾害",
    en="Geological disaster",
    categories=("Geo",),
    responses=("Evacuate", "Monitor"),
    department="市规划自然资源委朝阳分局",
    cosigners=("市规划自然资源委朝阳分局",),
    alert_items="隐患点变形加快，可能崩塌、滑坡。",
    measures="撤离威胁区人员，封闭道路，24小时值守。",
    alert_items_en="A slope deforms faster and may fail.",
    measures_en="Clear the threatened area, close roads, watch around the clock.",
    sensor_kinds=("tilt",),
)
