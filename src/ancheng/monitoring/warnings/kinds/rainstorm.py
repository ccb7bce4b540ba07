"""Rainstorm 暴雨."""

from ancheng.monitoring.warnings.declare import WarningKind

KIND = WarningKind(
    zh="暴雨",
    en="Rainstorm",
    categories=("Met",),
    responses=("Avoid", "Prepare"),
    code="11B03",
    department="区水务局",
    relayed="气象台站",
    clause="气象灾害防御条例 第三十条",
    alert_items="短时强降雨可能引发积水、内涝和地质灾害。",
    measures="减少外出，避开下凹式立交桥和地下空间；检查排水设施。",
    alert_items_en="Heavy rain may cause ponding, flooding and landslides.",
    measures_en="Stay in; keep away from sunken underpasses and underground spaces; check drains.",
    icon="droplet",
    sensor_kinds=("rain_1h", "rain_6h", "rain_24h"),
)
