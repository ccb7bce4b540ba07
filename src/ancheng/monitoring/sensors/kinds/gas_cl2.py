"""Chlorine in air (氯气浓度)."""

from ancheng.monitoring.sensors.declare import Kind, Platform
from ancheng.monitoring.sensors.kinds._shared import toxic

KIND = Kind(
    zh="氯气浓度",
    en="Chlorine",
    platform=Platform.HAZARD,
    quantity="mass concentration",
    unit="mg/m³",
    low=0.0,
    high=60.0,
    interval_s=30,
    silent_after_s=180,
    prefix="GL",
    sample=0.4,
    rules=toxic(1.0, 2.0),
)
