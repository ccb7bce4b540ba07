"""Ambient dose rate (辐射剂量率)."""

from ancheng.monitoring.sensors.declare import Degree, Kind, Platform
from ancheng.monitoring.sensors.kinds._shared import product
from ancheng.science.signals.declare import Held, Level

KIND = Kind(
    zh="辐射剂量率",
    en="Dose rate",
    platform=Platform.RADIATION,
    quantity="dose rate",
    unit="μSv/h",
    low=0.0,
    high=100000.0,
    interval_s=60,
    silent_after_s=300,
    prefix="RD",
    sample=0.09,
    decimals=3,
    rules=(
        product(
            "high",
            "剂量率异常",
            "Dose rate high",
            Degree.YELLOW,
            Held(Level(above=0.3, clear_margin=0.05), 120),
        ),
    ),
)
