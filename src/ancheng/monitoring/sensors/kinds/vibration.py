"""Vibration velocity of a structure (振动)."""

from ancheng.monitoring.sensors.declare import Degree, Kind, Platform
from ancheng.monitoring.sensors.kinds._shared import ladder

KIND = Kind(
    zh="振动速度",
    en="Vibration",
    platform=Platform.GROUND,
    quantity="vibration velocity",
    unit="mm/s",
    low=0.0,
    high=200.0,
    interval_s=60,
    silent_after_s=300,
    prefix="VI",
    sample=0.3,
    decimals=2,
    rules=ladder(0.2, (Degree.BLUE, 5.0), (Degree.YELLOW, 10.0)),
)
