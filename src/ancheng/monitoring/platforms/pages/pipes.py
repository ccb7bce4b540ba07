"""Underground pipes 地下管线监测."""

from ancheng.monitoring.platforms.declare import PlatformPage

PAGE = PlatformPage(
    zh="地下管线监测",
    en="Underground pipes",
    clause="二(五)15；二(二)4",
    about_zh="压力、流量、沉降和井盖；异常提示路面塌陷风险。",
    about_en="Pressure, flow, settlement and covers; what is odd may mean that a road is about to give way.",
    sensor_kinds=(
        "water_pressure",
        "water_flow",
        "settlement",
        "manhole_cover",
        "vibration",
        "heat_temperature",
    ),
    warning_kinds=("pipe",),
    asset_kinds=("pipe_water", "pipe_drain", "pipe_heat", "utility_tunnel"),
    icon="stack-2",
    order=54,
)
