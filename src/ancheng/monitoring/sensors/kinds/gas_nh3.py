"""Ammonia in air (氨气浓度)."""

from ancheng.monitoring.sensors.declare import Kind, Platform
from ancheng.monitoring.sensors.kinds._shared import toxic

KIND = Kind(
    zh="氨气浓度",
    en="Ammonia",
    platform=Platform.HAZARD,
    quantity="mass concentration",
    unit="mg/m³",
    low=0.0,
    high=700.0,
    interval_s=30,
    silent_after_s=180,
    prefix="GN",
    sample=0.4,
    rules=toxic(20.0, 40.0),
)
