"""Urban waterlogging 城市内涝."""

from ancheng.monitoring.warnings.declare import WarningKind

KIND = WarningKind(
    zh="城市内涝",
    en="Urban waterlogging",
    categories=("Safety", "Infra"),
    responses=("Avoid", "Execute"),
    department="区水务局",
    cosigners=("区水务局", "区城管委"),
    alert_items="下凹式立交桥、低洼路段积水加深，车辆和行人有被困危险。",
    measures="封闭积水路段，架设抽排设备，引导绕行，转移低洼处人员。",
    alert_items_en="Water is rising in underpasses and low roads; vehicles and people may be trapped.",
    measures_en="Close the road, pump, divert traffic, move people from low ground.",
    icon="droplet",
    sensor_kinds=("underpass_depth", "drain_level"),
)
