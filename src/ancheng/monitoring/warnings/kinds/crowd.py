"""Large crowd 大客流."""

from ancheng.monitoring.warnings.declare import WarningKind

KIND = WarningKind(
    zh="大客流",
    en="Large crowd",
    categories=("Safety", "Security"),
    responses=("Avoid", "Monitor"),
    department="公安朝阳分局",
    cosigners=("公安朝阳分局",),
    alert_items="区域内人员密度接近或超过核定容量，可能发生拥挤踩踏。",
    measures="限流、单向通行、分区隔离；必要时停止售检票并广播疏导。",
    alert_items_en="The area is close to or above its approved capacity; crushing is possible.",
    measures_en="Limit entry, one-way routes, separate zones; stop ticket checks and guide people by broadcast where needed.",
    icon="users",
    sensor_kinds=("crowd_density", "crowd_ratio", "people_count"),
)
