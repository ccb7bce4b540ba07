"""Horizontal displacement of a surface since the first survey (水平位移)."""

from ancheng.monitoring.sensors.declare import Degree, Kind, Platform
from ancheng.monitoring.sensors.kinds._shared import ladder

KIND = Kind(
    zh="水平位移",
    en="Horizontal displacement",
    platform=Platform.GROUND,
    quantity="length",
    unit="mm",
    low=-2000.0,
    high=2000.0,
    interval_s=3600,
    silent_after_s=14400,
    prefix="DH",
    sample=1.1,
    rules=ladder(1.0, (Degree.BLUE, 20.0), (Degree.YELLOW, 40.0), (Degree.ORANGE, 60.0)),
    about_zh="渣土受纳场表面位移见实施方案二(四)14(5)。",
)
