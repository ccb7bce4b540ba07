"""Power outage 停电与供电异常."""

from ancheng.monitoring.warnings.declare import WarningKind

KIND = WarningKind(
    zh="停电与供电异常",
    en="Power outage",
    categories=("Infra",),
    responses=("Prepare",),
    department="区发展改革委",
    cosigners=("区发展改革委",),
    alert_items="供电中断，影响居民和重要用户。",
    measures="启用备用电源，排查重要用户和电梯困人。",
    alert_items_en="Power is out for residents and important users.",
    measures_en="Start emergency power, check important users and elevators.",
    icon="bolt",
    sensor_kinds=("power_outage",),
)
