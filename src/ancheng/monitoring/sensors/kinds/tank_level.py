"""Level of a tank as a share of its height (储罐液位)."""

from ancheng.monitoring.sensors.declare import Degree, Kind, Platform
from ancheng.monitoring.sensors.kinds._shared import product
from ancheng.science.signals.declare import Level

KIND = Kind(
    zh="储罐液位",
    en="Tank level",
    platform=Platform.HAZARD,
    quantity="ratio",
    unit="%",
    low=0.0,
    high=100.0,
    interval_s=60,
    silent_after_s=300,
    prefix="TL",
    sample=61.0,
    rules=(
        product("high", "高液位", "High level", Degree.BLUE, Level(above=85.0, clear_margin=1.0)),
        product(
            "high_high", "高高液位", "High-high level", Degree.YELLOW, Level(above=95.0, clear_margin=1.0)
        ),
        product("low", "低液位", "Low level", Degree.BLUE, Level(below=10.0, clear_margin=1.0)),
    ),
)
