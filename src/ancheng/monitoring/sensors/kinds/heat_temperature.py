"""Supply temperature of a heating main (供热温度)."""

from ancheng.monitoring.sensors.declare import Kind, Platform

KIND = Kind(
    zh="供热管网温度",
    en="Heating temperature",
    platform=Platform.LIFELINE,
    quantity="temperature",
    unit="°C",
    low=-20.0,
    high=160.0,
    interval_s=60,
    silent_after_s=300,
    prefix="HT",
    sample=92.0,
)
