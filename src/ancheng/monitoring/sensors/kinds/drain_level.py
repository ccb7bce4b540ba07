"""Level in a drain or manhole (排水管网液位)."""

from ancheng.monitoring.sensors.declare import Kind, Platform

KIND = Kind(
    zh="排水管网液位",
    en="Drain level",
    platform=Platform.WATER,
    quantity="length",
    unit="m",
    low=0.0,
    high=15.0,
    interval_s=300,
    silent_after_s=1200,
    prefix="DL",
    sample=0.6,
    decimals=2,
)
