"""Tilt of a structure (倾斜)."""

from ancheng.monitoring.sensors.declare import Degree, Kind, Platform
from ancheng.monitoring.sensors.kinds._shared import ladder

KIND = Kind(
    zh="倾斜",
    en="Tilt",
    platform=Platform.GROUND,
    quantity="angle",
    unit="°",
    low=-45.0,
    high=45.0,
    interval_s=3600,
    silent_after_s=14400,
    prefix="TI",
    sample=0.05,
    decimals=3,
    rules=ladder(0.02, (Degree.BLUE, 0.3), (Degree.YELLOW, 0.5)),
)
