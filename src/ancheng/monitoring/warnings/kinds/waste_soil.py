"""Waste-soil fill instability 渣土受纳场失稳."""

from ancheng.monitoring.warnings.declare import WarningKind

KIND = WarningKind(
    zh="渣土受纳场失稳",
    en="Waste-soil fill instability",
    categories=("Geo", "Safety"),
    responses=("Evacuate", "Monitor"),
    department="区城管委",
    cosigners=("区城管委", "市规划自然资源委朝阳分局"),
    alert_items="堆积体位移、沉降或水位超限，可能滑坡。",
    measures="停止填埋，疏散坡脚人员，排水降压，组织专家会商。",
    alert_items_en="Displacement, settlement or water level of the fill is beyond its limit; it may slide.",
    measures_en="Stop filling, clear the toe, drain, call the experts.",
    sensor_kinds=("displacement", "pore_level"),
)
