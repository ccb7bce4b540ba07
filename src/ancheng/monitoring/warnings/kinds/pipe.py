"""Underground pipe fault 地下管线异常."""

from ancheng.monitoring.warnings.declare import WarningKind

KIND = WarningKind(
    zh="地下管线异常",
    en="Underground pipe fault",
    categories=("Infra", "Safety"),
    responses=("Avoid", "Assess"),
    department="区城管委",
    cosigners=("区城管委",),
    alert_items="地下管线压力、流量或沉降异常，路面可能塌陷。",
    measures="围挡可疑路面，通知权属单位排查，必要时断水断气。",
    alert_items_en="Pressure, flow or settlement of a pipe is abnormal; the road may collapse.",
    measures_en="Fence off the road, call the owner, cut supply where needed.",
    sensor_kinds=(
        "settlement",
        "water_pressure",
        "water_flow",
        "heat_temperature",
        "manhole_cover",
        "vibration",
    ),
)
