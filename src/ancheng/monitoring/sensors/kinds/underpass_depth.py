"""Depth of standing water under a bridge (下凹桥积水深度)."""

from ancheng.monitoring.sensors.declare import Degree, Kind, Platform
from ancheng.monitoring.sensors.kinds._shared import ladder

KIND = Kind(
    zh="积水深度",
    en="Underpass water depth",
    platform=Platform.WATER,
    quantity="length",
    unit="cm",
    low=0.0,
    high=500.0,
    interval_s=60,
    silent_after_s=300,
    prefix="UD",
    sample=0.0,
    rules=ladder(
        1.0,
        (Degree.BLUE, 10.0),
        (Degree.YELLOW, 15.0),
        (Degree.ORANGE, 27.0),
        (Degree.RED, 50.0),
        clear_for_s=300,
    ),
    about_zh="阈值由水务、交管部门确认。",
)
