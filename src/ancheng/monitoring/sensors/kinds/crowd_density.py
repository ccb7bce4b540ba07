"""People per square metre (人群密度)."""

from ancheng.monitoring.sensors.declare import Degree, Kind, Platform
from ancheng.monitoring.sensors.kinds._shared import ladder

KIND = Kind(
    zh="人群密度",
    en="Crowd density",
    platform=Platform.CROWD,
    quantity="crowd density",
    unit="人/m²",
    low=0.0,
    high=15.0,
    interval_s=60,
    silent_after_s=300,
    prefix="CD",
    sample=0.6,
    decimals=2,
    rules=ladder(
        0.0,
        (Degree.BLUE, 1.0),
        (Degree.YELLOW, 2.0),
        (Degree.ORANGE, 3.5),
        (Degree.RED, 5.0),
        clear_for_s=300,
    ),
    about_zh="低于阈值满 5 分钟方可降级。",
)
