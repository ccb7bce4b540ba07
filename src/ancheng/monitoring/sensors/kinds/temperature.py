"""Air temperature (气温)."""

from ancheng.monitoring.sensors.declare import Kind, Platform

KIND = Kind(
    zh="气温",
    en="Air temperature",
    platform=Platform.WEATHER,
    quantity="temperature",
    unit="°C",
    low=-50.0,
    high=60.0,
    interval_s=300,
    silent_after_s=1200,
    prefix="AT",
    sample=12.5,
)
