"""People present as a share of the approved capacity (客流饱和度)."""

from ancheng.monitoring.sensors.declare import Degree, Kind, Platform
from ancheng.monitoring.sensors.kinds._shared import ladder

KIND = Kind(
    zh="客流饱和度",
    en="Load ratio",
    platform=Platform.CROWD,
    quantity="ratio",
    unit="%",
    low=0.0,
    high=300.0,
    interval_s=60,
    silent_after_s=300,
    prefix="CR",
    sample=42.0,
    rules=ladder(
        0.0,
        (Degree.BLUE, 60.0),
        (Degree.YELLOW, 80.0),
        (Degree.ORANGE, 90.0),
        (Degree.RED, 100.0),
        clear_for_s=300,
    ),
    about_zh="低于阈值满 5 分钟方可降级。",
)
