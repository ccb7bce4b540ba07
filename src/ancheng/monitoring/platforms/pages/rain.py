"""Rain and water 雨情水情与内涝."""

from ancheng.monitoring.platforms.declare import PlatformPage

PAGE = PlatformPage(
    zh="雨情水情与内涝",
    en="Rain and water",
    clause="二(五)15",
    about_zh="雨量按北京阈值只给出建议级别；气象预警信号由气象台站发布，本平台只转发。",
    about_en="Rain suggests a level by the Beijing figures; the signal itself is the weather office’s and only relayed.",
    sensor_kinds=(
        "rain_1h",
        "rain_6h",
        "rain_24h",
        "river_stage",
        "underpass_depth",
        "drain_level",
        "wind_speed",
    ),
    warning_kinds=("rainstorm", "waterlogging", "flood", "wind"),
    asset_kinds=("flood_spot",),
    links=(("外来警报", "Foreign alerts", "warnings:inbox"),),
    icon="droplet",
    order=55,
)
