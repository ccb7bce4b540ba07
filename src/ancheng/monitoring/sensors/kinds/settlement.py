"""Settlement since the first survey (沉降)."""

from ancheng.monitoring.sensors.declare import Degree, Kind, Platform
from ancheng.monitoring.sensors.kinds._shared import ladder

KIND = Kind(
    zh="累计沉降",
    en="Settlement",
    platform=Platform.GROUND,
    quantity="length",
    unit="mm",
    low=-500.0,
    high=2000.0,
    interval_s=3600,
    silent_after_s=14400,
    prefix="SE",
    sample=2.4,
    rules=ladder(1.0, (Degree.BLUE, 20.0), (Degree.YELLOW, 30.0), (Degree.ORANGE, 40.0)),
    about_zh="阈值须按设计文件逐点确认。",
)
