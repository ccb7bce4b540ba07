"""Water level inside a fill or slope, above its base (堆积体内水位)."""

from ancheng.monitoring.sensors.declare import Degree, Kind, Platform
from ancheng.monitoring.sensors.kinds._shared import ladder

KIND = Kind(
    zh="堆积体内水位",
    en="Water level in the fill",
    platform=Platform.GROUND,
    quantity="length",
    unit="m",
    low=0.0,
    high=80.0,
    interval_s=3600,
    silent_after_s=14400,
    prefix="PL",
    sample=1.8,
    decimals=2,
    rules=ladder(0.1, (Degree.YELLOW, 3.0), (Degree.ORANGE, 5.0)),
    about_zh="阈值由稳定性验算给出，须逐场确认。",
)
