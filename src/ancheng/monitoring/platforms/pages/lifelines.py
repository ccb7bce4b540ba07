"""Lifelines 城市生命线."""

from ancheng.monitoring.platforms.declare import PlatformPage

PAGE = PlatformPage(
    zh="城市生命线",
    en="Lifelines",
    clause="二(五)15",
    about_zh="供水、供热、供电和消防供水；停电时间见停电模型。",
    about_en="Water, heat, power and fire water; time without power is in the outage model.",
    sensor_kinds=(
        "power_outage",
        "water_pressure",
        "heat_temperature",
        "hydrant_pressure",
        "smoke",
        "fire_host",
    ),
    warning_kinds=("power", "pipe", "fire"),
    asset_kinds=("pipe_power", "pipe_heat", "hydrant"),
    icon="bolt",
    order=58,
)
