"""Fire 火灾."""

from ancheng.monitoring.warnings.declare import WarningKind

KIND = WarningKind(
    zh="火灾",
    en="Fire",
    categories=("Fire", "Safety"),
    responses=("Evacuate",),
    department="朝阳消防救援支队",
    cosigners=("朝阳消防救援支队",),
    alert_items="消防报警主机或烟感报警，可能发生火灾。",
    measures="现场核实，疏散人员，关闭防火分区，拨打119。",
    alert_items_en="A fire alarm host or smoke detector has reported.",
    measures_en="Verify on the spot, evacuate, close fire compartments, call 119.",
    icon="flame",
    sensor_kinds=("smoke", "fire_host", "hydrant_pressure"),
)
