"""Temperature of a tank (储罐温度)."""

from ancheng.monitoring.sensors.declare import Degree, Kind, Platform
from ancheng.monitoring.sensors.kinds._shared import product
from ancheng.science.signals.declare import Level

KIND = Kind(
    zh="储罐温度",
    en="Tank temperature",
    platform=Platform.HAZARD,
    quantity="temperature",
    unit="°C",
    low=-200.0,
    high=400.0,
    interval_s=60,
    silent_after_s=300,
    prefix="TT",
    sample=21.0,
    rules=(
        product("high", "温度过高", "Temperature high", Degree.BLUE, Level(above=50.0, clear_margin=2.0)),
    ),
    about_zh="阈值须按介质逐罐确认。",
)
