"""Hydrogen sulphide in air (硫化氢浓度)."""

from ancheng.monitoring.sensors.declare import Kind, Platform
from ancheng.monitoring.sensors.kinds._shared import toxic

KIND = Kind(
    zh="硫化氢浓度",
    en="Hydrogen sulphide",
    platform=Platform.HAZARD,
    quantity="mass concentration",
    unit="mg/m³",
    low=0.0,
    high=150.0,
    interval_s=30,
    silent_after_s=180,
    prefix="GH",
    sample=0.4,
    rules=toxic(10.0, 20.0),
)
