"""Elevator fault 电梯困人与故障."""

from ancheng.monitoring.warnings.declare import WarningKind

KIND = WarningKind(
    zh="电梯困人与故障",
    en="Elevator fault",
    categories=("Rescue", "Infra"),
    responses=("Execute",),
    department="区市场监管局",
    cosigners=("区市场监管局",),
    alert_items="电梯发生困人或带病运行。",
    measures="立即停用，通知维保单位救援，30分钟内到场。",
    alert_items_en="An elevator has trapped people or runs with a fault.",
    measures_en="Take it out of service, send the maintainer, on site within 30 minutes.",
    icon="building",
    sensor_kinds=("elevator_fault", "elevator_trapped"),
)
